"""The page's ES modules joined into one script, without Node.

Each module in script/ is valid JavaScript of its own (Node runs their tests, the TypeScript compiler checks their
JSDoc). They keep three rules that make joining them a matter of order: imports stand one to a line and name what they
take without renaming it, exports stand before their declaration, and no top-level name is used twice.
"""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function |class |const |let )", re.MULTILINE)
DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)


def bundle(folder: Path, entry: str) -> str:
    """The script that ``entry`` and all modules it imports make, each before those that need it.

    Raises ValueError if a module breaks one of the rules above.
    """
    order: list[str] = []
    sources: dict[str, str] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"modules import each other: {' > '.join((*path, name))}")
        if name in sources and name in order:
            return
        sources[name] = (folder / name).read_text(encoding="utf-8")
        for needed in IMPORT.findall(sources[name]):
            visit(needed, (*path, name))
        order.append(name)

    visit(entry, ())
    seen: dict[str, str] = {}
    parts = []
    for name in order:
        code = EXPORT.sub("", IMPORT.sub("", sources[name]))
        code = COMMENT.sub("", code)
        if stray := re.search(r"^(?:import|export)\b.*", code, re.MULTILINE):
            raise ValueError(f"{name}: {stray.group()} cannot be joined")
        for declared in DECLARED.findall(code):
            if declared in seen:
                raise ValueError(f"{name}: {declared} is declared in {seen[declared]} too")
            seen[declared] = name
        parts.append(re.sub(r"\n{2,}", "\n", code).strip("\n"))
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"
