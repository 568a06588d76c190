"""The Rasa side (Python 3.10). It imports nothing of the other packages; it reads the lexicon file."""
