"""Words of the page that are to read otherwise: what stands there, and the person's own words for it.

    exact("“See the schedule” should say “Book a class”", held) -> Taken((Wish("text", "Book a class", …),), …)

What is spoken of is looked for on the page first; only then is the sentence read, so that no list of nouns is needed.
The program carries such a wish out itself, to the letter.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gdiff_core.nano.reading import Held, Said
from gdiff_core.nano.wishes.asides import asks, has_verb
from gdiff_core.nano.wishes.hours import days
from gdiff_core.nano.wishes.lexer import UNKNOWN, Mended, plain, tokens
from gdiff_core.nano.wishes.lexicon import FILL
from gdiff_core.nano.wishes.verbatim import Follows, Taken, is_vague, name_length, words_for
from gdiff_core.records import Wish

LONGEST = 200
"""Of new words, in characters."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_V = r"(?P<v>[^\n]+)"
_SOME = r"(?P<v>\"[^\"\n]+\"|'[^\n]+?'(?!\w)|[^\s.,!?;:\"][^.!?;\n\"]{0,200}?)"
_BESIDE = r"(?:[^\S\n]+(?:the|our|my|on|in|at|of|to|page|site|top|bottom|button|heading|headline|text|bit|part|section|one|label|line|question|sentence|says?|from)){0,6}"
_TO = r"\s*(?:\b(?:to|with|for|into|by|as)\b(?: (?:say|read|be)\b)?|->|→|=>|:)\s*:?\s*"
_SHOULD = r"(?:should|must|needs? to|has to|ought to|wants? to|is to|has)(?: now| really| actually)? (?:be|say|read|become)(?: spell?ed| spelt| written| called| changed to| listed as| renamed)?(?: as| to)?"
_SO = r"(?:[\s,.;:!-]|\b(?:so|and|but|now|please|actually|it|that|then|the name|her name|his name)\b)*"
_ITS = r"(?:it's|its|it is|that's|it should (?:be|say|read)|should be|should say|make (?:it|that)|make that|say(?: instead)?(?: that)?|put|write|use|we have|we've got|we've|there's|the new (?:one|\w+) is|(?:has been |was |is )?replaced (?:by|with)|(?:change|correct|fix) (?:it|that|this) (?:to|into))(?: now| really| actually| spell?ed| spelt| written| called)*:?"
_RULES = (
    rf"\b(?:chang(?:e|ing)|replac(?:e|ing)|swap|switch|turn|update|make|correct|fix|edit|rename|retitle|reword)\b[^.!?\n\"'ǁ]{{0,40}}[\"']?ǁ[\"']?{_BESIDE}{_TO}{_V}",
    rf"\b(?:call|spell)\b[^.!?\n\"'ǁ]{{0,20}}[\"']?ǁ[\"']?(?: (?:section|part|bit|heading|instead))?(?: as\b| like this|:)?\s+(?!(?:and|or|to|about|for|on|at|if|when|then|back|up)\b){_V}",
    rf"ǁ[\"']?[^\nǁ]{{0,80}}?[.!?;]\s+(?:please |can you |could you |so )*(?:replace|swap|change|make)(?: it| that| this)?{_TO}{_V}",
    rf"[\"']?ǁ[\"']?{_BESIDE}\s*,?\s*{_SHOULD}:?\s+{_V}",
    rf"(?:\A|[.,;!:\n]\s*|\b(?:as|say|says|put|is|are|it's|was|be|at|to|on|since|from|until|till|called|use|write)\s+){_SOME},?\s+(?:and )?(?:instead of|rather than|in place of|not(?: just| only| simply)?|where it(?: now)? says)\s+(?:the |our |an? |on |at |in |to |since |from |until )?[\"']?ǁ",
    rf"ǁ[\"']? (?:became|has become|is now|will be|married and is now)\s+(?P<like>){_V}",
    rf"ǁ[^.!?\nǁ]{{0,12}}\b(?:not (?:true|right|correct|so)|untrue|left|leaving|quit|retired|moved on|gone|no longer|wrong|misspell?ed|misspelt|typo|mistake|outdated|old)\b[^.!?\nǁ]{{0,30}}{_SO}\b{_ITS}\s+{_V}",
    rf"ǁ[^\nǁ]{{0,80}}?[.,!?;]\s+(?:please |can you |could you |so |just )*(?:call|name|rename)(?: it| that| this| them)?(?: part| section| bit| one)?(?: to| as)?\s+{_V}",
    rf"ǁ[^.!?\nǁ]{{0,40}}\b(?:written|spell?ed|spelt|listed as|called|known as)\s+(?:as )?{_V}",
)
_ANSWER = re.compile(
    rf"\banswers?\b(?:[^.!?\n\"]|\"[^\"\n]+\"){{0,30}}?(?:should (?:be|say|read)|is now|must be|needs to be|to(?! [^\n]* should )|is|:)\s*:?\s+{_V}"
)
_TELLS = re.compile(
    r"\b(?:about|story|intro|bio|who we are)\b[^\n\"]{0,60}?\b(?P<how>should (?:also |now )?(?:say|mention|read)|says?|saying|mention(?:s|ing)?|add(?:ing)?|write|include|put)\b:?\s+(?:in |there |on there |also )*(?P<v>[^\n]+)"
)
_MORE = re.compile(r"\b(?:also|mention\w*|add|adding|include|as well|too short|more|longer)\b")
_NOT_WORDS = (
    "place", "nth", "adj", "colour", "font", "set", "want", "section", "head", "accent", "ground", "type", "is",
    "too", "more", "less", "layout", "corners", "space", "all", "num", FILL,
)  # fmt: skip
"""Tags of words that say how or where something is to be, and not what it is to say."""
_ANYTHING = re.compile(
    r"(?:it|this|that|them|the|a|an|some|more|less|in|at|on|to|up|above|below|before|after|under)\b(?! \w+ (?:is|are|was|were|has|have|had))"
)
"""What no sentence of one's own begins with where a place, a thing or a manner is meant."""
_LEAD = re.compile(
    r"(?:(?:no|actually|sorry|oh|and|so|please|well|instead(?: that)?|it's|its|it is|it was|that's|we are|we're|i'm|now|the|say|says|called|to say|simply|just)[\s,:]+)+",
    re.I,
)
_TAIL = re.compile(
    r"(?:,? (?:now|instead|please|pls|everywhere|from now on|with (?:an? |the )?[\w ]{1,20}|(?:by|on) the way|as of \w+|since [\w ]+|(?:when|since|because|after) (?:she|he|they|we|it|i)\b[^\n]*|same (?:job|role|place))|,\s*(?:same|not|with|as|since|because|who|which|that|she|he|they|it|we|i|our|my|don't|can|could|thanks?|ta|cheers|please)\b[^\n]*)[\s.!]*\Z",
    re.I,
)


