"""Pay lines and allocations to labor lines."""
