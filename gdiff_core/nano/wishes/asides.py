"""What people say beside a wish: why they want it, how it is now, what it is like.

Words that nobody knows do no harm there. Where a thing is named they do: "make the fence blue" is no wish for the page.
"""

import re
from collections.abc import Container
from itertools import dropwhile

from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.clause import ASIDE
from gdiff_core.nano.wishes.lexer import FILL, UNKNOWN, Token, meaningful, tokens
from gdiff_core.nano.wishes.looks import stands

_COMPARED = re.compile(
    r"\b(?:would|might|could) (?:(?:be|look|feel) (?:\w+er|more \w+) (?:than|for|on|to|in)|suit|fit"
    r"|match)\b[^.,;!?\n]*"
)
_SINCE = re.compile(
    r",?\s*\b(?:starting|as of|from|beginning|effective) (?:next \w+|this (?:week|month|year|spring|summer|autumn"
    r"|winter)(?: on)?|now(?: on)?|today|tomorrow|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)(?: \d+)?|the \d+\w*)\b(?! to\b)"
)
"""Since when something is so."""
_COURTESY = re.compile(
    r"\b(?:(?:i|we)(?:'d| would) (?:be (?:so |very |really |most )?(?:grateful|glad|happy|thankful|pleased)|appreciate it|love it|like it)"
    r"|it (?:would|'d) be (?:so |really |very )?(?:great|nice|lovely|good|wonderful|kind|brilliant)|would it be possible|is it possible) if (?:you|we)"
    r"(?: could| would| can)?\b"
)
_STAYS = re.compile(
    r"(?:,|\band|\bbut)?\s*(?:(?:the |our |my )?[\w ]{2,25} (?:can|should|may|must) stay(?: as (?:it|they) (?:is"
    r"|are)| the same| the way (?:it|they) (?:is|are))?|(?:please )?(?:keep|leave) (?:the |our |my )?[\w ]{2,25} "
    r"(?:as (?:it|they) (?:is|are)|the same|alone|the way (?:it|they) (?:is|are)))(?=[.,;!?\n]|\Z)|\b(?:keep"
    r"|leave) (?:the |our |my )?[\w ]{2,25}?(?=,? but\b)"
)
_WHY = re.compile(
    r"(?:\A|,?\s)(?:because|since (?!\d)|so that|so (?:people|customers|it|it's|they|everyone|visitors"
    r"|guests|that|folks)\b|as (?:we|it|they|people|this|that)\b"
    r"|cause\b|'cause\b|to (?:match|fit|suit|go with)|matching|which|in case|(?:nobody|no one|noone|hardly anyone|everyone|everybody) \w+|(?:before|while) (?:they|we|you|people|guests|customers|clients|someone|anyone|i)\b(?! (?:should|must))|(?:easier|better|nicer|kinder"
    r"|gentler) (?:on|for|to)\b|(?:it's|its|they're|it is|they are) (?:too|so|a bit|very|way|kind of|kinda"
    r"|really|not)\b|if (?:that's|that is|it's|you|possible)"
    r"|for (?:christmas|easter|halloween|the (?:summer|winter|spring|autumn|season|holidays?))"
    r"|(?<!'d )(?<!would )(?<!n't )(?<!\bi )(?<!we )(?<!really )(?<!also )like (?:our|my|the|a|an)\b(?! "
    r"(?:book|newspaper|novel|typewriter|computer)))"
    r".*?(?=[.!?;\n]|,? but (?:the|our|my|i|we|please|can|could)\b|,? (?:and|but|then|also) (?:also |please |then |so )*(?:add|put|move|make|drop|remove|lose|take|change|get rid|delete|swap|turn"
    r"|use|give|show|have|call|rename|can|could|let)\b|\Z)"
)
_WE_ARE = re.compile(
    r"\b(?:we|i|they|he|she)(?:'re|'m|'s| are| am| is| were| was) (?:an? |the |all |in an? )?\Z"
)
"""What a colour stands behind that is of somebody, and not of the page."""
_SAME = re.compile(r"\b(?:match\w*|same|that colour|use that|that too|like that)\b")
_LEAD = r"\s*(?:and |but |so |also |that |because )*"
_SOMEBODY = re.compile(
    rf"{_LEAD}(?:(?:what's with|we|i|they|he|she|nobody|no one|everyone|people|customers|guests|it|its|that|this"
    rf"|these|those|(?:way |far |a bit )?too)\b (?!should|must|needs?\b|could|wants?\b|would like)|(?:it|that|he"
    rf"|she|we|they|i)'(?:s|re|ve|m|ll|d) |(?:feels?|looks?|seems?|sounds?|works?|reads?) )"
)
"""Somebody does something, or it feels like something."""
_STATE = re.compile(
    r"\s*(?:\w+ ){1,4}(?:doesn't|don't|isn't|aren't|won't|is|are|was|were|looks?|feels?|seems?|sounds?)\b"
)
_SUBJECT = re.compile(
    rf"{_LEAD}(?:\w+'s|our|my|the|there(?:'s| is| are)?|some|both|most|not|a bit|less|more|text)\b"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|have|has|had|do|does|did|\w+n't|can|will|\w{2,}ed|took|takes|gets?|keeps?"
    r"|says?|means?)\b"
)
_CLAUSE = re.compile(
    r"\b\w+'s\b|\b\w+s (?:it|that|them|this|us|me)\b|\b(?:look|feel|sound|seem|read|know|like|love|hate|think|go|come|do|say)s?\b"
)
_POLITE = re.compile(r"(?:and |so |also |but )*(?:please|can|could|would|will) ")
_ASKING = re.compile(
    r"\b(?:should(?! be able)|must|(?<!n't )(?<!only )(?<!just )wants?|needs?|would like|could|can you"
    r"|[iw]e?'d like|let's|would love|prefer)\b"
)
_PURPOSE = re.compile(
    r"(?:and |so |but |that |because )*(?:(?:(?:i|we)(?:'d| would| do)? (?:really |just |only )?(?:want|like|love|prefer) (?:people|everyone|everybody|"
    r"customers|guests|visitors|patients|clients|them|it|this) to|(?:people|everyone|everybody|customers|guests|visitors|patients|clients|folks?|they) "
    r"(?:should|must|need to|have to|want to|ought to)) (?:feel|see|know|read|look|sound|understand|think|taste|smell|notice|find|learn|trust)\b"
    r"|(?:the (?:page|site|website|whole thing)|everything|it) should(?: all)? (?:look|feel|be) (?:a bit |much |rather )?more\b(?! (?:space|room|air)))"
)
"""What it is wanted for: "I want it to look more industrial", "people should read how good it is"."""
_IMPERATIVE = ("drop", "say", "swap", "add", "put", "take", "replace")
_LIGHT = (
    FILL, UNKNOWN, "praise", "hello", "and", "from", "for", "with", "on", "to", "is", "want", "people", "all",
    "more", "ask", "some", "instead",
)  # fmt: skip
"""Tags that say nothing by themselves."""
_INTO_TAIL = ("of", "in", "at", "by", "as", "that", "which", "who", "where", "when", "if", "because", "for", "with", "from", "like", "to", "so",
              "until", "since", "than", "while", "although", "though", "without", "through")  # fmt: skip
