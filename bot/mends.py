"""Mends of Rasa 3.6.21, which is frozen: each with its reason, applied once by the launcher.

Measured on a turn with one no-op action: half the time went into compiling a JSON schema again for
every reply of the action server, a sixth into walking the event classes for every stored event.
"""

from functools import lru_cache
from typing import Any, Dict, Optional, Text

import rasa.shared.utils.common
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


def compile_schema_once() -> None:
    """Check the action server's replies with one validator instead of a new one each time."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(_: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def remember_subclasses() -> None:
    """Walk the class trees of events and slots once; no class is added while serving."""
    original = rasa.shared.utils.common.all_subclasses
    if not hasattr(original, "cache_info"):
        rasa.shared.utils.common.all_subclasses = lru_cache(maxsize=None)(original)


def fail_closed() -> None:
    """Let a database error reach the caller.

    As shipped, the wrapper answers "no tracker" and the person's half-filled form is gone; or it
    saves to memory, where the next process does not find it.
    """

    async def retrieve(
        self: FailSafeTrackerStore, sender_id: Text
    ) -> Optional[DialogueStateTracker]:
        return await self._tracker_store.retrieve(sender_id)

    async def save(self: FailSafeTrackerStore, tracker: DialogueStateTracker) -> None:
        await self._tracker_store.save(tracker)

    FailSafeTrackerStore.retrieve = retrieve
    FailSafeTrackerStore.save = save


def apply() -> None:
    """Apply all mends; doing it twice changes nothing."""
    compile_schema_once()
    remember_subclasses()
    fail_closed()
