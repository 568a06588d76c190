"""Booking a registration, step by step; the same form looks up and cancels."""
