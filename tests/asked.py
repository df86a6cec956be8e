"""Changes in people's own words with what each should come to, as `tests/changes.json` has them.

    for case in asked("changes"): case.say, case.page -> case.verdict()

`changes` were written by others, who saw the six pages and not the rules; what goes beyond the edits that the model
knows is marked `over` there. `further` were written along with the rules, before each was tried.
"""

import json
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gdiff_core.nano.corpus import TONES
from gdiff_core.nano.palette import colour
from gdiff_core.nano.reading import hold
from gdiff_core.nano.wishes import read, wanted
from gdiff_core.records import Declined, Wish

FILE = Path(__file__).with_name("changes.json")
OTHERS = ("beyond", "already", "over")


@dataclass(frozen=True)
class Case:
    say: str
    page: str
    told: dict

    @property
    def is_possible(self) -> bool:
        return not any(key in self.told for key in OTHERS)

    def verdict(self) -> str:
        """done, declined or otherwise: what the wishes that are read come to."""
        found = read(self.say, self.page)
        if isinstance(found, Declined):
            return "declined"
        asked = wishes_of(self.told, self.page)
        same = carried_out(found, self.page) == carried_out(asked, self.page).replace(
            *self.told.get("swap", ("", ""))
        )
        return "done" if same and rewritten(found) == rewritten(asked) else "otherwise"


@cache
def pages() -> list[str]:
    """The pages as the bundled model wrote them before the kinds had more words."""
    return json.loads(FILE.read_text("utf-8"))["pages"]


def asked(block: str) -> list[Case]:
    entries = json.loads(FILE.read_text("utf-8"))[block]
    return [Case(entry["say"], pages()[entry["page"]], entry) for entry in entries]


def carried_out(wishes: list[Wish] | tuple[Wish, ...], html: str) -> str:
    for wish in wishes:
        html = (html if wish.kind == "rewrite" else wanted(wish, html)) or "nothing"
    return html


def rewritten(wishes: list[Wish] | tuple[Wish, ...]) -> list[str]:
    return sorted(wish.section for wish in wishes if wish.kind == "rewrite")


def wishes_of(told: dict, html: str) -> list[Wish]:
    """An annotation as wishes; the background first, as the accent's shade hangs on it."""
    spec = sorted(told.get("spec", {}).items(), key=lambda pair: pair[0] != "tone")
    wishes = [_look(wish, value) for wish, value in spec]
    wishes += [Wish(kind, told[kind]) for kind in ("hero", "tagline") if kind in told]
    wishes += [Wish("remove", section=told["drop"])] if "drop" in told else []
    ids = [section for section in hold(html).ids if section != told.get("drop")]
    for kind in ("add", "move"):
        if kind in told:
            section, index = told[kind]
            place, near = _place([other for other in ids if other != section], index)
            own = {"rows": tuple(map(tuple, told.get("rows", ()))), "value": told.get("value", "")}
            wishes.append(Wish(kind, section=section, place=place, near=near, **own))
    return [*wishes, *([Wish("rewrite", section=told["rewrite"])] if "rewrite" in told else [])]


def _look(wish: str, value: str) -> Wish:
    if wish == "accent":
        said = colour(value) or colour(value.split()[-1])  # "a calm green" is green
        return Wish("accent", said.accent)
    if wish == "tone":
        return Wish("tone", value if value in TONES else colour(value).tone)
    return Wish("rename" if wish == "name" else wish, value)


def _place(others: list[str], index: int | None) -> tuple[str, str]:
    if index is None or index >= len(others):
        return "last", ""
    return ("after", others[index - 1]) if index else ("first", "")


def seconds(case: Case) -> float:
    """Of processor time that reading a case takes."""
    start = time.process_time()
    read(case.say, case.page)
    return time.process_time() - start
