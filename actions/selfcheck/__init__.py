"""Guided self-checks: one form for every service; the evaluator decides what is asked next."""
