"""The knowledge, open to read: search, passages, services, self-checks."""
