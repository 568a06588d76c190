"""Fixtures every test may use: the built release, and the three real processes."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from knowledge.release import Release, ReleaseStore
from tests.support import ROOT, Resident, free_port

BUILT = ROOT / "var"
START_TIMEOUT = 120.0


@pytest.fixture(scope="session")
def release() -> Release:
    """The release that `make test` built from the shipped content."""
    return ReleaseStore(BUILT / "releases").current()


@dataclass
class Servers:
    """The three processes, serving from a folder of their own."""

    base: str
    var_dir: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Gateway, dialogue and actions as `make run` starts them, on free ports."""
    with started(tmp_path_factory.mktemp("var")) as running:
        yield running


@contextmanager
def started(var_dir: Path) -> Iterator[Servers]:
    """The three processes on the built release and model, ended with the block."""
    for part in ("releases", "models", "embedding"):
        if (BUILT / part).exists():
            shutil.copytree(BUILT / part, var_dir / part)
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "VAR_DIR": str(var_dir), "RATE_LIMIT": "0"}
    log = (var_dir / "servers.log").open("wb")
    process = subprocess.Popen(
        [str(ROOT / ".venv/bin/python"), "scripts/serve.py"],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(base, process, var_dir / "servers.log")
        yield Servers(base, var_dir, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        log.close()


def wait_until_ready(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for /readyz; fail with the servers' own output when it does not come."""
    begun = time.monotonic()
    while time.monotonic() - begun < START_TIMEOUT:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{base}/readyz", timeout=2.0).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    pytest.fail("servers did not become ready:\n" + log.read_text(errors="replace")[-4000:])


@pytest.fixture
def resident(servers: Servers) -> Iterator[Resident]:
    """A person with a new conversation."""
    with Resident(servers.base) as person:
        yield person
