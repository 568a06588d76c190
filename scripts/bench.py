"""`make bench`: speed, in one run on one machine. Prints a table and writes var/bench.json.

The bare bot is Rasa as it is installed, without our mends, with one no-op action on a server of
its own: what a turn costs before anybody built anything. Every figure is a median of many turns;
ratios compare figures of the same run.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx
from rich.console import Console
from rich.table import Table

from common import clock
from common.settings import get_settings
from knowledge.release import ReleaseStore
from scripts import volume
from scripts.serve import free_port

TURNS, WARM_UP = 120, 15
START_TIMEOUT = 180.0
RASA = str(ROOT / ".venv-dialogue/bin/python")

BARE_DOMAIN = """
version: "3.1"
intents: [ask, other]
actions: [action_noop]
"""
BARE_DATA = """
version: "3.1"
nlu:
- intent: ask
  examples: |
    - 低保怎么办
    - 怎么领证
    - 养老补贴多少
- intent: other
  examples: |
    - 你好
    - 谢谢
    - 再见
rules:
- rule: answer
  steps:
  - intent: ask
  - action: action_noop
"""
BARE_CONFIG = """
recipe: default.v1
language: zh
pipeline:
- name: JiebaTokenizer
- name: CountVectorsFeaturizer
- name: DIETClassifier
  epochs: 20
policies:
- name: RulePolicy
"""


class Noop(BaseHTTPRequestHandler):
    """An action server that does nothing, as fast as it can."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Read the call and return no events."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"events": [], "responses": [{"text": "ok"}]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    begun = time.monotonic()
    while time.monotonic() - begun < START_TIMEOUT:
        try:
            if httpx.get(url, timeout=2.0).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit(f"没有启动成功:{url}")


@contextmanager
def process(command: list[str], cwd: Path, **environment: str) -> Iterator[None]:
    """Run a server while the block runs."""
    running = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        running.terminate()
        running.wait(20)


def timed(turn: Callable[[], None], count: int = TURNS) -> dict[str, float]:
    """Milliseconds of a call: median and 95th percentile."""
    for _ in range(WARM_UP):
        turn()
    taken = []
    for _ in range(count):
        begun = time.perf_counter()
        turn()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return {
        "p50_ms": round(statistics.median(taken), 2),
        "p95_ms": round(taken[int(len(taken) * 0.95) - 1], 2),
        "per_second": round(1000 / statistics.mean(taken), 1),
    }


def bare_bot() -> dict[str, float]:
    """A turn of Rasa as installed, with one no-op action."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Noop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "domain.yml").write_text(BARE_DOMAIN)
        (folder / "data/all.yml").write_text(BARE_DATA)
        (folder / "config.yml").write_text(BARE_CONFIG)
        (folder / "credentials.yml").write_text("rest:\n")
        url = f"http://127.0.0.1:{server.server_port}/"
        (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: {url}\n")
        env = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        subprocess.run(
            [RASA, "-m", "rasa", "train"], cwd=folder, env={**os.environ, **env}, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        command = [RASA, "-m", "rasa", "run", "-p", str(port), "-i", "127.0.0.1"]
        with process(command, folder, **env):
            base = f"http://127.0.0.1:{port}"
            wait_for(base)
            with httpx.Client(base_url=base, timeout=30.0) as client:

                def turn() -> None:
                    # A new sender each turn, as the policy answers below: no history to replay.
                    body = {"sender": uuid.uuid4().hex, "message": "低保怎么办"}
                    reply = client.post("/webhooks/rest/webhook", json=body).json()
                    assert [m["text"] for m in reply] == ["ok"], reply

                figures = timed(turn)
    server.shutdown()
    return figures


def assistant() -> dict[str, dict[str, float]]:
    """Turns of the whole assistant through the public API."""
    port = free_port()
    settings = get_settings()
    with tempfile.TemporaryDirectory() as name:
        var = Path(name)
        for part in ("releases", "models", "embedding"):
            if (settings.var_dir / part).exists():
                (var / part).symlink_to(settings.var_dir / part)
        command = [str(ROOT / ".venv/bin/python"), "scripts/serve.py"]
        with process(command, ROOT, PORT=str(port), VAR_DIR=str(var), RATE_LIMIT="0"):
            base = f"http://127.0.0.1:{port}"
            wait_for(f"{base}/readyz")
            with httpx.Client(base_url=base, timeout=30.0) as client:
                return {
                    "policy_answer": timed(lambda: one_turn(client, "领结婚证要带户口本吗")),
                    "out_of_scope": timed(lambda: one_turn(client, "公积金怎么提取")),
                    "emergency": timed(lambda: one_turn(client, "我不想活了")),
                    "selfcheck_start": timed(lambda: one_turn(client, "我能申请低保吗")),
                }


def one_turn(client: httpx.Client, text: str) -> None:
    """A first message in a new conversation; the making of the session is counted too."""
    session = client.post("/api/v1/sessions", json={}).json()
    body = {"client_message_id": str(uuid.uuid4()), "text": text}
    url = f"/api/v1/sessions/{session['session_id']}/messages"
    headers = {"Authorization": f"Bearer {session['token']}"}
    client.post(url, json=body, headers=headers).raise_for_status()


def engine() -> dict[str, dict[str, float]]:
    """Parts in this process: search, one evaluation of a rule, all benefits at once."""
    from eligibility.evaluator import evaluate
    from eligibility.finder import find

    release = ReleaseStore(get_settings().releases_dir).current()
    content, today = release.content, clock.today()
    rule = content.rules["dibao"]

    def read(parameter_id: str) -> Any:
        return content.parameter(parameter_id, "镇江市", today)

    return {
        "search": timed(lambda: release.index.search("低保要带什么材料", 50)),
        "evaluate_dibao": timed(lambda: evaluate(rule, {"household_size": 3}, read, today)),
        "find_benefits": timed(
            lambda: find(
                content.rules.values(),
                content.facts,
                {"household_size": 3, "has_elder": True, "elder_age": 80},
                read,
                today,
            )
        ),
    }


def main() -> int:
    """Measure all, print, write."""
    report: dict[str, Any] = {"bare_bot": bare_bot(), **assistant(), **engine()}
    bare = report["bare_bot"]["p50_ms"]
    report["policy_answer_ratio"] = round(report["policy_answer"]["p50_ms"] / bare, 2)
    table = Table(title="速度(毫秒,同一次运行)")
    for column in ("项目", "中位数", "95%", "每秒", "与空机器人之比"):
        table.add_column(column, justify="right")
    for name, row in report.items():
        if isinstance(row, dict):
            ratio = f"{row['p50_ms'] / bare:.2f}"
            table.add_row(
                name, str(row["p50_ms"]), str(row["p95_ms"]), str(row["per_second"]), ratio
            )
    Console().print(table)
    at_volume = volume.measure()
    if at_volume is not None:
        volume.show(at_volume)
        report["volume"] = at_volume
    target = get_settings().var_dir / "bench.json"
    target.write_text(json.dumps(report, indent=1), encoding="utf-8")
    print(f"写入 {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
