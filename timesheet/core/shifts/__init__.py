"""Punches to shifts."""
