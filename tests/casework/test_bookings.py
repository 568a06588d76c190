"""Places: computed from hours, never given out twice, found only with code and phone."""

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import crypto
from casework.bookings import service as bookings
from casework.bookings.models import Booking
from casework.database import read_scope, session_scope
from common.errors import Conflict, Invalid, NotFound
from common.settings import get_settings
from knowledge.models import Office

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
SLOT = "demo-office-20261127-0900"
PHONE = "13812345678"


def book(office: Office, key: str = "k", **changes: object) -> Booking:
    values = {
        "slot_id": SLOT, "kind": "marriage", "names": ["张大明", "李小红"], "phone": PHONE,
        "today": TODAY, **changes,
    }  # fmt: skip
    with session_scope() as session:
        return bookings.book(session, office=office, key=key, **values)  # type: ignore[arg-type]


def free(office: Office, day: date = FRIDAY) -> list[int]:
    with read_scope() as session:
        return [s.available for s in bookings.slots(session, office, day, today=TODAY)]


class TestSlots:
    def test_only_whole_slots_within_the_hours(self, office: Office) -> None:
        with read_scope() as session:
            found = bookings.slots(session, office, FRIDAY, today=TODAY)
        assert [s.start_text for s in found] == ["09:00", "09:30", "10:00", "10:30"]
        assert found[0].slot_id == SLOT
        assert found[0].start.isoformat() == "2026-11-27T09:00:00+08:00"
        assert {(s.capacity, s.available) for s in found} == {(3, 3)}

    def test_closed_days_sundays_and_days_beyond_the_lead_time_have_none(
        self, office: Office
    ) -> None:
        assert free(office, date(2026, 12, 2)) == []
        assert free(office, date(2026, 11, 29)) == []
        assert free(office, date(2026, 11, 23)) == []
        assert free(office, date(2027, 2, 23)) == []

    def test_what_has_begun_today_is_not_offered(self, office: Office) -> None:
        with read_scope() as session:
            found = bookings.slots(session, office, TODAY, today=TODAY)
        assert [s.start_text for s in found] == ["09:30", "10:00", "10:30"]
        with pytest.raises(Invalid):
            book(office, slot_id="demo-office-20261124-0900")


class TestBooking:
    def test_a_booking_takes_one_place(self, office: Office) -> None:
        booking = book(office)
        assert booking.start_local.isoformat() == "2026-11-27T09:00:00+08:00"
        assert free(office) == [2, 3, 3, 3]

    def test_the_code_can_be_read_out(self, office: Office) -> None:
        many = office.model_copy(update={"capacity": 40})
        codes = {book(many, key=str(i)).code for i in range(40)}
        assert len(codes) == 40
        assert not set("".join(codes)) & set("0O1Il")

    def test_the_same_key_books_once(self, office: Office) -> None:
        assert book(office).code == book(office).code
        assert free(office)[0] == 2

    def test_a_full_slot_is_refused_in_chinese(self, office: Office) -> None:
        for i in range(3):
            book(office, key=str(i))
        with pytest.raises(Conflict, match="约满"):
            book(office, key="one too many")
        assert free(office)[0] == 0

    def test_a_smaller_office_shows_nothing_below_zero(self, office: Office) -> None:
        for i in range(3):
            book(office, key=str(i))
        assert free(office.model_copy(update={"capacity": 2}))[0] == 0

    @pytest.mark.parametrize(
        "slot_id",
        [
            "", "demo-office-20261127-0915", "demo-office-20261129-0900", "other-20261127-0900",
            "demo-office-99999999-0900", "demo-office-20261127-0900 ", "demo-office-20270601-0900",
        ],
    )  # fmt: skip
    def test_slots_that_do_not_exist(self, office: Office, slot_id: str) -> None:
        with pytest.raises(Invalid, match="没有这个时段"):
            book(office, slot_id=slot_id)

    @pytest.mark.parametrize(
        "names", [[], ["张大明"], ["张大明", ""], ["张大明", "李\n红"], ["张大明", "13812345678"]]
    )
    def test_names_that_cannot_be_right(self, office: Office, names: list[str]) -> None:
        with pytest.raises(Invalid, match="姓名"):
            book(office, names=names)

    @pytest.mark.parametrize("name", ["䶮龑", "𬭎锋", "古丽·买买提", "Anna Li", "O'Neil"])
    def test_rare_names(self, office: Office, name: str) -> None:
        assert book(office, names=[name, "李小红"]).code

    @pytest.mark.parametrize("phone", ["", "1381234567", "23812345678", "85012345", "不告诉你"])
    def test_phones_that_cannot_be_right(self, office: Office, phone: str) -> None:
        with pytest.raises(Invalid, match="11位"):
            book(office, phone=phone)

    def test_a_kind_the_office_does_not_do(self, office: Office) -> None:
        with pytest.raises(Invalid, match="不办理"):
            book(office, kind="divorce")


