"""Logs without personal numbers, tracebacks included."""

import logging

from common.masking import mask

# uvicorn sets up handlers of its own that do not pass records on.
LOGGERS = ("", "uvicorn", "uvicorn.error", "uvicorn.access")


class MaskingFormatter(logging.Formatter):
    """Formats as another formatter does, then masks the whole text."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self.inner = inner or logging.Formatter("%(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The masked line or lines."""
        return mask(self.inner.format(record))


def mask_logs() -> None:
    """Put the mask in front of every handler; doing it again changes nothing."""
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.StreamHandler())
    for name in LOGGERS:
        for handler in logging.getLogger(name).handlers:
            if not isinstance(handler.formatter, MaskingFormatter):
                handler.setFormatter(MaskingFormatter(handler.formatter))
