"""What actions need from the outside: the releases and the database."""

from dataclasses import dataclass
from functools import lru_cache

from common.settings import get_settings
from knowledge.release import ReleaseStore


@dataclass(frozen=True)
class Runtime:
    """One per process."""

    releases: ReleaseStore


@lru_cache(maxsize=1)
def get_runtime() -> Runtime:
    """The process's runtime, built from the settings on first use."""
    return Runtime(ReleaseStore(get_settings().releases_dir))
