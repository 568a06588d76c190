"""A fresh database, key and clock for each test."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casework.database import migrate
from common.settings import get_settings
from knowledge.models import Office


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A migrated SQLite database in a folder of its own, on 24 November 2026."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("NOW", "2026-11-24T09:00:00+08:00")
    for name in ("DATABASE_URL", "TRACKER_DATABASE_URL", "FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    migrate()
    yield tmp_path
    get_settings.cache_clear()


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Set the clock, as 2026-11-26T09:00 in Asia/Shanghai."""
    monkeypatch.setenv("NOW", f"{moment}:00+08:00")
    get_settings.cache_clear()


@pytest.fixture
def office() -> Office:
    """A demo office: mornings of every weekday and Saturday, three places each half hour."""
    hours = [{"weekday": day, "start": "09:00", "end": "11:10"} for day in range(1, 7)]
    return Office.model_validate(
        {
            "id": "demo-office", "name": "演示登记处", "district": "京口区", "demo": True,
            "kinds": ["marriage"], "hours": hours, "slot_minutes": 30, "capacity": 3,
            "lead_days_min": 0, "lead_days_max": 90, "closed": [date(2026, 12, 2)],
        }
    )  # fmt: skip
