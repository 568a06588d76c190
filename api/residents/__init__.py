"""Residents: sessions, messages, events."""
