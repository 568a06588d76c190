"""Search over a release: words, character bigrams and a dense score, blended."""
