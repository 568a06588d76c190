"""Search over a release: words, character bigrams and a dense score, blended."""

import logging

import jieba

# Its progress lines are no news to whoever starts the service.
jieba.setLogLevel(logging.WARNING)
