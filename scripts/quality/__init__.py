"""Measuring answers against labelled questions; `scripts/evaluate.py` is the command."""
