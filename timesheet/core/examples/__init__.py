"""Worked examples: what a policy makes of given punches, held against what is expected."""
