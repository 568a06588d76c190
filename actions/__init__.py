"""What the dialogue does: answer, self-check, booking, hand-over. Rasa calls app.py."""
