"""Guided paths through life events: open to read, and as a page to print."""
