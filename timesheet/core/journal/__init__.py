"""Labor lines as entries of a general ledger."""
