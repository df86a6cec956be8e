"""The house holds: a folder is a floor, and a module imports only from floors below its own folder."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = ROOT / "gdiff_core"
FLOORS = {
    "": 0,  # the package itself
    "errors": 1,
    "records": 2,  # checks its values, so it stands on errors
    "views": 3,
    "document": 4,
    "diffusion": 5,
    "history": 5,
    "nano": 6,
    "sudoku": 6,
    "engines": 7,
    "serving": 8,
    "bench": 8,
    "lab": 8,
    "bulk": 8,
    "tune": 8,
    "cli": 9,
    "ui": 9,
    "__main__": 10,
    "pages": 10,
    "streamlit_app": 10,
}
"""By folder, or by module where it lies in none. Those of one floor do not know each other."""
KNOWS_NANO = {"engines.local"}
"""The bundled model is an engine's business: nobody else knows that there is one."""
WALLS = {
    "streamlit": ("ui.", "pages.", "streamlit_app"),
    "transformers": ("diffusion.model", "nano.", "sudoku."),
    "torch": ("diffusion.", "nano.", "sudoku.", "bench"),
}
"""Packages, and who may import them."""


def imports(source: str, package: str = "gdiff_core") -> set[str]:
    """Dotted names of all that a file of `package` imports, in functions too; relative ones made absolute."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level < 2, "a relative import out of the package"
            module = ".".join(filter(None, (package if node.level else "", node.module)))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def room(path: Path) -> str:
    """A module's dotted name, without the package's: "document.diff"; a folder's own is "ui.__init__"."""
    inside = path.relative_to(CORE) if path.is_relative_to(CORE) else path.relative_to(ROOT)
    return ".".join(inside.with_suffix("").parts)


def floor(name: str) -> int:
    return FLOORS[name.split(".")[0].removesuffix("__init__")]


def rooms_in(source: str, package: str = "gdiff_core") -> set[str]:
    """Modules of the core that a file imports."""
    found = {name.removeprefix("gdiff_core.") for name in imports(source, package) if "gdiff_core." in name}
    return {match for name in found if (match := room_of(name))}


def room_of(name: str) -> str | None:
    """The module that a dotted name is, or is in; None for a name in the package itself."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = CORE.joinpath(*parts[:end])
        if path.with_suffix(".py").exists():
            return ".".join(parts[:end])
        if (path / "__init__.py").exists():
            return ".".join((*parts[:end], "__init__"))
    return None


MODULES = {
    room(path): path.read_text(encoding="utf-8")
    for path in [*CORE.rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "streamlit_app.py"]
}
ARROWS = {
    name: rooms_in(source, ".".join(("gdiff_core", *name.split(".")[:-1])))
    for name, source in MODULES.items()
}


def test_every_module_has_a_floor() -> None:
    assert {name.split(".")[0].removesuffix("__init__") for name in MODULES} <= set(FLOORS)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_arrows_point_down(name: str) -> None:
    folder = name.split(".")[0]
    others = {other for other in ARROWS[name] if other.split(".")[0] != folder}
    wrong = {other for other in others if floor(other) >= floor(name)}
    assert not wrong, f"{name} (floor {floor(name)}) may not import {sorted(wrong)}"


def test_there_is_no_circle() -> None:
    packages = {name for name in MODULES if name.endswith("__init__")}
    TopologicalSorter({name: found - packages for name, found in ARROWS.items()}).prepare()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_only_the_local_engine_knows_the_bundled_model(name: str) -> None:
    knows = any(other.startswith("nano.") for other in ARROWS[name])
    assert not knows or name.startswith("nano.") or name in KNOWS_NANO


@pytest.mark.parametrize("package", WALLS)
def test_walls(package: str) -> None:
    through = {
        name
        for name, source in MODULES.items()
        if any(found.split(".")[0] == package for found in imports(source))
    }
    assert not {name for name in through if not name.startswith(WALLS[package])}


@pytest.mark.parametrize(
    "line",
    ["import gdiff_core.ui", "from gdiff_core import ui", "from gdiff_core.ui import x", "from . import ui",
     "from .ui import x", "def f():\n    from gdiff_core import ui"],
)  # fmt: skip
def test_every_way_to_write_an_arrow_is_seen(line: str) -> None:
    assert rooms_in(line) == {"ui.__init__"}
