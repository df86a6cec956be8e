"""The browser's half of the screens, as text: one script of several ES modules, for a component or a file."""

import re
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?(?=(?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)


def text(name: str) -> str:
    """A file of the package, such as "live_view/view.css"."""
    return (FOLDER / name).read_text("utf-8")


def bundle(names: Sequence[str], end: str) -> str:
    """Several of our modules as one script, without imports: it runs in a file that has no server, too.

    Args:
        names: files; what they import comes along. "live_view/canvas.js" becomes `modules.canvas`.
        end: the statement that starts it, such as "export default modules.replay.default;".
    """
    return "\n".join(("const modules = {};", *map(_module, _needed(names)), end))


def _needed(names: Sequence[str]) -> dict[str, None]:
    """Modules, each behind those it imports."""
    found: dict[str, None] = {}
    for name in names:
        found |= _needed([_place(stem) for _, stem in _IMPORT.findall(text(name))]) | {name: None}
    return found


def _place(stem: str) -> str:
    (path,) = FOLDER.glob(f"*/{stem}.js")
    return path.relative_to(FOLDER).as_posix()


def _module(name: str) -> str:
    source = text(name)
    exports = [f"default: {n}" if default else n for default, n in _EXPORT.findall(source)]
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", source))
    returned = f"return {{ {', '.join(exports)} }};"
    return f"modules.{Path(name).stem} = (() => {{\n{body}\n{returned}\n}})();"