class Anchor(NamedTuple):
    """Words of the page that the sentence has."""

    span: tuple[int, int]
    """In the sentence."""
    old: str
    """As the page has them."""
    said: Said
    whole: bool
    """They are all of that text."""


def exact(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """The first wish for other words of a sentence; None if there is none."""
    for reader in (_answered, _about, _retold, _beside, _timed, _mistyped):
        if found := reader(mended, held, follows):
            return found
    for anchor in anchors(mended, held):
        marked = _marked(mended.text, anchor)
        for rule in _rules():
            for found in rule.finditer(marked):
                if taken := _taken(found, anchor, mended, held, follows):
                    return taken
    return None


def text_wish(old: str, new: str, section: str = "") -> Wish:
    """That words of the page are to read otherwise; in one section, if that is said."""
    return Wish("text", new, section=section, what=old, spoken=f"“{old}” becomes “{new}”")


@cache
def _rules() -> list[re.Pattern]:
    return [re.compile(rule.replace("ǁ", "ǁ+")) for rule in _RULES]


def _marked(text: str, anchor: Anchor) -> str:
    start, end = anchor.span
    return text[:start] + "ǁ" * (end - start) + text[end:]


# ---- what is spoken of --------------------------------------------------------------------------------------


def anchors(mended: Mended, held: Held, texts: Iterable[Said] | None = None) -> list[Anchor]:
    """The page's words in a sentence, whole texts first, then the longest; of some of its texts, whatever their number, if those are given."""
    bare = ((found[0].removesuffix("'s"), found.start()) for found in _WORD.finditer(mended.text))
    words = [(word, (start, start + len(word))) for word, start in bare]
    quoted = {found[1] for found in re.finditer(r"[\"']([^\"'\n]+)[\"']", mended.text)}
    found = [
        anchor
        for said in (held.texts if texts is None else texts)
        if said.words != held.name
        for anchor in _within(said, words, mended, held, quoted, texts is not None)
    ]
    return sorted(dict.fromkeys(found), key=lambda anchor: (not anchor.whole, -len(anchor.old)))


def _within(
    said: Said,
    words: list[tuple[str, tuple[int, int]]],
    mended: Mended,
    held: Held,
    quoted: set[str],
    loose: bool,
) -> Iterator[Anchor]:
    """The longest run of a text's words that the sentence has; of a single one only what is no word of everyday."""
    theirs = [(found[0].removesuffix("'s"), found.span()) for found in _WORD.finditer(plain(said.words))]
    best: tuple[int, int, int] = (0, 0, 0)
    for at in range(len(words)):
        for start in range(len(theirs)):
            count = 0
            while (
                at + count < len(words)
                and start + count < len(theirs)
                and _same(words[at + count][0], theirs[start + count][0], loose)
            ):
                count += 1
            best = max(best, (count, -at, -start))
    count, at, start = best[0], -best[1], -best[2]
    if not count:
        return
    old = said.words[theirs[start][1][0] : theirs[start + count - 1][1][1]]
    whole = count == len(theirs)
    span, end = (words[at][1][0], words[at + count - 1][1][1]), theirs[start + count - 1][1][1]
    mark = mended.text[span[1] : span[1] + 1]
    if (
        mark
        and mark in ".!?"
        and mark == said.words[end : end + 1]
        and (whole or mended.text[span[1] + 1 :][:1] in "\"'")
    ):
        span, old = (span[0], span[1] + 1), said.words[theirs[start][1][0] : end + 1]
    if (
        plain(old) in quoted
        or _is_peculiar(old, held)
        or count > 2
        or (count > 1 and said.words == held.tagline)
        or (whole and (count > 1 or loose or _is_pointed(span, mended)))
    ):
        yield Anchor(span, said.words if whole else old, said, whole)


def _is_pointed(span: tuple[int, int], mended: Mended) -> bool:
    """Whether a word of everyday is spoken of as what stands there: "Prices" with its capital, "the repairs heading"."""
    if mended.text[span[1] - 1] in "!?":
        return True  # "Ready?"
    named = re.match(r"[\"']? (?:heading|headline|title|section title|link|label)\b", mended.text[span[1] :])
    called = re.search(r"\b(?:rename|retitle|call) (?:the |our )?[\"']?\Z", mended.text[: span[0]])
    return bool(named or called) or (span[0] > 0 and mended.original(*span)[:1].isupper())


def _is_peculiar(old: str, held: Held) -> bool:
    """Whether a part of a text is spoken of for its own sake: a name, a year, a street; no word of everyday."""
    found = tokens(plain(old), held)
    strange = [token for token in found if token.tag in (UNKNOWN, "number")]
    return bool(strange) and (len(found) > 1 or len(strange) == len(found))


def _same(one: str, other: str, loose: bool) -> bool:
    """The same word, whatever its apostrophe; if that may be, whatever its number."""
    one, other = one.replace("'", ""), other.replace("'", "")
    return one == other or (
        loose and min(len(one), len(other)) > 3 and one.removesuffix("s") == other.removesuffix("s")
    )


# ---- what it is to say --------------------------------------------------------------------------------------


def _taken(found: re.Match, anchor: Anchor, mended: Mended, held: Held, follows: Follows) -> Taken | None:
    start, end = found.span("v")
    quoted, length = words_for(mended.text[start:end], follows)
    if found.end() > end and not quoted:
        length = end - start  # what stands behind them is where they end
    elif not quoted and not re.search(r"[.!?]", anchor.old):
        length = name_length(mended.text[start : start + length])
    new = mended.original(start, start + length)
    new = new.strip("\"'“”‘’ ") if quoted else _trimmed(new, anchor)
    if (
        not new
        or (plain(new) == plain(anchor.old) and new == anchor.old)
        or len(new) > LONGEST
        or not re.search(r"\w", new)
    ):
        return None
    role = anchor.said.section == "team" and not is_vague(new) and not _NO_ROLE.match(plain(new))
    if not quoted and not role and not (new[-1:] == "?" == anchor.old[-1:]) and not _is_said(new, held):
        return None
    if found.groupdict().get("like") is not None and plain(anchor.old) not in plain(new):
        return None
    anchor = _of_role(new, anchor, held)
    if not quoted and end <= anchor.span[0] and anchor.said.section and _is_sentence_for_name(new, anchor):
        return None
    if not quoted and end <= anchor.span[0] and re.search(r"\b(?:is|are|was|were)\Z", plain(new)):
        return None  # "Aisha is not the lead dentist"
    new = new if quoted else _fitted(new, anchor)
    cut_start = min(found.start(), anchor.span[0])
    behind = max(start + length, found.end() if found.end("v") < found.end() else 0, anchor.span[1])
    if anchor.said.words == held.tagline:
        wish = Wish("tagline", new, spoken=f"the tagline becomes “{new}”")
        return (
            Taken((wish,), *mended.beside(cut_start, behind)) if anchor.whole or " " in anchor.old else None
        )
    places = {
        said.section for said in held.texts if re.search(rf"(?<!\w){re.escape(anchor.old)}(?!\w)", said.words)
    }
    section = (
        next(
            (
                token.value
                for token in tokens(mended.text, held)
                if token.tag == "section" and token.value in places
            ),
            "",
        )
        if len(places - {""}) > 1
        else ""
    )
    return Taken((text_wish(anchor.old, new, section),), *mended.beside(cut_start, behind))


def _of_role(new: str, anchor: Anchor, held: Held) -> Anchor:
    """The role of somebody who is named, where the new words are like that: "Nadia should be listed as Head mechanic"."""
    home = next(
        (entry for entry in held.entries if entry.span[0] <= anchor.said.span[0] < entry.span[1]), None
    )
    others = [
        said
        for said in held.texts
        if home
        and home.section == "team"
        and home.span[0] <= said.span[0] < home.span[1]
        and said != anchor.said
    ]
    roles = {*_WORD.findall(plain(others[0].words))} if len(others) == 1 else set()
    theirs, said = {*_WORD.findall(plain(anchor.old))}, {*_WORD.findall(plain(new))}
    return (
        anchor._replace(old=others[0].words, said=others[0], whole=True)
        if roles & said and not theirs & said
        else anchor
    )


def _is_sentence_for_name(new: str, anchor: Anchor) -> bool:
    """Whether far more words come than stand there: "wheels: Nadia builds them now, not Hana"."""
    return len(anchor.old.split()) <= 2 and (":" in new or len(new.split()) > len(anchor.old.split()) + 2)


def _trimmed(new: str, anchor: Anchor) -> str:
    """Without what leads up to the words, and what is said behind them."""
    new = " ".join(new.split())
    new = re.sub(r"\A[\w' ]{1,30}? (?:is|are) (?:now |actually )*(?:an? |the |our )(?=\w)", "", new)
    if lead := _LEAD.match(plain(new)):
        new = new[lead.end() :]
    if len(anchor.old.split()) <= 3 and "," not in anchor.old:
        new = new.split(", ")[0]
    while tail := _TAIL.search(new):
        new = new[: tail.start()]
    return new.strip('"“” ,;:').rstrip("." if not anchor.old.endswith(".") else "")


_NO_ROLE = re.compile(
    r"(?:out of date|outdated|old|wrong|fake|missing|terrible|awful|gone|no longer|not|too|is|are|was|were|costs?|will|should|must|has|have|had"
    r"|does|do|did|can|could|would|in|on|at|from|away|off|back)\b"
)
"""What tells how something or somebody is."""
_IN = re.compile(r"(?:on|in|at|with|for|by|of|from|about|under|over|near)\b")


def _is_said(new: str, held: Held) -> bool:
    """Whether words are themselves what is to stand there, and do not tell how or where it should be."""
    if is_vague(new) or _NO_ROLE.match(plain(new)):
        return False
    if _IN.match(new):
        return False
    return new[:1].isupper() or any(token.tag not in _NOT_WORDS for token in tokens(plain(new), held))


def _fitted(new: str, anchor: Anchor) -> str:
    """With the capital and the full stop that the old words have."""
    if anchor.old[:1].isupper() and new[:1].islower() and anchor.said.words.startswith(anchor.old):
        new = new[0].upper() + new[1:]
    return new + "." if anchor.old.endswith(".") and new[-1:] not in ".!?" else new


def _answered(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """ "The answer about mats should be …"."""
    found = _ANSWER.search(mended.text)
    asked = {
        word for word in _WORD.findall(mended.text[: found.start("v")] if found else "") if len(word) > 3
    }
    if not found:
        return None
    questions = [
        at
        for at, said in enumerate(held.texts)
        if said.words.endswith("?")
        and said.section == "faq"
        and asked & {word for word in _WORD.findall(plain(said.words)) for word in (word, f"{word}s")}
    ]
    if len(questions) != 1:
        return None
    old = held.texts[questions[0] + 1]
    return _taken(found, Anchor((found.start(), found.start()), old.words, old, True), mended, held, follows)


def _about(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """ "The about text should say …": instead of what it says, or behind it."""
    found, part = _TELLS.search(mended.text), held.part("about")
    now = [said.words for said in held.texts if said.section == "about"][1:]
    if not found or not part or not now:
        return None
    quoted, length = words_for(found["v"], follows)
    start = found.start("v")
    told = re.sub(r"(?i)\A(?:that|how) ", "", mended.original(start, start + length))
    if not quoted and (
        is_vague(told) or len(told.split()) < 3 or _ANYTHING.match(plain(told)) or follows(plain(told), True)
    ):
        return None
    new = told.strip("\"“”' ") if quoted else sentences(told)
    new = (
        f"{now[0]} {new}"
        if _MORE.search(mended.text[:start]) and not found["how"].startswith("says")
        else new
    )
    return Taken((text_wish(now[0], new, "about"),), *mended.beside(found.start(), start + length))


_SHE_SAID = re.compile(
    rf"ǁ+(?:'s|s|')? (?:review|quote|comment|testimonial|words|answer)\b[^\n\"ǁ]{{0,60}}?\b(?:she|he|they|it)(?: actually| really)? (?:said|wrote|says|should (?:say|be|read))\s*:?\s*{_V}"
)
_UNDER = re.compile(
    r"ǁ+[^\n\"ǁ]{1,60}?\b(?:put|write|have|say|use)\s+(?P<v>[^\n,.]+?)\s+(?:under|below|beneath|beside|next to|behind) (?:her|his|their|the) name"
)
_OTHER = re.compile(
    rf"ǁ+(?:(?:'s|s|')?|[^.!?\n\"'ǁ]{{1,60}}? (?:his|her|their)) (?:new )?(?P<what>review|quote|comment|testimonial|words|role|job|job title|title|position|answer)\b[^.!?\n\"'ǁ]{{0,20}}?(?:{_SHOULD}|is now|to|is|:)\s*:?\s+{_V}"
)


def _beside(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """ "Sofia's review should say …", "Hana's job is …": the other text of the entry."""
    if not re.search(
        r"\b(?:review|quote|comment|testimonial|words|role|job|title|position|answer|name)\b", mended.text
    ):
        return None
    for anchor in anchors(mended, held):
        marked = _marked(mended.text, anchor)
        found = _SHE_SAID.search(marked) or _OTHER.search(marked) or _UNDER.search(marked)
        home = next(
            (entry for entry in held.entries if entry.span[0] <= anchor.said.span[0] < entry.span[1]), None
        )
        others = [
            said
            for said in held.texts
            if home and home.span[0] <= said.span[0] < home.span[1] and said != anchor.said
        ]
        if found and len(others) == 1:
            return _taken(
                found, anchor._replace(old=others[0].words, said=others[0], whole=True), mended, held, follows
            )
    return None


def _retold(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """ "Rewrite the about text: We are …": a section's one paragraph in the person's own words."""
    for token in tokens(mended.text, held):
        texts = [said for said in held.texts if token.tag == "section" and said.section == token.value]
        if len(texts) < 2 or token.value not in ("about", "cta"):
            continue
        start, end = token.span
        found = _NEW_TEXT.search(mended.text[:start] + "ǁ" * (end - start) + mended.text[end:])
        own = mended.original(*found.span("v")).strip() if found else ""
        if not own or not (own[0] in '"“' or (has_verb(plain(own)) and len(own.split()) > 3)):
            continue
        quoted, length = words_for(found["v"], follows)
        if not quoted and (
            is_vague(own) or asks(plain(own)) or _ANYTHING.match(plain(own)) or follows(plain(own), True)
        ):
            continue
        new = mended.original(found.start("v"), found.start("v") + length)
        new = new.strip("\"“”' ") if quoted else sentences(new)
        wish = text_wish(texts[1].words, new, token.value)
        return Taken((wish,), *mended.beside(found.start(), found.start("v") + length))
    return None


_NEW_TEXT = re.compile(
    rf"\b(?:rewrite|reword|change|replace|set|update|make|turn|write|let)\b[^.!?:\n\"ǁ]{{0,20}}ǁ+[^.!?:\n\"]{{0,25}}(?::|(?=\"))\s*{_V}"
)


def _timed(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """ "It moved to Thursday, not Tuesday": a day, a time or a year that one text of the page has, no opening hours."""
    found = tokens(mended.text, held)
    for tag in ("day", "time", "year"):
        old, new = None, None
        for token in found:
            if token.tag != tag and not (tag == "year" and token.tag == "number" and len(token.text) == 4):
                continue
            word = re.compile(rf"(?<!\w){re.escape(token.text)}(?!\w)", re.I)
            there = [(said, match[0]) for said in held.texts if (match := word.search(said.words))]
            if (
                len(there) == 1
                and not _is_opening(there[0][0], held)
                and (
                    _REFUSED.search(mended.text[: token.span[0]])
                    or _WRONG.match(mended.text[token.span[1] :])
                )
            ):
                old = (*there[0], token) if old is None else ()
            elif not there:
                new = token if new is None else ()
            else:
                new = ()
        if old and new:
            said, words, token = old
            value = mended.original(*new.span)
            value = value.capitalize() if words[0].isupper() else value
            start, end = sorted((new, token), key=lambda one: one.span)
            return Taken((text_wish(words, value, said.section),), *mended.beside(start.span[0], end.span[1]))
    return None


def _is_opening(said: Said, held: Held) -> bool:
    """Whether a text is of the opening hours, which are read elsewhere; a timetable's is not."""
    row = next(
        (row for row in held.hours if said.span[0] <= row.span[0] < said.span[1] or said.words == row.what),
        None,
    )
    return bool(row) and bool(days(row.what))


_WRONG = re.compile(
    r"\W{0,2}(?: is| was|'s)? ?(?:wrong|not (?:right|true|correct)|incorrect|a (?:typo|mistake))\b"
)
_REFUSED = re.compile(
    r"\b(?:not|instead of|rather than|from|isn't)(?: just)?(?: on| at| in| since| the)*\s*\Z"
)


def _mistyped(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """ "It should read …" of words that are nearly those of one sentence of the page."""
    found = _READS.search(mended.text)
    if not found:
        return None
    length = words_for(found["v"], follows)[1]
    new = mended.original(found.start("v"), found.start("v") + length).strip("\"“”' .!")
    stretches = {
        stretch.strip()
        for said in held.texts
        for stretch in (said.words, *re.split(r"(?<=[.!?])\s+", said.words))
        if len(stretch.split()) > 2
    }
    near = [old for old in stretches if fuzz.ratio(plain(old).strip(".!?"), plain(new)) >= _NEARLY]
    near = [old for old in near if not any(old != other and other in old for other in near)]
    if len(near) != 1 or plain(near[0]).strip(".!?") == plain(new):
        return None
    mark = near[0][-1] if near[0][-1] in ".!?" else ""
    return Taken((text_wish(near[0], new + mark),), *mended.beside(found.start(), found.start("v") + length))


_READS = re.compile(rf"\b(?:should|must|needs? to|ought to|has to) (?:say|read|be)\b(?: like this)?:?\s+{_V}")
_NEARLY = 80
"""How like two sentences are, of 100, of which one is the other with a word put right."""


def sentences(words: str) -> str:
    """Words as a paragraph has them: "that i trained in Mysore" is "I trained in Mysore."."""
    words = re.sub(
        r",? (?:please|thanks|thank you|cheers|lol)[\s.!]*\Z|,? \w+ \w+ would \w+ \w+[\s.!]*\Z",
        "",
        words.strip(' "“”'),
    )
    words = re.sub(r"(?:,| and) that (?=\w+)", ". ", re.sub(r"\A(?:that|how) ", "", words))
    words = re.sub(r"\bi(?='|\b(?!\.))", "I", words)
    words = re.sub(r"(?:\A|(?<=[.!?] ))[a-z]", lambda found: found[0].upper(), words)
    return words if words[-1:] in ".!?" else f"{words}."
