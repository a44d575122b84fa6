"""The database: all SQL stands here."""
