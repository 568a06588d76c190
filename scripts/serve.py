"""Starts and stops the three processes together, restarts one that crashed, and says when ready.

A process library such as honcho ends everything when one process ends; here a crashed dialogue must
come back while the gateway goes on answering emergencies (docs/adr/0002-own-supervisor.md).
"""

import asyncio
import ctypes
import json
import os
import secrets
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx

from common.settings import Settings

# A process that dies this often within the window will not get better by itself.
MAX_RESTARTS, RESTART_WINDOW = 5, 120.0
READY_TIMEOUT = 180.0
STOP_TIMEOUT = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """One of the three processes."""

    name: str
    command: list[str]
    started: list[float] = field(default_factory=list)


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """In the child: be ended by the kernel when the supervisor is gone, whatever ended it."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def internal_secret(var_dir: Path) -> str:
    """The secret the three processes share, made at the first start, readable by the owner only."""
    path = var_dir / "secrets" / "internal.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()


def environment(settings: Settings) -> dict[str, str]:
    """What all three processes are told."""
    dialogue = os.environ.get("DIALOGUE_PORT") or str(free_port())
    actions = os.environ.get("ACTIONS_PORT") or str(free_port())
    values = {
        "VAR_DIR": str(settings.var_dir),
        "DIALOGUE_PORT": dialogue,
        "ACTIONS_PORT": actions,
        "DIALOGUE_URL": f"http://127.0.0.1:{dialogue}",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONUNBUFFERED": "1",
    }
    if "INTERNAL_SECRET" not in os.environ:
        values["INTERNAL_SECRET"] = internal_secret(settings.var_dir)
    return {**os.environ, **values}


def programs(settings: Settings, env: dict[str, str]) -> list[Program]:
    """The commands, slowest start first."""
    python, rasa = str(ROOT / ".venv/bin/python"), str(ROOT / ".venv-dialogue/bin/python")
    uvicorn = [python, "-m", "uvicorn", "--no-access-log", "--log-level", "warning"]
    local = ["--host", "127.0.0.1", "--port"]
    return [
        # Rasa 3.6's own dependencies warn about each other at every start.
        Program("dialogue", [rasa, "-W", "ignore", "-m", "bot.launcher"]),
        Program("actions", [*uvicorn, *local, env["ACTIONS_PORT"], "actions.app:app"]),
        Program(
            "api",
            [*uvicorn, "--host", settings.host, "--port", str(settings.port), "--no-server-header",
             "--timeout-graceful-shutdown", "3", "api.app:app"],
        ),
    ]  # fmt: skip


class Supervisor:
    """Runs the programs until a signal comes or one of them cannot be kept alive."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.env = environment(settings)
        self.stopping = asyncio.Event()
        self.running: dict[str, asyncio.subprocess.Process] = {}
        self.failed = False

    async def keep(self, program: Program) -> None:
        """Start one program and start it again when it ends by itself."""
        while not self.stopping.is_set():
            program.started.append(time.monotonic())
            process = await asyncio.create_subprocess_exec(
                *program.command, cwd=ROOT, env=self.env, preexec_fn=die_with_parent,
                start_new_session=True,
            )  # fmt: skip
            self.running[program.name] = process
            self.write_pids()
            code = await process.wait()
            if self.stopping.is_set():
                return
            recent = [t for t in program.started if time.monotonic() - t < RESTART_WINDOW]
            if len(recent) >= MAX_RESTARTS:
                print(f"{program.name} 反复退出(代码 {code}),全部停止", flush=True)
                self.failed = True
                self.stopping.set()
                return
            print(f"{program.name} 意外退出(代码 {code}),正在重新启动", flush=True)
            await asyncio.sleep(min(1.0 * len(recent), 5.0))

    def write_pids(self) -> None:
        """Process ids for operations and fault tests: `var/run/pids.json`."""
        path = self.settings.var_dir / "run" / "pids.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({name: p.pid for name, p in self.running.items()}))

    async def announce(self) -> None:
        """Print the addresses once everything answers."""
        base = f"http://127.0.0.1:{self.settings.port}"
        begun = time.monotonic()
        print("正在启动对话、动作和网关三个进程(约 20 秒)……", flush=True)
        async with httpx.AsyncClient(timeout=2.0) as client:
            while time.monotonic() - begun < READY_TIMEOUT and not self.stopping.is_set():
                try:
                    if (await client.get(f"{base}/readyz")).status_code == httpx.codes.OK:
                        seconds = time.monotonic() - begun
                        print(f"已就绪({seconds:.0f} 秒):居民页面 {base}/  接口 {base}/openapi.json"
                              "  按 Ctrl-C 停止", flush=True)  # fmt: skip
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.5)
        if not self.stopping.is_set():
            print(f"{READY_TIMEOUT:.0f} 秒内没有就绪,详情见 {base}/readyz", flush=True)

    async def stop(self) -> None:
        """End every child: politely, then for good."""
        alive = [p for p in self.running.values() if p.returncode is None]
        for process in alive:
            process.terminate()
        if alive:
            waits = [asyncio.create_task(p.wait()) for p in alive]
            await asyncio.wait(waits, timeout=STOP_TIMEOUT)
        for process in alive:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def run(self) -> int:
        """Run until stopped; the exit code says whether that was wanted."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stopping.set)
        keepers = [
            asyncio.create_task(self.keep(program)) for program in programs(self.settings, self.env)
        ]
        announcer = asyncio.create_task(self.announce())
        await self.stopping.wait()
        print("正在停止……", flush=True)
        announcer.cancel()
        await self.stop()
        await asyncio.gather(*keepers, announcer, return_exceptions=True)
        return 1 if self.failed else 0


def main() -> int:
    """Refuse a taken port with a clear message, then supervise."""
    settings = Settings()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            print(f"端口 {settings.port} 已被占用。请用别的端口:PORT=8080 make run")
            return 1
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    return asyncio.run(Supervisor(settings).run())


if __name__ == "__main__":
    sys.exit(main())
