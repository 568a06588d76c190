"""A real Chromium. Without one these tests are skipped and say so; CI must not skip them."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import Servers

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the system."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI 里必须有 Chromium")
        pytest.skip("没有找到 Chromium，跳过浏览器测试")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, servers: Servers) -> Iterator[Page]:
    """A phone of 360 pixels with an empty profile."""
    context = browser.new_context(
        base_url=servers.base, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    opened = context.new_page()
    yield opened
    context.close()


@pytest.fixture
def plain_page(browser: Browser, servers: Servers) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(
        base_url=servers.base,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
    )
    opened = context.new_page()
    yield opened
    context.close()
