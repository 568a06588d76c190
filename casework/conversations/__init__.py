"""Conversations, their turns and messages."""
