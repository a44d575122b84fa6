"""Statutory forms: labor lines and shifts → rows of a form that is a document."""
