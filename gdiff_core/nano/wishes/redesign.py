"""A wish for another design: "make it more elegant", "another design", "the retro one, please".

It is read where it is all that a text says; the words of looks that the model has of old ("bigger", "serif") stay theirs.
A font and corners that the old design brought along go with it; what a person chose stays.
"""

import re

from gdiff_core.nano.designs import PLAIN, Design, design_of, designs, following, undressed
from gdiff_core.nano.designs.moods import moods
from gdiff_core.nano.reading import hold
from gdiff_core.records import Declined, Wish

_POLITE = (
    r"(?:please|pls|now|ok|okay|hi|hey|thanks|thank you|just|can|could|would|will|you|we|i|id|like|want|need|lets|have|"
    r"it|its|the|this|that|a|an|my|our|page|site|website|one|whole|thing|all|everything|to|be|is|in|into|with|of|for|and|"
    r"make|give|use|try|do|go|turn|switch|change|show|me|us|get|set|pick|choose|should|look|looks|looking|feel|style|design|designs|"
    r"theme|template|more|bit|little|much|very|really|rather|quite|something|so|too|but|different|another|other|new|next|"
    r"instead|way|again|redesign|restyle|layout)"
)
_ANOTHER = re.compile(
    r"\b(?:(?:another|a different|a new|other|next|change (?:the|its)?|switch (?:the|its)?|different|new) (?:design|style|theme|template|look)s?"
    r"|redesign|restyle|look(?:s)? different|(?:an)?other look)\b"
)


def read(instruction: str, page: str) -> tuple[Wish, ...] | Declined | None:
    """The wishes; None if the words are about something else. `page` as a person sees it."""
    text = " ".join(re.findall(r"[a-z0-9]+(?:-[a-z]+)*", re.sub("['’]", "", instruction.lower())))
    if not text or len(text) > 200 or not hold(undressed(page)).own:
        return None
    now = design_of(page)
    name, rest = _named(text)
    if not name and _ANOTHER.search(text):
        name, rest = following(now.name), text
    if not name or re.sub(rf"\b{_POLITE}\b", "", rest).strip():
        return None
    if re.search(r"\b(?:less|not|too|dont|no|without)\b", rest):
        return None
    if name == now.name:
        return Declined(f"The page has the design {name} already. Nothing was changed.", answered=True)
    return _into(designs()[name], now, page)


def _named(text: str) -> tuple[str, str]:
    """The design that is named, and the rest of the text."""
    for words, name in moods().items():
        if found := re.search(rf"\b{re.escape(words)}\b", text):
            return name, text[: found.start()] + text[found.end() :]
    return "", text


def _into(new: Design, now: Design, page: str) -> tuple[Wish, ...]:
    held = hold(undressed(page))
    wishes = [Wish("design", new.name, spoken=f"the design becomes {new.name}")]
    for look, usual, verb in (("font", "sans", "becomes"), ("corners", "plain", "become")):
        brought, wanted = now.usual.get(look, usual), new.usual.get(look, usual)
        if getattr(held, look) == brought != wanted and new.name != PLAIN:
            wishes.append(Wish(look, wanted, spoken=f"the {look} {verb} {wanted}"))
    return tuple(wishes)
