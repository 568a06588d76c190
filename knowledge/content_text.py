"""Filling `{{parameter}}` placeholders of content."""

import re
from collections.abc import Callable

from knowledge.parameters import ParameterReading

PLACEHOLDER = re.compile(r"\{\{\s*([a-z0-9_\-]+)\s*\}\}")


def fill(template: str, read: Callable[[str], ParameterReading]) -> str:
    """Print every placeholder with the reading of its parameter."""
    return PLACEHOLDER.sub(lambda m: read(m.group(1)).text(), template)
