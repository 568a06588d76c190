"""Named functions for what data cannot say. Each takes typed facts and the day asked about."""

from collections.abc import Callable
from datetime import date
from typing import Any


def per_head(total: float, people: int, *, as_of: date) -> float:
    """Yuan per person and month. 社会救助暂行办法 第9条: income counts per household member."""
    del as_of
    return total / people


def age_on(born: date, *, as_of: date) -> int:
    """Full years on a day; the birthday itself counts. 民法典 第1047条 speaks of full years."""
    before_birthday = (as_of.month, as_of.day) < (born.month, born.day)
    return as_of.year - born.year - before_birthday


FUNCTIONS: dict[str, Callable[..., Any]] = {"per_head": per_head, "age_on": age_on}
