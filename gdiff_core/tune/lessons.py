"""What of a history is worth learning, and how a model would be asked for it.

    found = collect(store, projects)       every finished page with the words that it answers
    learned, held_out = split(found.pages, 0.1, seed=0)
    encoded(model, page)                   as the loop would run it

A page that was mended by hand takes the place of the one that the model wrote; of several answers to the same words the
last one counts.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from gdiff_core.document.extract import extract_page
from gdiff_core.document.fold import fold, folding
from gdiff_core.document.verdict import unsound
from gdiff_core.engines import task
from gdiff_core.errors import BadRequest
from gdiff_core.history.store import LOCAL, Node, Project, Store, Version
from gdiff_core.records import Edit, Request, Span

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model
    from gdiff_core.diffusion.tuning import Lesson

DECLINED = "that no model would be asked for"


class _LeftOutError(Exception):
    """Why a version is not worth learning, in a few words."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Words, and the page that they came to."""

    asked: Request | Edit
    html: str
    group: str
    """Of projects that share a page: what is held out shall not be known from another one."""

    @property
    def words(self) -> str:
        return self.asked.instruction if isinstance(self.asked, Edit) else self.asked.prompt

    def place(self, project: str) -> tuple[str, str, Span | None]:
        """Where these words were said, and which: said there again, they ask for another answer."""
        edit = self.asked if isinstance(self.asked, Edit) else None
        return self.words, edit.page if edit else project, edit and edit.selection


class Found(NamedTuple):
    """What there is to learn, in order of saving, and how many versions were left out, by reason."""

    pages: list[Answered]
    left_out: Counter[str]


def chosen(store: Store, names: Sequence[str]) -> list[Project]:
    """Projects by id or name, those of other people by id alone; without any all of the person at the machine.

    Raises:
        BadRequest: there is none of that name.
    """
    there = store.projects()
    own = [project for project in there if project.owner == LOCAL]
    if not names:
        return own
    found = {}
    for name in names:
        some = [project for project in there if project.id == name]
        some = some or [project for project in own if project.name.casefold() == name.casefold()]
        if not some:
            known = ", ".join(f"“{project.name}”" for project in own[:5]) or "none yet"
            raise BadRequest(f"There is no project {name!r}: give its name or id. Of yours there is {known}.")
        found |= {project.id: project for project in some}
    return list(found.values())


def collect(store: Store, projects: Iterable[Project]) -> Found:
    """Every page worth learning. Nothing in the store is changed."""
    shapes = {project.id: store.shape(project.id) for project in projects}
    groups, left_out = _groups(shapes), Counter[str]()
    latest: dict[tuple, Answered] = {}
    for project in shapes:
        tree = store.tree(project)
        hands = {version.parent: version for version in tree if version.run.kind == "hand"}
        by_id = {version.id: version for version in tree}
        for version in tree:
            if version.run.kind not in ("build", "tweak"):
                continue
            try:
                page = _answered(store, version, by_id, hands, groups[project])
            except (_LeftOutError, BadRequest) as why:
                left_out[str(why) if isinstance(why, _LeftOutError) else DECLINED] += 1
                continue
            key = page.place(project)
            latest.pop(key, None)
            latest[key] = page
    # A fork begins with a page that is known.
    return Found(list({(page.words, page.html): page for page in latest.values()}.values()), left_out)


def split(pages: Sequence[Answered], share: float, seed: int) -> tuple[list[Answered], list[Answered], bool]:
    """Pages to learn, pages that are held out, and whether the latter are of other projects than the former.

    Whole projects are held out, since the versions of one resemble each other; of a single one its last pages are.

    Raises:
        BadRequest: there are too few pages, or the share is none.
    """
    if not 0 < share <= 0.5:
        raise BadRequest(f"The share that is held out is {share}: use more than 0, and 0.5 at most.")
    if len(pages) < 2:
        raise BadRequest(
            f"There {'is one page' if pages else 'are no pages'} to learn from: it takes two or more, finished, that "
            f"were asked for in words. Build some, or choose other projects."
        )
    count, groups = ceil(share * len(pages)), sorted({page.group for page in pages})
    if len(groups) == 1:
        return list(pages[:-count]), list(pages[-count:]), False
    random.Random(seed).shuffle(groups)
    held: set[str] = set()
    for group in groups[1:]:
        if sum(page.group in held for page in pages) < count:
            held.add(group)
    sides = [[page for page in pages if (page.group in held) == side] for side in (False, True)]
    return sides[0], sides[1], True