class TestHolder:
    def test_found_however_code_and_phone_are_written(self, office: Office) -> None:
        code = book(office, phone="138 1234-5678").code
        spaced = f" {code[:4].lower()} {code[4:].lower()} "
        with read_scope() as session:
            assert bookings.find(session, spaced, "+86 13812345678").code == code

    def test_another_phone_and_another_code_sound_the_same(self, office: Office) -> None:
        code = book(office).code
        with read_scope() as session:
            with pytest.raises(NotFound) as phone:
                bookings.find(session, code, "13912345678")
            with pytest.raises(NotFound) as wrong:
                bookings.find(session, "ABCDEFGH", PHONE)
            with pytest.raises(NotFound):
                bookings.find(session, code, "")
        assert phone.value.detail == wrong.value.detail

    def test_cancelling_frees_the_place_once_and_forgets_the_people(self, office: Office) -> None:
        code = book(office).code
        for _ in range(2):
            with session_scope() as session:
                cancelled = bookings.cancel(session, code, PHONE, offices={office.id: office})
        assert (cancelled.status, cancelled.names, cancelled.phone) == ("cancelled", [], "")
        assert free(office)[0] == 3
        with read_scope() as session:
            assert bookings.find(session, code, PHONE).status == "cancelled"

    def test_a_freed_place_can_be_booked_again(self, office: Office) -> None:
        codes = [book(office, key=str(i)).code for i in range(3)]
        with session_scope() as session:
            bookings.cancel(session, codes[1], PHONE, offices={office.id: office})
        book(office, key="next")
        with pytest.raises(Conflict):
            book(office, key="one too many")


def test_nothing_personal_is_readable_in_the_files(office: Office, database: Path) -> None:
    booking = book(office)
    for path in database.glob("casework.db*"):
        raw = path.read_bytes()
        assert "张大明".encode() not in raw
        assert PHONE.encode() not in raw
    with read_scope() as session:
        stored = session.scalars(select(Booking)).one()
        assert [crypto.decrypt(n) for n in stored.names] == ["张大明", "李小红"]
        assert crypto.decrypt(stored.phone) == PHONE
    assert booking.phone_print != crypto.fingerprint("13912345678")


def test_the_key_is_readable_by_its_owner_only(database: Path) -> None:
    crypto.encrypt("x")
    assert (database / "secrets/field.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_the_key(database: Path) -> None:
    barrier = threading.Barrier(16)
    keys: list[bytes] = []

    def make() -> None:
        barrier.wait()
        keys.append(crypto._make_key(database / "secrets/other.key"))

    threads = [threading.Thread(target=make) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1
    assert [p.name for p in (database / "secrets").iterdir()] == ["other.key"]


def test_the_key_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, database: Path
) -> None:
    monkeypatch.setenv("FIELD_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    get_settings.cache_clear()
    assert crypto.decrypt(crypto.encrypt("张大明")) == "张大明"
    assert not (database / "secrets").exists()
