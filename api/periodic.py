"""Chores the gateway does again and again while it runs."""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from api.state import State
from casework.bookings import line, reminders
from casework.conversations.trackers import sweep_erased
from casework.database import session_scope
from common.errors import AssistantError

logger = logging.getLogger(__name__)
# A reminder is late by a minute at most; looking costs a few milliseconds.
SECONDS = 60.0


async def run_chores(state: State) -> None:
    """Do all chores, wait, and again, until cancelled."""
    while True:
        await _try("sweeping erased conversations", sweep_erased)
        await _try("looking after bookings", lambda: tend_bookings(state))
        await asyncio.sleep(SECONDS)


def tend_bookings(state: State) -> None:
    """Fill places that are waited for, end what was waited for in vain, send reminders.

    Each in a transaction of its own, so that writers wait for none of them long.

    Raises:
        NoRelease: the offices are not known.
    """
    offices = state.releases.current().content.offices
    with session_scope() as session:
        line.promote_all(session, offices)
    with session_scope() as session:
        line.close_begun(session, offices)
    sent = reminders.BATCH
    while sent == reminders.BATCH:
        with session_scope() as session:
            sent = reminders.send_due(session, offices)


async def _try(what: str, chore: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(chore)
    except (AssistantError, OperationalError) as error:
        # A locked database, no release yet: the next round will do.
        logger.warning("%s: %s", what, type(error).__name__)
    except Exception:
        # The edge of a task nobody waits for: one failing chore must not end the others.
        logger.exception("%s", what)
