"""Checks the content folder and prints every problem: `python scripts/check_content.py [area]`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common.errors import ContentError
from common.settings import get_settings
from knowledge.content import load_content


def main() -> int:
    """Print problems (those whose line holds the given word) or counts; 1 when there are any."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        content = load_content(get_settings().content_dir)
    except ContentError as error:
        for problem in error.problems:
            if word in problem:
                print(problem)
        return 1
    variants = sum(len(f.variants) for f in content.faqs.values())
    clauses = sum(1 for _ in content.passages())
    print(
        f"文件 {len(content.documents)}(条款 {clauses}),问答 {len(content.faqs)}(问法 {variants}),"
        f"参数 {len(content.parameters)},服务 {len(content.services)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