def encoded(model: "Model", page: Answered) -> "Lesson":
    """A page as tokens: the prompt, the clean text before, the answer, and of a change the old text, as the loop would
    have them.

    Raises:
        BadRequest: the model has no room for it.
    """
    from gdiff_core.diffusion.tuning import Lesson
    from gdiff_core.diffusion.tweak import request_for

    asked, html, before, after, opening, old = page.asked, page.html, "", "", (), []
    if isinstance(asked, Edit):
        folded, asked = folding(asked)
        html, (before, after), opening = folded.refolded(html), _around(asked), model.unthinking
        part = asked.page[len(before) : len(asked.page) - len(after)]
        if asked.strength < 1:  # else at use, too, it begins under noise
            old = [
                *model.tokenize(part if before or after else extract_page(part).html),
                *model.tokenize(after),
            ]
        asked = request_for(model, task.told(asked))
    else:
        asked = task.told(asked)
    new = model.tokenize(html[len(before) : len(html) - len(after)])
    prompt = [*model.encode(asked.prompt, *asked.history), *opening, *model.tokenize(before)]
    answer = [*new, *model.tokenize(after), model.ending[0]]
    return Lesson(tuple(prompt), tuple(answer), len(new) + 1, tuple(old))


def digest(pages: Iterable[Answered]) -> str:
    """The same for the same pages with the same words."""
    told = sorted(json.dumps([page.words, page.html]) for page in pages)
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _groups(shapes: Mapping[str, Sequence[Node]]) -> dict[str, str]:
    """Of each project, the first of those that it shares pages with, directly or through others."""
    first = {project: project for project in shapes}
    home: dict[str, str] = {}

    def root(project: str) -> str:
        return project if first[project] == project else root(first[project])

    for project, nodes in shapes.items():
        for node in nodes:
            first[root(project)] = root(home.setdefault(node.page, project))
    return {project: root(project) for project in shapes}


def _answered(
    store: Store,
    version: Version,
    by_id: Mapping[str, Version],
    hands: Mapping[str | None, Version],
    group: str,
) -> Answered:
    """A version as words and a page.

    Raises:
        _LeftOutError: it is not worth learning.
        BadRequest: no model would be asked for it.
    """
    asked, kept = _asked(store, version, by_id), fold("")
    task.check(asked)
    sound = _sound(store, version, hands)
    if isinstance(asked, Edit):
        (before, after), kept = _around(asked), folding(asked)[0]
        size = len(before) + len(after)
        sound = [html for html in sound if html.startswith(before) and html[size:] and html.endswith(after)]
    if not sound or version.run.committed is not None:
        raise _LeftOutError("unfinished or broken")
    if isinstance(asked, Edit) and sound[0] == asked.page:
        raise _LeftOutError("nothing changed")
    if fold(kept.refolded(sound[0])).stretches:
        raise _LeftOutError("with a new picture, which no model writes")
    return Answered(asked, sound[0], group)


def _asked(store: Store, version: Version, by_id: Mapping[str, Version]) -> Request | Edit:
    """What was asked for."""
    if version.run.with_pictures:
        raise _LeftOutError("asked for with a picture, which is not kept")
    if version.run.kind == "build":
        return Request(version.run.prompt, task=json.loads(version.run.request).get("task", ""))
    if version.parent not in by_id:
        raise _LeftOutError("of a page in another project")
    return version.run.edit(store.html(by_id[version.parent].page))


def _sound(store: Store, version: Version, hands: Mapping[str | None, Version]) -> list[str]:
    """The page and what became of it by hand right behind it, as far as it is sound; the last one first."""
    found, at = [], version
    while at:
        html = store.html(at.page)
        found += [] if unsound(html, "eos") else [html]
        at = hands.get(at.id)
    return found[::-1]


def _around(edit: Edit) -> tuple[str, str]:
    """What stands before and behind the one part that may change: nothing where all of the page may."""
    from gdiff_core.diffusion.tweak import plan

    stretches = plan(edit)
    at = [index for index, stretch in enumerate(stretches) if stretch.free]
    if len(at) > 1:
        raise _LeftOutError("with several parts that changed at once")
    texts = [stretch.text for stretch in stretches]
    return "".join(texts[: at[0]]), "".join(texts[at[0] + 1 :])
