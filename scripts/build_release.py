"""Builds and activates a release when the content, or the code that builds it, has changed."""

import hashlib
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console

from common.errors import ContentError
from common.settings import Settings, get_settings

# Code whose change makes a release stale.
BUILDERS = ("knowledge/*.py", "knowledge/search/*.py", "eligibility/models.py")


def build_key(settings: Settings) -> str:
    """Hash of everything a release is made from."""
    total = hashlib.sha256(settings.embedding_model.encode())
    files = [p for pattern in BUILDERS for p in sorted(ROOT.glob(pattern))]
    files += sorted(settings.content_dir.rglob("*.yaml"))
    files += sorted((settings.var_dir / "content").rglob("*.yaml"))
    for path in files:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def main() -> int:
    """Build if stale; the release before keeps serving when the content is refused."""
    console, settings = Console(), get_settings()
    key = build_key(settings)
    stamp = settings.releases_dir / "built.sha256"
    if stamp.exists() and stamp.read_text() == key:
        return 0
    from knowledge.content import load_content
    from knowledge.release import ReleaseStore, build_release, domain_words
    from knowledge.search.training import embedded_id, train_embedding

    begun = time.monotonic()
    overlay = settings.var_dir / "content"
    try:
        content = load_content(settings.content_dir, overlay if overlay.exists() else None)
    except ContentError as error:
        console.print("[red]内容没有通过检查,原来的版本继续使用:[/red]")
        for problem in error.problems:
            console.print(f"  {problem}", markup=False)
        return 1
    model = settings.embedding_model
    with console.status("正在建立知识库……"):
        if not model:
            folder = settings.var_dir / "embedding" / embedded_id(content, domain_words(content))
            if not folder.exists():
                console.print("训练内置向量模型……")
                folder.parent.mkdir(parents=True, exist_ok=True)
                train_embedding(content, domain_words(content), folder)
                console.print(f"  完成({time.monotonic() - begun:.0f} 秒)")
            model = str(folder)
        number = build_release(
            content, settings.releases_dir, model, embedded=not settings.embedding_model, key=key
        )
        ReleaseStore(settings.releases_dir).activate(number)
    stamp.write_text(key)
    console.print(f"知识库版本 {number} 已启用({time.monotonic() - begun:.0f} 秒)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
