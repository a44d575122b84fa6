"""A believable company, drawn from a seed: what was true, and what the product got to see of it."""
