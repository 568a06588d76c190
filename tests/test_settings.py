"""Every setting is documented, and production refuses what is only for development."""

import pytest
from pydantic import ValidationError

from common.settings import Settings
from tests.support import ROOT


def test_every_setting_is_documented() -> None:
    documented = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"`{name.upper()}`" not in documented]
    assert not missing


def test_production_refuses_the_default_secret() -> None:
    with pytest.raises(ValidationError, match="INTERNAL_SECRET"):
        Settings(environment="production")


def test_production_refuses_a_fixed_clock() -> None:
    with pytest.raises(ValidationError, match="NOW"):
        Settings(environment="production", internal_secret="x" * 32, now="2026-01-01T00:00:00Z")
