"""Offices, slots and bookings. The chat books through the same casework service."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy.orm import Session

from api.bookings.schemas import (
    BookingIn,
    BookingOut,
    MoveIn,
    OfficeOut,
    OfficesOut,
    SlotOut,
    SlotsOut,
)
from api.contract import Day
from api.errors import responses
from api.state import ReleaseDep, StateDep
from casework import crypto
from casework.bookings import service as bookings
from casework.bookings.models import Booking
from casework.database import read_scope, session_scope
from common import clock
from common.errors import NotFound
from knowledge.answer.context import DEFAULT_REGION
from knowledge.models import Office
from knowledge.release import Release

router = APIRouter(prefix="/api/v1", tags=["bookings"])
READ = responses(404, 422, 429, 503)
CANCEL = responses(404, 409, 422, 429, 503)
WRITE = responses(400, 404, 409, 413, 422, 429, 503)
Phone = Annotated[str, Query(max_length=20)]
Key = Annotated[str | None, Header(min_length=1, max_length=200)]
# The parameter that holds the official booking address.
OFFICIAL = "marriage_booking_url"


def official_address(release: Release) -> str:
    """Where real bookings are made, or the note that it is not known."""
    if OFFICIAL not in release.content.parameters:
        return ""
    return release.content.parameter(OFFICIAL, DEFAULT_REGION, clock.today()).text()


def office_of(release: Release, office_id: str) -> Office:
    """An office by id. Raises NotFound."""
    office = release.content.offices.get(office_id)
    if office is None:
        raise NotFound("没有这个登记处")
    return office


def booking_out(session: Session, release: Release, booking: Booking) -> BookingOut:
    """A stored booking for its holder."""
    office = release.content.offices.get(booking.office_id)
    return BookingOut.model_validate(
        {
            "booking_code": booking.code,
            "office_id": booking.office_id,
            "office": office.name if office else booking.office_id,
            "demo": office.demo if office else False,
            "slot_id": booking.slot_id,
            "kind": booking.kind,
            "status": booking.status,
            "place_in_line": bookings.place_in_line(session, booking),
            "start": booking.start_local,
            "end": booking.end_local,
            "official_booking": official_address(release),
        }
    )


@router.get("/offices", responses=responses(503))
def offices(release: ReleaseDep) -> OfficesOut:
    """Offices that take bookings."""
    address = official_address(release)
    found = [
        OfficeOut.model_validate(
            {
                **o.model_dump(include={"id", "name", "district", "demo", "kinds", "note"}),
                "official_booking": address,
            }
        )
        for o in release.content.offices.values()
    ]
    return OfficesOut(offices=found)


@router.get("/offices/{office_id}/slots", responses=READ)
def slots(
    release: ReleaseDep, office_id: str, day: Annotated[Day, Query(alias="date")]
) -> SlotsOut:
    """Slots of an office on a day; none outside its lead time and opening hours."""
    office = office_of(release, office_id)
    with read_scope() as session:
        found = bookings.slots(session, office, day, today=clock.today())
    return SlotsOut(
        slots=[
            SlotOut(
                slot_id=s.slot_id, start=s.start, end=s.end, capacity=s.capacity,
                available=s.available,
            )
            for s in found
        ]
    )  # fmt: skip


@router.post("/bookings", status_code=201, responses=WRITE)
def book(
    release: ReleaseDep,
    state: StateDep,
    request: Request,
    body: BookingIn,
    idempotency_key: Key = None,
) -> BookingOut:
    """Take a place; the same `Idempotency-Key` books once.

    A full slot is 409, or with `waitlist` a place in line: status `waiting`.
    """
    state.buckets.take_for_address("book", request)
    office = office_of(release, body.office_id)
    with session_scope() as session:
        booking = bookings.book(
            session, office=office, slot_id=body.slot_id, kind=body.kind, names=body.names,
            phone=body.phone, key=booking_key(idempotency_key, body), today=clock.today(),
            waitlist=body.waitlist,
        )  # fmt: skip
        return booking_out(session, release, booking)


def booking_key(given: str | None, body: BookingIn) -> str:
    """The idempotency key of a request; nobody gets another's booking by guessing a key."""
    return crypto.fingerprint(f"{given}\n{body!r}") if given else str(uuid.uuid4())


@router.get("/bookings/{code}", responses=READ)
def find(
    release: ReleaseDep, state: StateDep, request: Request, code: str, phone: Phone
) -> BookingOut:
    """A booking by code and phone."""
    state.buckets.take_for_address("find", request)
    with read_scope() as session:
        return booking_out(session, release, bookings.find(session, code, phone))


@router.patch("/bookings/{code}", responses=WRITE)
def move(
    release: ReleaseDep, state: StateDep, request: Request, code: str, phone: Phone, body: MoveIn
) -> BookingOut:
    """Move a booking to another slot; the code stays. 409 when it is full: nothing is changed."""
    state.buckets.take_for_address("find", request)
    with session_scope() as session:
        moved = bookings.move(
            session, code, phone, slot_id=body.slot_id, offices=release.content.offices,
            today=clock.today(),
        )  # fmt: skip
        return booking_out(session, release, moved)


@router.delete("/bookings/{code}", status_code=204, responses=CANCEL)
def cancel(
    release: ReleaseDep, state: StateDep, request: Request, code: str, phone: Phone
) -> Response:
    """Cancel a booking; whoever waited longest gets its place."""
    state.buckets.take_for_address("find", request)
    with session_scope() as session:
        bookings.cancel(session, code, phone, offices=release.content.offices)
    return Response(status_code=204)
