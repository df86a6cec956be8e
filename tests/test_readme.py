"""The README's tree names every file of the program, and nothing that is not there."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def in_git() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}


def in_readme() -> list[str]:
    """Paths of the tree: a line is an indented name and a clause; a name that ends in / opens a folder."""
    tree = re.search(r"## The tree\n+```\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[
        1
    ]
    paths, folders = [], [""]
    for line in tree.splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()
        folders = folders[: len(indent) // 2 + 1]
        paths.append("".join(folders) + name)
        if name.endswith("/"):
            folders.append(name)
    return paths


def test_the_tree_is_true():
    files = in_git()
    for path in in_readme():
        assert any(file == path or (path.endswith("/") and file.startswith(path)) for file in files), path


def test_every_module_is_in_the_tree():
    tree = set(in_readme())
    modules = {file for file in in_git() if file.endswith(".py") and not file.startswith("tests/")}
    assert {file for file in modules if not file.endswith("__init__.py")} <= tree
