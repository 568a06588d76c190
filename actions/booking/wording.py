"""A booking in words."""

from datetime import date

from actions.booking import texts
from actions.booking.desk import Desk
from casework.bookings import service as bookings
from casework.bookings.notices import spoken_day
from casework.database import read_scope
from common.errors import Invalid


def slot_words(desk: Desk) -> dict[str, str]:
    """The chosen slot: office, day, start, end, kind.

    Raises:
        Invalid: it has begun meanwhile.
    """
    values, office = desk.state.values, desk.office
    assert office is not None
    day = date.fromisoformat(values["day"])
    slot = next((s for s in desk.slots(day) if s.slot_id == values["slot"]), None)
    if slot is None:
        raise Invalid("这个时段已经不能约了，请另选一个", field="slot_id")
    return {
        "office": office.name,
        "day": spoken_day(day),
        "start": slot.start_text,
        "end": slot.end_text,
        "kind": texts.KINDS[values["kind"]],
    }


def booking_words(
    desk: Desk, booking: bookings.Booking, place: int | None = None
) -> dict[str, str]:
    """A stored booking: also code and status, with the place in line of one that waits."""
    office = desk.turn.release.content.offices.get(booking.office_id)
    return {
        "office": office.name if office else booking.office_id,
        "day": spoken_day(booking.start_local.date()),
        "start": booking.start_local.strftime("%H:%M"),
        "end": booking.end_local.strftime("%H:%M"),
        "kind": texts.KINDS[booking.kind],
        "code": booking.code,
        "place": str(place),
        "status": texts.STATUS[booking.status].format(place=place),
    }


def found(desk: Desk) -> tuple[bookings.Booking, dict[str, str]]:
    """The booking that code and phone name, and its words. Raises NotFound."""
    with read_scope() as session:
        booking = bookings.find(session, desk.state.values["code"], desk.phone)
        place = bookings.place_in_line(session, booking)
    return booking, booking_words(desk, booking, place)


def manage(booking: bookings.Booking) -> list[dict[str, str]]:
    """The buttons that change a booking; none for one that is over."""
    code = f'{{"booking_code": "{booking.code}"}}'
    move = {"title": "改时间", "payload": f"move_booking{code}"}
    cancel = {"title": "取消预约", "payload": f"cancel_booking{code}"}
    if booking.status == bookings.WAITING:
        return [move, {**cancel, "title": "退出排队"}]
    return [move, cancel] if booking.status == bookings.BOOKED else []


def shortened(phone: str) -> str:
    """A number as it may be shown: enough to recognise one's own."""
    return f"{phone[:3]}****{phone[-4:]}"
