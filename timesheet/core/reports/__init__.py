"""Labor lines to tables: one file per report."""
