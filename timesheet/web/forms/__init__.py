"""What people fill in: one file per persona, each form with its own explicit fields."""
