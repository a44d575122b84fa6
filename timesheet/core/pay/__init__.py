"""Hours to pay lines."""
