"""Rate limits: a token bucket per resident, in this process."""

import math
import threading
import time
from collections import OrderedDict

from starlette.requests import Request

from common.errors import AssistantError
from common.settings import get_settings

MINUTE = 60.0
# Many residents share one address (a service hall, a mobile network): what is not tied to a session
# is limited by address, this much more generously.
SHARED = 20
# Buckets kept; the longest unused go first.
REMEMBERED = 20_000


class TooFast(AssistantError):
    """More writes than a person makes."""

    status = 429
    problem = "too-fast"
    title = "操作太快了，请稍等一会儿再试"


class Buckets:
    """Tokens by key: `rate` a minute, as many saved up. Safe for threads."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def take(self, key: str, times: int = 1) -> None:
        """Take a token from a bucket `times` as large.

        Raises:
            TooFast: with the seconds until the next token.
        """
        rate = self.rate * times
        if rate == 0:
            return
        with self.lock:
            now = time.monotonic()
            tokens, seen = self.buckets.pop(key, (float(rate), now))
            tokens = min(rate, tokens + (now - seen) * rate / MINUTE)
            enough = tokens >= 1
            self.buckets[key] = (tokens - enough, now)
            while len(self.buckets) > REMEMBERED:
                self.buckets.popitem(last=False)
        if not enough:
            wait = max(1, math.ceil((1 - tokens) * MINUTE / rate))
            raise TooFast(f"请{wait}秒后再试", retry_after=wait)

    def take_for_address(self, what: str, request: Request) -> None:
        """Take a token of the address a request comes from. Raises TooFast."""
        host = request.client.host if request.client else ""
        self.take(f"{what}:{host}", SHARED)


def make_buckets() -> Buckets:
    """Buckets at the rate of the `RATE_LIMIT` setting."""
    return Buckets(get_settings().rate_limit)
