"""Printing `{{parameter}}` placeholders with the value in force, or the last one with its date."""

from dataclasses import dataclass
from datetime import date

from common import clock
from knowledge.answer.context import DEFAULT_REGION
from knowledge.content import PLACEHOLDER, Content
from knowledge.parameters import ParameterReading


@dataclass(frozen=True)
class Rendered:
    """Text without placeholders and the readings that were printed."""

    text: str
    readings: list[ParameterReading]


def render(
    template: str, content: Content, region: str = DEFAULT_REGION, as_of: date | None = None
) -> Rendered:
    """Fill the placeholders of a template.

    Args:
        template: text with `{{parameter_id}}`.
        content: where the parameters stand; unknown ids raise KeyError (refused at load).
        region: the reader's region.
        as_of: the day asked about, today by default.
    """
    day = as_of or clock.today()
    readings: list[ParameterReading] = []
    text, position = "", 0
    for match in PLACEHOLDER.finditer(template):
        reading = content.parameter(match.group(1), region, day)
        readings.append(reading)
        text += template[position : match.start()] + reading.text()
        position = match.end()
    return Rendered(text + template[position:], readings)
