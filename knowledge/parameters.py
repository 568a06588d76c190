"""Reading a dated value: the three states of a parameter (design.md, Content kinds)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.models import Parameter, ParameterRow

State = Literal["current", "overdue", "absent"]
NATIONAL = "国家"


@dataclass(frozen=True)
class ParameterReading:
    """What the library knows of a parameter for one region on one day.

    `current`: a row covers the day and its review date has not passed.
    `overdue`: the last known row has ended or is past its review date.
    `absent`: no row for the region (or any region above it) starts on or before the day.
    """

    parameter: Parameter
    state: State
    row: ParameterRow | None
    as_of: date

    def text(self) -> str:
        """The value as an answer prints it, always with its date unless it is current."""
        if self.row is None:
            return self.parameter.unknown_note or f"（资料库里没有{self.parameter.name}的现行数值）"
        plain = f"{format_value(self.row.value)}{self.parameter.unit}"
        if self.state == "current":
            return plain
        note = self.row.note or f"{self.row.valid_from.isoformat()}的数值"
        return f"{plain}（{note}，之后是否调整未核实）"


def format_value(value: int | float | str) -> str:
    """A figure without a superfluous `.0`; text as it is."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_parameter(parameter: Parameter, regions: list[str], as_of: date) -> ParameterReading:
    """Read a parameter for the nearest region that has a row.

    Args:
        parameter: the parameter with its rows.
        regions: from the most specific region to the widest (京口区, 镇江市, 江苏省, 国家).
        as_of: the day asked about.
    """
    for region in regions:
        started = [r for r in parameter.rows if r.region == region and r.valid_from <= as_of]
        if not started:
            continue
        row = max(started, key=lambda r: r.valid_from)
        ended = row.until is not None and row.until < as_of
        unreviewed = row.review_by is not None and row.review_by < as_of
        state: State = "overdue" if ended or unreviewed else "current"
        return ParameterReading(parameter, state, row, as_of)
    return ParameterReading(parameter, "absent", None, as_of)
