"""Places at an office and who booked them."""
