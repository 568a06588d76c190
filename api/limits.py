"""Rate limits: a token bucket per resident, in this process."""

import math
import time
from collections import OrderedDict

from common.errors import AssistantError
from common.settings import get_settings

MINUTE = 60.0
# Buckets kept; the longest unused go first.
REMEMBERED = 20_000


class TooFast(AssistantError):
    """More writes than a person makes."""

    status = 429
    problem = "too-fast"
    title = "操作太快了,请稍等一会儿再试"


class Buckets:
    """Tokens by key: `rate` a minute, as many saved up."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take a token. Raises TooFast with the seconds until the next one."""
        if self.rate == 0:
            return
        now = time.monotonic()
        tokens, seen = self.buckets.pop(key, (float(self.rate), now))
        tokens = min(self.rate, tokens + (now - seen) * self.rate / MINUTE)
        if tokens < 1:
            self.buckets[key] = (tokens, now)
            wait = math.ceil((1 - tokens) * MINUTE / self.rate)
            raise TooFast(f"请{wait}秒后再试", retry_after=wait)
        self.buckets[key] = (tokens - 1, now)
        while len(self.buckets) > REMEMBERED:
            self.buckets.popitem(last=False)


def make_buckets() -> Buckets:
    """Buckets at the rate of the `RATE_LIMIT` setting."""
    return Buckets(get_settings().rate_limit)
