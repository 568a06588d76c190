"""Makes everything a new machine needs, and only what is missing or stale.

Runs under any Python 3.8+ with the standard library alone; the two environments are what it makes.
Usage: python3 scripts/setup.py [--envs-only]
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAIN, DIALOGUE = ROOT / ".venv", ROOT / ".venv-dialogue"
# Installed first: resolved as a dependency it would bring several GB of CUDA libraries.
TORCH = "torch==2.13.0"
STAMP = "installed.sha256"


def say(text):
    """Print one line of progress at once."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def candidates(version):
    """Places where a Python of this version (`3.11`) may be, most likely first."""
    yield f"python{version}"
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for root in filter(None, roots):
        for path in sorted(Path(root).glob(f"versions/{version}.*/bin/python"), reverse=True):
            yield str(path)
    for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"):
        yield f"{folder}/python{version}"
    yield sys.executable
    if shutil.which("uv"):
        found = subprocess.run(
            ["uv", "python", "find", version], capture_output=True, text=True, check=False
        )
        if found.returncode == 0:
            yield found.stdout.strip()


def find_python(version):
    """Path of a working interpreter of exactly this minor version; ends with a message if none."""
    probe = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates(version):
        if not shutil.which(candidate):
            continue
        answer = subprocess.run(
            [candidate, "-c", probe], capture_output=True, text=True, check=False
        )
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return candidate
    sys.exit(
        f"没有找到 Python {version}。可以用下面任一种方式安装后重新运行:\n"
        f"  pyenv install {version}        (https://github.com/pyenv/pyenv)\n"
        f"  uv python install {version}\n"
        f"  系统软件包 python{version} 与 python{version}-venv"
    )


def digest(*parts):
    """One hash over file contents and strings."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return total.hexdigest()


def start_install(folder, version, requirements, first=()):
    """Make an environment if its requirements changed.

    Returns:
        A started process to wait for, or None when nothing is stale.
    """
    wanted = digest(requirements, version, *first)
    stamp = folder / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return None
    python = find_python(version)
    say(f"安装 {folder.name}(Python {version},{requirements.name}),首次需要几分钟……")
    if folder.exists() and not (folder / "bin" / "python").exists():
        shutil.rmtree(folder)
    pip = f"'{folder}/bin/python' -m pip --disable-pip-version-check install -q"
    steps = [f"'{python}' -m venv '{folder}'"]
    steps += [f"{pip} '{package}'" for package in first]
    steps += [f"{pip} -r '{requirements}'", f"printf %s {wanted} > '{stamp}'"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.Popen(["sh", "-ec", " && ".join(steps)], env=environment)


def install():
    """Both environments, side by side."""
    jobs = {
        ".venv": start_install(MAIN, "3.11", ROOT / "requirements.txt", (TORCH,)),
        ".venv-dialogue": start_install(DIALOGUE, "3.10", ROOT / "requirements-dialogue.txt"),
    }
    failed = [name for name, job in jobs.items() if job is not None and job.wait() != 0]
    if failed:
        sys.exit(
            f"安装失败:{'、'.join(failed)}。上面是 pip 的错误;检查网络或软件源后重新运行即可。"
        )
    if any(job is not None for job in jobs.values()):
        say("两个运行环境已就绪")


def build():
    """Release (with embedding) first, then the dialogue model, whose words come from it."""
    run = subprocess.run(
        [str(MAIN / "bin/python"), "scripts/build_release.py"], cwd=ROOT, check=False
    )
    if run.returncode:
        sys.exit("知识库没有通过检查或没有建成,见上面的说明。")
    run = subprocess.run([str(DIALOGUE / "bin/python"), "-m", "bot.train"], cwd=ROOT, check=False)
    if run.returncode:
        sys.exit("对话模型没有训练成功,见上面的说明。")


def main():
    """Install, then build unless told to stop after installing."""
    install()
    if "--envs-only" not in sys.argv:
        build()


if __name__ == "__main__":
    main()