"""What a tail begins with that explains."""
_ARTICLES = (
    "a", "an", "some", "few", "more", "new", "very", "in", "to", "like", "with", "another", "proper", "any",
)  # fmt: skip


def without_nouns(found: list[Token], text: str) -> list[Token]:
    """The tokens, with colours of which nothing is wished as fillers: "we are a stone house", "the blue is fine"."""
    said = meaningful(found)
    idle = {token for token in said if token.tag == "colour" and _WE_ARE.search(text[: token.span[0]])}
    for one, state, other in zip(said, said[1:], said[2:], strict=False):
        tags = one.tag, state.tag, other.tag
        if tags == (UNKNOWN, "is", "colour") and not _SAME.search(text):
            idle.add(other)
        if tags[::2] == ("colour", "praise") and state.text in ("is", "are"):
            idle.add(one)
    return [token._replace(tag=FILL) if token in idle else token for token in found]


def without_reasons(text: str, held: Held) -> str:
    """The text without why it is wanted, how it would be, and what may stay."""
    text = _COURTESY.sub("please", text)

    def stays(cut: re.Match) -> str:
        return "" if text[: cut.start()].strip(" ,.") or " but" in text[cut.end() :][:5] else cut[0]

    def why(cut: re.Match) -> str:
        return "" if text[: cut.start()].strip(" ,.") and not _says(cut[0], held) else cut[0]

    text = _STAYS.sub(stays, text)
    for aside in (_COMPARED, _SINCE):
        text = aside.sub("", text)
    return _WHY.sub(why, text)


