"""The verbs: load, decide, save; one transaction each, no Flask."""
