"""A server's answer as the page that an edit wants: all of it, or a part put in its place. What may not change is ours.

1. A whole page: its free stretches are found by what stands around them; locked ones are copied from the old page.
2. A fragment, in a code fence or not: it takes the place of what was selected.
3. What does not fit there, or has lost what is locked, is refused, as a change by our own loop is.
"""

import re
from dataclasses import replace

from gdiff_core.document.answer import find_opening
from gdiff_core.document.extract import extract_page
from gdiff_core.document.hand import carried
from gdiff_core.engines.remote.reply import Reply
from gdiff_core.errors import TweakRefused
from gdiff_core.records import Edit, Finish

_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^[ \t]*\1|\Z)", re.M | re.S)
_OUTER = re.compile(r"<[a-zA-Z!].*>", re.S)


class Splice:
    """The place of an edit in its page."""

    def __init__(self, edit: Edit) -> None:
        """
        Raises:
            BadRequest: the edit cannot be carried out (`tweak.plan`).
        """
        from gdiff_core.diffusion.tweak import plan

        self._edit, self._stretches = edit, plan(edit)

    @property
    def locked(self) -> list[str]:
        return [stretch.text for stretch in self._stretches if not stretch.free]

    def shown(self, reply: Reply) -> str:
        """What is to be seen of an answer on its way: of a fragment the page around it."""
        fragment = _fragment(reply.text, "")
        if extract_page(reply.text).html or not self._one_part or not fragment:
            return reply.text
        return self._around(fragment)

    def page(self, answer: str, finish: Finish) -> str:
        """The new page.

        Raises:
            TweakRefused: the answer cannot take the old one's place.
        """
        from gdiff_core.diffusion.tweak import refusal

        page = self._page(answer)
        if finish == "length" and not extract_page(answer).complete:
            raise TweakRefused(
                "The answer was cut off by the token budget, so your page stays as it was: raise the budget, or "
                "select less.",
                page,
            )
        # Nothing changed is no refusal here: the screen says so.
        judged = replace(self._edit, selection=None, strength=0.0) if page == self._edit.page else self._edit
        if why := refusal(judged, page, ()):
            raise TweakRefused(why, page)
        return page

    def _page(self, answer: str) -> str:
        whole = extract_page(answer).html
        if whole:
            return self._put_back(whole)
        if not self._one_part:
            raise TweakRefused(
                "The server answered without a page, so yours stays as it was: try again, or select what to change.",
                answer,
            )
        fragment = _fragment(answer, self._free[0])
        if fragment is None:
            raise TweakRefused("The server wrote nothing to put there, so your page stays as it was.", answer)
        return self._around(fragment)

    @property
    def _free(self) -> list[str]:
        return [stretch.text for stretch in self._stretches if stretch.free]

    @property
    def _one_part(self) -> bool:
        """Whether a fragment has just one place, as one part of the page was selected."""
        return len(self._free) == 1 and len(self._stretches) > 1

    def _around(self, fragment: str) -> str:
        from gdiff_core.diffusion.tweak import restore

        old = self._free[0]
        space = old[: len(old) - len(old.lstrip())], old[len(old.rstrip()) :] if old.strip() else ""
        new = restore(old, space[0] + fragment.strip() + space[1])
        return "".join(new if stretch.free else stretch.text for stretch in self._stretches)

    def _put_back(self, whole: str) -> str:
        """A whole page, with every locked stretch as it was."""
        from gdiff_core.diffusion.tweak import restore

        old = extract_page(self._edit.page).html
        before, _, after = self._edit.page.partition(old)
        new = before + restore(old, whole) + after
        written, at, place = [], 0, 0
        for stretch in self._stretches:
            end = place + len(stretch.text)
            if stretch.free:
                written.append("")
            else:
                there = carried([(place, end)], self._edit.page, new)
                if not there or there[0][0] < at:
                    raise TweakRefused(_LOST.format(stretch.text.strip()[:60]), new)
                if written:
                    written[-1] = new[at : there[0][0]]
                elif there[0][0] > 0:
                    raise TweakRefused(_LOST.format(stretch.text.strip()[:60]), new)
                written.append(stretch.text)
                at = there[0][1]
            place = end
        if self._stretches[-1].free:
            written[-1] = new[at:]
        return "".join(written)


_LOST = (
    "The server left out or moved what may not change ({0!r}), so your page stays as it was: try again, select what "
    "to change, or unlock it."
)


def _fragment(answer: str, old: str) -> str | None:
    """The part that an answer brings: what is in its code fence, else its markup, else all of its words; None if none.

    Args:
        old: what it takes the place of; where that has no markup, the answer's words count as they are.
    """
    said = answer[find_opening(answer).behind :]
    if fence := _FENCED.search(said):
        return fence[2]
    if "<" in old and (markup := _OUTER.search(said)):
        return markup[0]
    return said.strip() or None