def _says(text: str, held: Held) -> bool:
    """Whether a reason holds a wish: "like a burnt orange", "so it's first"."""
    said = [token for token in tokens(text, held) if token.tag not in ("fill", "praise", "and")]
    found = {token.tag for token in said}
    placed = "place" in found and not found & {"section", UNKNOWN, "head"}
    return placed or any(token.tag == "colour" for token in said[-2:])


def pared(run: list[Token], text: str) -> list[Token]:
    """Without words that only describe or explain: "some lovely reviews of our hikes" is "some reviews"."""
    return _without_tail(_without_modifiers(_without_old(run)), text)


def _without_old(run: list[Token]) -> list[Token]:
    """Without how it is now, in words that nobody knows: "white instead of this yellowish one"."""
    at = next((at for at, token in enumerate(run) if token.text in ASIDE), len(run))
    old, known = run[at:], {token.tag for token in run[:at]}
    strange = any(token.tag == UNKNOWN for token in old)
    plainly = all(token.tag in (*_LIGHT, "not", "num", "adj", "colour", "ground", "type") for token in old)
    return run[:at] if strange and plainly and known & {"colour", "font", "adj"} else run


def _without_modifiers(run: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for at, token in enumerate(run):
        after = next((other for other in run[at + 1 :] if other.tag not in (UNKNOWN, "praise")), None)
        before = kept[-1] if kept else None
        coloured = after and after.tag == "colour" and before and before.text in _ARTICLES
        ahead = before and (coloured or (after and after.tag in ("section", "type")))
        if token.tag != UNKNOWN or not ahead or beyond.topic(token.text, but=("vague",)):
            kept.append(token)
    return kept


def _without_tail(run: list[Token], text: str) -> list[Token]:
    last = max((at for at, token in enumerate(run) if token.tag not in _LIGHT), default=-1)
    tail = [*dropwhile(lambda token: token.tag == FILL, run[last + 1 :])]
    strange = any(token.tag == UNKNOWN for token in tail)
    if last < 0 or not strange or tail[0].text not in _INTO_TAIL:
        return run
    other_matter = beyond.topic(text[tail[0].span[0] : tail[-1].span[1]], but=("vague",))
    return run if other_matter else run[: last + 1]


def tells(piece: list[Token], text: str, held: Held, wished: Container[str] = ()) -> bool:
    """Whether a piece tells something and asks for nothing; `wished` are colours that were asked for already."""
    said = [token for token in meaningful(piece) if token.tag not in ("praise", "hello", "and")]
    words = text[piece[0].span[0] : piece[-1].span[1]].lstrip(" ,&+")
    if any(token.tag == "digits" for token in said):
        return False  # a number is never said by the way
    colours = (token for token in said if token.tag == "colour" and token.text not in wished)
    if _ASKING.search(words) or not all(stands(token, held) for token in colours):
        return False
    if _SOMEBODY.match(words):
        return True
    if (said and said[0].tag in _IMPERATIVE) or beyond.topic(words, but=("vague",)):
        return False
    unknown = any(token.tag == UNKNOWN for token in said)
    return bool(_STATE.match(words)) or bool(_SUBJECT.match(words) and (_VERB.search(words) or unknown))


def asks(words: str) -> bool:
    """Whether words say that something should be done, or could be."""
    return not is_purpose(words) and bool(_ASKING.search(words) or _POLITE.match(words))


def is_purpose(words: str) -> bool:
    """Whether words say what it is wanted for: "I want people to feel welcome"."""
    return bool(_PURPOSE.match(words))


def has_verb(words: str) -> bool:
    """Whether words are a sentence about something: "those boxes are sad", "prices covers it"."""
    return bool(_VERB.search(words) or _STATE.match(words) or _CLAUSE.search(words))
