"""The pages: one file per persona; routes read, call an action, render."""
