"""Offices, slots and bookings."""
