"""What happened with people: conversations, bookings, tickets."""
