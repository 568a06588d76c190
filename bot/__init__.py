"""The Rasa side (Python 3.10). It imports nothing of ours; it reads the lexicon file."""
