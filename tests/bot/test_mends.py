"""The mends of Rasa: applied, still right, and no slower than what they replace."""

import time

import pytest
from jsonschema import ValidationError

from bot import mends

GOOD = {"events": [{"event": "slot", "name": "topic", "value": 1}], "responses": [{"text": "好"}]}
BAD = {"events": {"not": "a list"}}


@pytest.fixture(scope="module", autouse=True)
def applied():
    mends.apply()
    mends.apply()


def test_the_schema_is_compiled_once():
    from rasa.core.actions.action import RemoteAction

    action = RemoteAction("action_x", None)
    assert action._validate_action_result(GOOD)
    with pytest.raises(ValidationError):
        action._validate_action_result(BAD)
    begun = time.perf_counter()
    for _ in range(100):
        action._validate_action_result(GOOD)
    # As installed, one check took several milliseconds.
    assert (time.perf_counter() - begun) / 100 < 0.002


def test_event_classes_are_remembered():
    import rasa.shared.utils.common
    from rasa.shared.core.events import Event

    first = rasa.shared.utils.common.all_subclasses(Event)
    assert rasa.shared.utils.common.all_subclasses(Event) is first


class Broken:
    """A tracker store whose database is gone."""

    domain = event_broker = None

    async def retrieve(self, _):
        raise ConnectionError("gone")

    async def save(self, _):
        raise ConnectionError("gone")


async def test_a_database_error_reaches_the_caller():
    from rasa.core.tracker_store import FailSafeTrackerStore

    store = FailSafeTrackerStore.__new__(FailSafeTrackerStore)
    store._tracker_store = Broken()
    with pytest.raises(ConnectionError):
        await store.retrieve("c")
    with pytest.raises(ConnectionError):
        await store.save(None)
