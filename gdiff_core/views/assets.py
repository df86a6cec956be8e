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
        names: files, each after those it imports; "live_view/canvas.js" becomes `modules.canvas`.
        end: the statement that starts it, such as "export default modules.replay.default;".
    """
    return "\n".join(("const modules = {};", *map(_module, names), end))


def _module(name: str) -> str:
    source = text(name)
    exports = [f"default: {n}" if default else n for default, n in _EXPORT.findall(source)]
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", source))
    returned = f"return {{ {', '.join(exports)} }};"
    return f"modules.{Path(name).stem} = (() => {{\n{body}\n{returned}\n}})();"
