"""The real dialogue model on a port of its own: what it understands of a text."""

import os
import subprocess
import time
from pathlib import Path

import httpx

from common.settings import get_settings
from knowledge.answer.context import Parse
from scripts.serve import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
START_TIMEOUT = 120.0
TOKEN = "evaluation-only"  # noqa: S105 - a server of a minute


class Dialogue:
    """Rasa's /model/parse, started with the block and ended with it."""

    def __init__(self) -> None:
        self.port = free_port()
        environment = {
            **os.environ,
            "DIALOGUE_PORT": str(self.port),
            "INTERNAL_SECRET": TOKEN,
            "ACTIONS_URL": "http://127.0.0.1:9",
            "VAR_DIR": str(get_settings().var_dir),
        }
        python = str(ROOT / ".venv-dialogue/bin/python")
        self.process = subprocess.Popen(
            [python, "-m", "bot.launcher"], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20.0)

    def __enter__(self) -> "Dialogue":
        begun = time.monotonic()
        while time.monotonic() - begun < START_TIMEOUT:
            try:
                if self.client.get("/version").status_code == httpx.codes.OK:
                    self.parse("你好")
                    return self
            except httpx.HTTPError:
                time.sleep(0.5)
        self.__exit__()
        raise SystemExit("对话进程没有启动成功")

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(15)

    def parse(self, text: str) -> Parse:
        """What the dialogue understands of a normalised text."""
        response = self.client.post("/model/parse", params={"token": TOKEN}, json={"text": text})
        return Parse.from_rasa(response.raise_for_status().json())
