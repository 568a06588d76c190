"""One clock: UTC in storage, Asia/Shanghai wherever a person sees a time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from common.settings import get_settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current moment in UTC, or the fixed one of the `NOW` setting."""
    fixed = get_settings().now
    if fixed is None:
        return datetime.now(UTC)
    if fixed.tzinfo is None:
        fixed = fixed.replace(tzinfo=SHANGHAI)
    return fixed.astimezone(UTC)


def local_now() -> datetime:
    """The current moment in Asia/Shanghai."""
    return now().astimezone(SHANGHAI)


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return local_now().date()
