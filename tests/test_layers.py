"""The house holds: a module imports only from floors below its own (architecture.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = ROOT / "gdiff_core"
FLOORS = {
    "__init__": 0,
    "errors": 0,
    "assets": 0,
    "tree": 4,
    "records": 1,  # checks its values, so it stands on errors
    "page": 2,
    "diff": 2,
    "render": 2,
    "store": 3,
    "compare": 3,
    "outline": 2,
    "arrange": 3,
    "hand": 3,
    "replay": 3,
    "share": 4,
    "canvas": 2,
    "model": 2,
    "mend": 3,
    "proof": 3,
    "denoise": 4,
    "tweak": 5,
    "archive": 4,
    "jobs": 4,
    "bench": 5,
    "engine": 6,
    "cli": 6,
    "live": 7,
    "ui": 8,
    "__main__": 8,
}
WALLS = {"streamlit": {"ui"}, "transformers": {"model"}}
"""Packages that only some modules of the core may import."""


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


def core_imports(source: str) -> set[str]:
    """Modules of gdiff_core that a file imports."""
    parts = [name.split(".") for name in imports(source) if name.startswith("gdiff_core.")]
    return {part[1] for part in parts} & (set(FLOORS) | {"nano"})


MODULES = sorted(CORE.glob("*.py"))


def test_every_module_has_a_floor() -> None:
    assert {path.stem for path in MODULES} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_arrows_point_down(path: Path) -> None:
    found = core_imports(path.read_text(encoding="utf-8"))
    wrong = {name for name in found if FLOORS.get(name, 99) >= FLOORS[path.stem]}
    assert not wrong, f"{path.stem} (floor {FLOORS[path.stem]}) may not import {sorted(wrong)}"


@pytest.mark.parametrize("package", WALLS)
def test_walls(package: str) -> None:
    found = {path.stem: imports(path.read_text(encoding="utf-8")) for path in MODULES}
    through = {stem for stem, names in found.items() if any(name.split(".")[0] == package for name in names)}
    assert through <= WALLS[package]


@pytest.mark.parametrize("path", sorted(CORE.glob("nano/**/*.py")), ids=lambda path: path.stem)
def test_nano_knows_no_screen(path: Path) -> None:
    names = {
        name.split(".")[-1] for name in imports(path.read_text(encoding="utf-8")) if "gdiff_core" in name
    }
    assert not names & {"jobs", "cli", "live", "ui"}


@pytest.mark.parametrize(
    "line",
    ["import gdiff_core.ui", "from gdiff_core import ui", "from gdiff_core.ui import x", "from . import ui",
     "from .ui import x", "def f():\n    from gdiff_core import ui"],
)  # fmt: skip
def test_every_way_to_write_an_arrow_is_seen(line: str) -> None:
    assert core_imports(line) == {"ui"}
