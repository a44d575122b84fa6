"""The verbs of the admin: what is set up is checked, recorded, and takes effect."""
