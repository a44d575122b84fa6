"""One click for the worker, the whole story for accounting."""

__version__ = "0.1.0"
