"""The browser's half of the screens, as text: one script of several ES modules, for a component or a file."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?(?=(?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)


def text(name: str) -> str:
    """A file of the package, such as "live_view/view.css"."""
    return (FOLDER / name).read_text("utf-8")


def bundle(name: str, end: str) -> str:
    """One of our modules and all that it imports as one script: it runs in a file that has no server, too.

    Args:
        name: its file. "live_view/canvas.js" becomes `modules.canvas`.
        end: the statement that starts it, such as "export default modules.replay.default;".
    """
    return "\n".join(("const modules = {};", *map(_module, _needed(name)), end))


def _needed(name: str) -> dict[str, None]:
    """The module, behind those it imports."""
    found: dict[str, None] = {}
    for _, stem in _IMPORT.findall(text(name)):
        found |= _needed(_place(stem))
    return found | {name: None}


def _place(stem: str) -> str:
    (path,) = FOLDER.glob(f"*/{stem}.js")
    return path.relative_to(FOLDER).as_posix()


def _module(name: str) -> str:
    source = text(name)
    exports = [f"default: {n}" if default else n for default, n in _EXPORT.findall(source)]
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", source))
    returned = f"return {{ {', '.join(exports)} }};"
    return f"modules.{Path(name).stem} = (() => {{\n{body}\n{returned}\n}})();"
