"""Shapes of the bookings API."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SlotId = Annotated[str, Field(max_length=96)]
Kind = Literal["marriage", "divorce"]


class OfficeOut(BaseModel):
    """An office; a demo office takes bookings only to show how it works."""

    id: str
    name: str
    district: str
    demo: bool
    kinds: list[str]
    note: str | None
    official_booking: str


class OfficesOut(BaseModel):
    """All offices."""

    offices: list[OfficeOut]


class SlotOut(BaseModel):
    """A stretch of time with what is left of it."""

    slot_id: str
    start: datetime
    end: datetime
    capacity: int
    available: int


class SlotsOut(BaseModel):
    """Slots of one day."""

    slots: list[SlotOut]


class BookingIn(BaseModel):
    """A booking to make."""

    model_config = ConfigDict(extra="forbid")
    office_id: str
    slot_id: SlotId
    kind: Kind
    names: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=2, max_length=2)]
    phone: Annotated[str, Field(max_length=20)]
    waitlist: Annotated[bool, Field(description="约满时排队等候，不报错")] = False


class MoveIn(BaseModel):
    """Where to move a booking."""

    model_config = ConfigDict(extra="forbid")
    slot_id: SlotId


class BookingOut(BaseModel):
    """A booking as its holder may see it; `place_in_line` is 1 for who is next, null for others."""

    booking_code: str
    office_id: str
    office: str
    demo: bool
    slot_id: str
    kind: Kind
    status: Literal["booked", "waiting", "cancelled", "expired"]
    place_in_line: int | None
    start: datetime
    end: datetime
    official_booking: str
