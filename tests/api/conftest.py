"""The real application over ASGI, on a small release of its own and a real database."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from common.settings import get_settings
from knowledge.content import load_content
from knowledge.release import ReleaseStore, build_release, domain_words
from knowledge.search.training import train_embedding
from tests.api.stand_in import Dialogue

CONTENT = Path(__file__).with_name("content")


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one active release, built as `make run` builds it."""
    folder = tmp_path_factory.mktemp("knowledge")
    content = load_content(CONTENT)
    train_embedding(content, domain_words(content), folder / "embedding")
    number = build_release(content, folder / "releases", str(folder / "embedding"))
    ReleaseStore(folder / "releases").activate(number)
    return folder / "releases"


@pytest.fixture(scope="session")
def store(releases: Path) -> ReleaseStore:
    """The reader of these releases, shared by the tests: loading takes most of a second."""
    return ReleaseStore(releases)


@pytest.fixture
def dialogue() -> Iterator[Dialogue]:
    """A process that speaks the dialogue's protocol."""
    with Dialogue() as server:
        yield server


@pytest.fixture
def var_dir(
    tmp_path: Path, releases: Path, dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Settings of one test: a folder of its own, no limits, 24 November 2026."""
    (tmp_path / "releases").symlink_to(releases)
    values = {
        "VAR_DIR": str(tmp_path), "NOW": "2026-11-24T09:00:00+08:00", "RATE_LIMIT": "0",
        "DIALOGUE_URL": dialogue.url, "ACTIONS_URL": dialogue.url, "DIALOGUE_TIMEOUT": "2",
        "INTERNAL_SECRET": "between-processes",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    for name in ("DATABASE_URL", "TRACKER_DATABASE_URL", "FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture
async def app(
    var_dir: Path, store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """The application after its start."""
    monkeypatch.setattr("api.state.ReleaseStore", lambda _: store)
    application = create_app()
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A caller without a session."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as caller:
        yield caller


class Person:
    """A resident with a session."""

    def __init__(self, client: httpx.AsyncClient, opened: dict[str, Any]) -> None:
        self.client = client
        self.opened = opened
        self.id: str = opened["session_id"]
        self.url = f"/api/v1/sessions/{self.id}"
        self.headers = {"Authorization": f"Bearer {opened['token']}"}

    async def post(self, **body: Any) -> httpx.Response:
        """One message."""
        body.setdefault("client_message_id", str(uuid.uuid4()))
        return await self.client.post(f"{self.url}/messages", json=body, headers=self.headers)

    async def say(self, text: str) -> dict[str, Any]:
        """One message that must be answered."""
        response = await self.post(text=text)
        assert response.status_code == 200, response.text
        turn: dict[str, Any] = response.json()
        return turn

    async def history(self, after: int = 0) -> list[dict[str, Any]]:
        """Messages after a number."""
        response = await self.client.get(
            f"{self.url}/messages", params={"after": after}, headers=self.headers
        )
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


async def new_person(client: httpx.AsyncClient) -> Person:
    """Opens a session."""
    response = await client.post("/api/v1/sessions", json={})
    assert response.status_code == 201, response.text
    return Person(client, response.json())


@pytest.fixture
async def person(client: httpx.AsyncClient) -> Person:
    """A resident with a new session."""
    return await new_person(client)
