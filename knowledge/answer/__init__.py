"""Answering a question: a visible list of steps over one context. Start reading at composer.py."""
