"""Shifts to allocations: which code each hour belongs to, why, and how surely."""
