"""Imports an official text into this installation: its content overlay, not the repository.

Usage: import_document.py FILE (--id ID | --replaces DIGEST-ID) [--effective-from YYYY-MM-DD]
"""

import argparse
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console

from common.errors import ContentError, Invalid
from common.settings import get_settings
from knowledge.content import load_content
from knowledge.importer.service import digest_to_replace, import_file, save


def main() -> int:
    """Import, check the whole content with it, and say what to look at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--id")
    parser.add_argument("--replaces")
    parser.add_argument("--effective-from", type=date.fromisoformat)
    given = parser.parse_args()
    if not given.id and not given.replaces:
        parser.error("要写 --id 或 --replaces")
    console, settings = Console(), get_settings()
    overlay = settings.var_dir / "content"
    try:
        content = load_content(settings.content_dir)
        digest = digest_to_replace(content, given.replaces) if given.replaces else None
        imported = import_file(
            given.file,
            given.replaces or given.id,
            replaces=digest,
            effective_from=given.effective_from,
        )
    except Invalid as error:
        console.print(f"[red]{error.detail}[/red]")
        return 1
    path = save(imported.document, overlay)
    try:
        load_content(settings.content_dir, overlay)
    except ContentError as error:
        path.unlink()
        console.print("[red]导入后内容没有通过检查，没有保存：[/red]", *error.problems, sep="\n  ")
        return 1
    document = imported.document
    console.print(f"《{document.title}》 {document.effective_from} 起，{len(document.clauses)} 条")
    for warning in imported.warnings:
        console.print(f"  注意 {warning}", markup=False)
    console.print(f"保存在 {path}。运行 make setup 建立新版本。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
