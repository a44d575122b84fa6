"""The pure core: facts and policy in, derived values out; no database, no clock, no files."""
