"""The gateway: the only door. Identity, order, limits, masking; pages and the public API."""
