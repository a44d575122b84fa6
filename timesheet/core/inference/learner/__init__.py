"""What the product learns from confirmed shifts: evidence, its weights, and how sure it is."""
