"""Named functions for what data cannot say. Each takes typed facts and the day asked about."""

from collections.abc import Callable
from datetime import date
from typing import Any

from common.errors import Invalid


def per_head(total: float, people: int, *, as_of: date) -> float:
    """Yuan per person and month. 社会救助暂行办法 第9条: income counts per household member.

    Raises:
        Invalid: a household of nobody.
    """
    del as_of
    if people < 1:
        raise Invalid("家庭人数至少是1人")
    return total / people


def age_on(born: date, *, as_of: date) -> int:
    """Full years on a day; the birthday itself counts. 民法典 第1047条 speaks of full years.

    Somebody born on 29 February completes a year on 1 March of a common year.
    """
    before_birthday = (as_of.month, as_of.day) < (born.month, born.day)
    return as_of.year - born.year - before_birthday


def days_between(first: date, last: date, *, as_of: date) -> int:
    """Days from one date to another; the first day is not counted. Negative when it is later."""
    del as_of
    return (last - first).days


def days_since(day: date, *, as_of: date) -> int:
    """Days from a date to the day asked about; the date itself is not counted."""
    return (as_of - day).days


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "per_head": per_head,
    "income_per_head": per_head,
    "age_on": age_on,
    "days_between": days_between,
    "days_since": days_since,
}
