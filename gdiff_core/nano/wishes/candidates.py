"""Every edit that a stretch of a message may ask for: where the page has a place for it and the words have a value.

    [one.wishes for one in candidates(stretch of "rye bread is $10 now")] -> [(Wish("price", "$10", what="Rye bread"),), …]

Nothing is decided here, and what nobody means is among them; what each is worth is told by its signs (`signs`).
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gdiff_core.document.outline import visible as visible_words
from gdiff_core.nano import palette
from gdiff_core.nano.corpus import CORNERS, FONTS, LAYOUTS, SECTIONS, SPACINGS, TONES
from gdiff_core.nano.namebook import FIRST_NAMES
from gdiff_core.nano.reading import PRICE, Held, Row, Said
from gdiff_core.nano.wishes.entries import Facts, facts_for, with_facts
from gdiff_core.nano.wishes.exact import text_wish
from gdiff_core.nano.wishes.facts import costing, figure, open_at, opened, priced, repriced
from gdiff_core.nano.wishes.hours import CLOSED, days, halves, hours
from gdiff_core.nano.wishes.lexer import Token, counted, plain
from gdiff_core.nano.wishes.mentions import (
    WORD,
    Mention,
    beside,
    content,
    first_button,
    home,
    is_item,
    is_person,
    leads,
    stem,
)
from gdiff_core.nano.wishes.new_words import (
    NewWords,
    as_old,
    capital,
    new_words,
    shared_runs,
    titled,
    whole_sentence,
)
from gdiff_core.nano.wishes.of_entries import list_wish
from gdiff_core.nano.wishes.parts import added, moved, removed, rewritten
from gdiff_core.nano.wishes.stretch import Stretch
from gdiff_core.records import Span, Wish

_LOOKS = {"font": FONTS, "corners": CORNERS, "spacing": SPACINGS, "layout": LAYOUTS}
Cells = tuple[tuple[str, str], Span | None, Span]
"""The two cells of a new entry, where the first is spoken of, and where the other is."""
visible = lru_cache(maxsize=1024)(visible_words)
_MOST_TEXTS = 10
"""Of the page that may be meant by a stretch."""
_PRICED = ("offer", "pricing")
"""Sections whose entries have prices."""
_FORMS = ("contact", "newsletter", "cta")
"""Sections with a button of their own."""
_PHONE = re.compile(r"[+(]?\d[\d ().-]{5,}\d")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_FROM = re.compile(r"\b(?:out of|from|off|in|under)(?: the| our)?\s*\Z")
_SHORT = 160
"""Characters of a stretch in which a section may be meant that is not named: "nobody signs up for that letter"."""
_DIGIT = re.compile(r"\d")
_LEADING = ("for", "at", "is", "that's", "costs", "from", "it's", "now", "only", "just", "a", "the")
"""Words between an item and its price."""
_MEASURE = re.compile(r" (?:an?|per) [^\W\d_]+")
"""What an amount is for: "an hour"."""
_ONCE = re.compile(
    r"(?:(?:every|on) )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?,? )?(?:at )?(?:\d{1,2}(?:[.:]\d\d)?(?: ?[ap]\.?m\b)|noon\b)"
)
"""When something is that has one time: "Saturday, 4 pm"."""
_TWO = re.compile(r"(.{2,50}?)(?:,| on| at| -|:| –) ?(.{2,30})\Z")
"""Two cells: "Lantern Club, 30 August"."""
_MOST_CONTENTS = 6
"""That a section may come with."""
_LIKE = 65
"""How like a name another spelling of it is, of 100."""
_USUAL_HOURS = "9 am to 5 pm"
"""What a new line of hours is read against, which has none yet."""


class Candidate(NamedTuple):
    """What may be asked for."""

    wishes: tuple[Wish, ...]
    way: str
    """The sort of edit: "price", "text role", "move first"."""
    target: str = ""
    """What it is about: a section's id, or a sort of text."""
    there: Span | None = None
    """Where the message speaks of that."""
    said: Span | None = None
    """Where it says what is to be there."""
    old: str = ""
    """What is there now."""
    rule: str = ""
    """The rule that reads it so; empty where the page and the words alone offer it."""
    content: Span | None = None
    """Where the message says what is to stand in a section that comes; empty: it does not, or a rule reads it."""


def candidates(at: Stretch, entry: Said | None) -> list[Candidate]:
    """What a stretch may ask for; `entry`: the text that was spoken of before, which "it" may be."""
    return list(
        {(one.wishes, one.there, one.said, one.rule): one for one in _Candidates(at, entry).all()}.values()
    )


class _Candidates:
    def __init__(self, at: Stretch, entry: Said | None) -> None:
        self.at, self.held, self.words = at, at.held, at.words
        self.text = at.message.text.text
        self.mentions = at.mentions or ([Mention((at.start, at.start), entry, False, False)] if entry else [])
        self.values = new_words(at)
        self.amounts = [*at.all("money", "number", "cents"), *counted(self.words, at.start)]
        self.sections = self._sections()

    def all(self) -> Iterator[Candidate]:
        yield from self._looks()
        yield from self._of_sections()
        yield from self._prices()
        yield from self._hours()
        yield from self._gone()
        yield from self._listed()
        yield from self._named()
        yield from self._numbers()
        yield from self._texts()

    # ---- looks --------------------------------------------------------------------------------------------------

    def _looks(self) -> Iterator[Candidate]:
        for token in self.at.tokens:
            if token.tag == "colour" and (found := palette.colour(token.text) or palette.colour(token.value)):
                spoken = {
                    "accent": f"the accent becomes {found.said}",
                    "tone": f"the background becomes {found.said}",
                }
                for kind, value in (("accent", found.accent), ("tone", found.tone)):
                    wish = Wish(kind, value, spoken=spoken[kind])
                    yield Candidate((wish,), kind, said=token.span, old=getattr(self.held, kind))
        for tone in TONES:
            if re.search(rf"\b{tone}", self.words):
                wish = Wish("tone", tone, spoken=f"the background becomes {tone}")
                yield Candidate((wish,), f"tone={tone}", old=self.held.tone)
        for kind, table in _LOOKS.items():
            verb = "become" if kind == "corners" else "becomes"
            for value in table:
                wish = Wish(kind, value, spoken=f"the {kind} {verb} {value}")
                yield Candidate((wish,), f"{kind}={value}", old=getattr(self.held, kind))
        for value in ("bigger", "smaller"):
            yield Candidate((Wish("hero", value, spoken=f"the heading becomes {value}"),), f"hero={value}")

    # ---- sections -----------------------------------------------------------------------------------------------

    def _sections(self) -> dict[str, Span | None]:
        """The sections that may be spoken of, and where they are."""
        found: dict[str, Span | None] = {
            token.value: token.span for token in reversed(self.at.all("section", "single"))
        }
        for mention in self.at.mentions:
            if self.held.part(mention.said.section):
                found.setdefault(mention.said.section, mention.span)
        for part in self.held.parts:
            if span := self._find(self.held.heading(part.id)):
                found[part.id] = span
        if len(self.words) < _SHORT:
            for section in (*self.held.ids, *SECTIONS):
                found.setdefault(section, None)
        return {
            section: span for section, span in found.items() if self.held.part(section) or section in SECTIONS
        }

    def _of_sections(self) -> Iterator[Candidate]:
        held = self.held
        for section, span in self.sections.items():
            there = held.part(section)
            if there:
                yield Candidate((removed(section, held),), "remove", section, span)
                yield Candidate((rewritten(section, held),), "rewrite", section, span)
            yield from self._placed(section, span)
            if there and span:
                at = held.ids.index(section)
                if at > 0:
                    wish = moved(section, held, "before", held.ids[at - 1])
                    yield Candidate((wish,), "move up", section, span)
                if at + 1 < len(held.ids):
                    wish = moved(section, held, "after", held.ids[at + 1])
                    yield Candidate((wish,), "move down", section, span)

    def _placed(self, section: str, span: Span | None) -> Iterator[Candidate]:
        held = self.held
        there = held.part(section)
        placing, way = (moved, "move") if there else (added, "add")
        contents = [Facts()] if there else self._contents(section)
        numbers = self.at_foot if section == "contact" and not there else []
        places = [
            (place, other, said)
            for other, said in self.sections.items()
            if said and other != section and held.part(other)
            for place in ("before", "after")
        ]
        for place in ("first", "last") if span else ("last",) if not there else ():
            places.append((place, "", None))
        for place, other, said in places:
            wish = placing(section, held, place, other) if other else placing(section, held, place)
            for given in contents:
                own, where = with_facts(wish, given), next(iter(given.spans), None)
                yield Candidate((own,), f"{way} {place}", section, span, said, content=where)
            for number, at_foot in numbers:
                yield Candidate((wish, at_foot), f"{way} {place}", section, span, said, content=number)

    def _contents(self, section: str) -> list[Facts]:
        """What the stretch may give for a section that comes, each with the one span where it says so."""
        given = facts_for(section, self.at.original)
        if given.spans:
            first, last = min(given.spans)[0], max(end for _, end in given.spans)
            return [given._replace(spans=((self.at.start + first, self.at.start + last),))]
        found = [Facts()]
        if section == "about":
            ends = [span for span in self.values if span[1] >= self.at.end - 1 and span[1] - span[0] > 20]
            found += [
                Facts((), whole_sentence(self.original(span)), (span,)) for span in ends[:_MOST_CONTENTS]
            ]
        elif section in _CELLS:
            cells = list(_CELLS[section](self))[:_MOST_CONTENTS]
            found += [Facts((row,), "", (said,)) for row, _, said in cells]
        return found

    # ---- prices and hours ---------------------------------------------------------------------------------------

    def _prices(self) -> Iterator[Candidate]:
        rows = {visible(row.what): row for row in self.held.prices}
        for mention in self.mentions:
            if row := rows.get(mention.said.words):
                yield from self._costing(row, "item", mention.span)
        for amount in self.amounts:  # "the $60 one is $65"
            there = {
                row.what: row for row in rows.values() if figure(visible(row.value)) == figure(amount.text)
            }
            if len(there) == 1:
                yield from self._costing(*there.values(), "old price", amount.span)

    def _costing(self, row: Row, target: str, span: Span) -> Iterator[Candidate]:
        inside = [span, *(one.span for one in self.at.mentions)]
        for amount in self.amounts:
            if not any(start <= amount.span[0] < end for start, end in inside):
                wish = costing(row.what, repriced(amount.text, visible(row.value)))
                yield Candidate((wish,), "price", target, span, amount.span, row.value)
        if "free" in self.words and target == "item":
            yield Candidate((costing(row.what, "free"),), "price", target, span)

    def _hours(self) -> Iterator[Candidate]:
        asked = self.at.days
        span = next((token.span for token in self.at.all("day")), None)
        for way, rows in self._lines(asked).items():
            if wishes := opened(rows, self.words):
                yield Candidate(tuple(wishes), f"hour {way}", "day", span)
            for half, to in halves(self.words, visible(rows[0].value)).items() if len(rows) == 1 else ():
                yield Candidate((open_at(rows[0], to),), f"hour {half}", "day", span)
            if way == "label":
                for token in self.at.all("time"):
                    wish = open_at(rows[0], self.text[slice(*token.span)])
                    yield Candidate((wish,), "hour label", "label", said=token.span)
            if way in ("day", "label"):
                yield Candidate(tuple(open_at(row, CLOSED) for row in rows), "hour closed", "day", span)

    def _lines(self, asked: Collection[int]) -> dict[str, list[Row]]:
        """The lines of opening hours that may be meant, by how they are spoken of."""
        rows = [row for row in self.held.hours if days(row.what)]
        found = {"day": [row for row in rows if days(row.what) <= asked]}
        if not asked and self.at.has("time", "number", "clock", "closed"):
            found["open"] = [row for row in rows if visible(row.value) != CLOSED]
        said = {stem(word) for word in WORD.findall(self.words)}
        named = [
            row for row in self.held.hours if not days(row.what) and said & {*content(visible(row.what))}
        ]
        if len(named) == 1:
            found["label"] = named
        return {way: lines for way, lines in found.items() if lines}

    # ---- entries ------------------------------------------------------------------------------------------------

    def _gone(self) -> Iterator[Candidate]:
        there = [one for one in self.mentions if one.said.section and home(one.said, self.held)]
        left = self._left_sections()
        for mention in there:
            wishes, sort = self._without([mention.said]), sort_of(mention.said, self.held)
            only = tuple(wish for wish in wishes if wish.section in left)
            yield Candidate(only or wishes, "unlist", sort, mention.span)
            if len(wishes) > 1 and not only:
                yield from (Candidate((wish,), "unlist one", sort, mention.span) for wish in wishes)
        texts = list(dict.fromkeys(mention.said for mention in there))
        if len(texts) > 1:
            yield Candidate(self._without(texts), "unlist all", sort_of(texts[0], self.held), there[0].span)
        said, asked = {stem(word) for word in WORD.findall(self.words)}, self.at.days
        for entry in self.held.entries:
            label = next((word for word in content(entry.words) if not _DIGIT.search(word)), "")
            if entry.section == "hours" and (
                days(entry.words) == asked if days(entry.words) else label in said
            ):
                spoken = f"“{entry.words}” is taken out of “{self.held.heading('hours')}”"
                yield Candidate(
                    (Wish("unlist", section="hours", what=entry.words, spoken=spoken),), "unlist", "hour"
                )

    def _left_sections(self) -> set[str]:
        """Those that something is to go from: "out of the prices"."""
        ahead = {token.value: self.text[: token.span[0]] for token in self.at.all("section")}
        return {section for section, words in ahead.items() if _FROM.search(words)}

    def _without(self, texts: list[Said]) -> tuple[Wish, ...]:
        gone, self.at.message.refused = self.at.message.gone(texts), None
        return tuple(gone)

    def _listed(self) -> Iterator[Candidate]:
        now = visible(next((row.value for row in self.held.prices), "$"))
        named = {section for section in _PRICED if self.sections.get(section)}
        for section in dict.fromkeys(entry.section for entry in self.held.entries):
            priced_here = section in _PRICED
            if priced_here and len(named) == 1 and section not in named:
                continue  # "add to the prices: …"
            if rows := facts_for(section, self.at.original).rows:
                rows = tuple((what, priced(to, now) if priced_here and to else to) for what, to in rows)
                yield self._list(section, rows, f"list {section}")
            if priced_here:
                yield from self._items(section, now)
            if section in _CELLS:
                for row, there, said in _CELLS[section](self):
                    yield self._list(section, (row,), f"list {section}", there, said)
            for span, new in self.values.items() if section in (*_PRICED, "team") else ():
                if new.is_name and span[1] - span[0] < 30 and not (priced_here and self.amounts):
                    yield self._list(section, ((capital(new.text), ""),), "list alone", said=span)
            second = (beside(text, self.held) for text in self.held.texts if text.section == section)
            if priced_here and any(text and not PRICE.search(text.words) for text in second if text):
                for span in self.values:  # "Lantern Club, 30 August"
                    if two := _TWO.match(self.original(span)):
                        yield self._list(section, ((capital(two[1]), two[2]),), "list dated", said=span)

    def _list(
        self, section: str, rows: tuple, way: str, there: Span | None = None, said: Span | None = None
    ) -> Candidate:
        return Candidate((list_wish(section, rows, self.held),), way, section, there, said)

    def _items(self, section: str, now: str) -> Iterator[Candidate]:
        named = [(span, new.text, 60 if new.is_name else 20) for span, new in self.values.items()]
        for amount in self.amounts:
            for span, words, far in (*named, *self._ahead_of(amount)):
                near = 0 <= amount.span[0] - span[1] < far or 0 <= span[0] - amount.span[1] < 12
                if near and span[1] - span[0] < 45 and not _DIGIT.search(self.text[slice(*span)]):
                    ahead = "from " if self.text[: amount.span[0]].endswith("from ") else ""
                    behind = _MEASURE.match(self.text, amount.span[1])
                    cost = ahead + priced(amount.text, now) + (behind[0] if behind else "")
                    row = capital(words), cost
                    yield self._list(section, (row,), f"list {section}", amount.span, span)

    def _ahead_of(self, amount: Token) -> Iterator[tuple[Span, str, int]]:
        """The runs of a few words right ahead of an amount: "just tapped smoked porter $8"."""
        words = list(WORD.finditer(self.text, self.at.start, amount.span[0]))
        while words and words[-1][0] in _LEADING:
            words.pop()
        for first in words[-4:]:
            span = first.start(), words[-1].end()
            if span not in self.values:
                yield span, self.at.message.text.original(*span), 20

    def _members(self) -> Iterator[Cells]:
        names = [
            span
            for span, new in self.values.items()
            if span[1] - span[0] < 30 and (new.is_name or capital(new.text) in FIRST_NAMES)
        ]
        for name in names:
            for role in self.values:
                if (role[0] >= name[1] or role[1] <= name[0]) and 2 < role[1] - role[0] < 40:
                    yield (capital(self.original(name)), capital(self.original(role))), name, role

    def _questions(self) -> Iterator[Cells]:
        asked = [span for span in self.values if "?" in self.text[span[1] - 1 : span[1] + 1]]
        for question in asked:
            for answer in self.values:
                if answer[0] > question[1] and answer[1] - answer[0] > 2:
                    words = capital(self.original(question).rstrip("?")) + "?"
                    yield (words, whole_sentence(self.original(answer))), question, answer

    def _reviews(self) -> Iterator[Cells]:
        """Words behind a colon, in quotes or with a capital; who said them has one, or is the first of the stretch."""
        names = [
            span
            for span, new in self.values.items()
            if span[1] - span[0] < 25 and (new.is_name or " " not in new.text)
        ]
        told = [span for span, new in self.values.items() if self._is_told(span, new)]
        for words in told:
            for name in names:
                if name[0] >= words[1] or name[1] <= words[0]:
                    yield (self.original(words).rstrip("."), capital(self.original(name))), name, words

    def _is_told(self, span: Span, new: NewWords) -> bool:
        marked = self.text[: span[0]].rstrip()[-1:] in (":", '"', "'")
        return marked or (new.text[:1].isupper() and new.text.count(" ") > 1 and span[0] > self.at.start)

    def _opening_lines(self) -> Iterator[Cells]:
        to, once = hours(self.words, _USUAL_HOURS), _ONCE.search(self.text, self.at.start, self.at.end)
        when = self.at.message.text.original(*once.span()).strip() if once else ""
        for span in self.values:
            label = self.original(span)
            if len(label) < 30 and not _DIGIT.search(label):
                if to:
                    yield (capital(label), to), None, span
                if once and (span[1] <= once.start() or span[0] >= once.end()):
                    yield (capital(label), capital(when)), once.span(), span

    # ---- words --------------------------------------------------------------------------------------------------

    def _named(self) -> Iterator[Candidate]:
        for span in self.values:
            new = self.original(span)
            if len(new) <= 60:
                name = titled(new) if self.at.message.text.said.islower() else new
                wish = Wish("rename", name, spoken=f"the name becomes “{name}”")
                yield Candidate((wish,), "rename", "name", said=span, old=self.held.name)
            line = as_old(new, self.held.tagline)
            wish = Wish("tagline", line, spoken=f"the tagline becomes “{line}”")
            yield Candidate((wish,), "tagline", "tagline", said=span, old=self.held.tagline)

    def _numbers(self) -> Iterator[Candidate]:
        for token in self.at.all("digits"):
            new = self.at.message.text.original(*token.span).strip()
            if self.held.phone:
                wish = Wish("phone", new, spoken=f"the phone number becomes {new}")
                yield Candidate((wish,), "phone", "phone", said=token.span)
            yield from self._instead(_PHONE, new, token.span, "number")
        for span, mail in self._mails():
            yield from self._instead(_MAIL, mail, span, "mail")
        for span, wish in self.at_foot:
            yield Candidate((wish,), f"{'mail' if '@' in wish.value else 'number'} foot", said=span)

    def _mails(self) -> list[tuple[Span, str]]:
        links = [token.span for token in self.at.all("link") if "@" in token.text]
        return [(span, self.at.message.text.original(*span).rstrip(".")) for span in links]

    @cached_property
    def at_foot(self) -> list[tuple[Span, Wish]]:
        """The numbers and mail addresses, each in the page's last line."""
        foot = self.held.texts[-1].words if self.held.texts else ""
        text = self.at.message.text
        numbers = [(one.span, text.original(*one.span).strip()) for one in self.at.all("digits")]
        return [
            (span, text_wish(foot, f"{foot}, {new}"))
            for span, new in (*numbers, *self._mails())
            if foot and new not in foot
        ]

    def _instead(self, rule: re.Pattern[str], new: str, said: Span, way: str) -> Iterator[Candidate]:
        for old in dict.fromkeys(found[0] for text in self.held.texts if (found := rule.search(text.words))):
            yield Candidate((text_wish(old, new),), way, way, said=said)

    def _texts(self) -> Iterator[Candidate]:
        for (old, section), (sort, there) in list(self._spoken_of().items())[:_MOST_TEXTS]:
            for said, words in self.values.items():
                if self._may_replace(sort, there, said, words):
                    new = words.text if sort == "part" else as_old(words.text, old)
                    if new != old:
                        own = section if section in (*_FORMS, "reviews") and sort != "part" else ""
                        yield Candidate((text_wish(old, new, own),), f"text {sort}", sort, there, said, old)
        yield from self._spelled()
        for old, new, said in shared_runs(self.at):
            yield Candidate((text_wish(old, new),), "run", "run", said=said, old=old)

    def _spelled(self) -> Iterator[Candidate]:
        """Names of the page in another spelling: "he spells himself Koffi"."""
        people = dict.fromkeys(one.words for one in self.held.texts if is_person(one, self.held))
        for said, new in self.values.items():
            if new.is_name or " " not in new.text:
                for old in people:
                    if plain(old) != plain(new.text) and fuzz.ratio(plain(old), plain(new.text)) >= _LIKE:
                        yield Candidate(
                            (text_wish(old, capital(new.text)),), "text like", "like", None, said, old
                        )

    def _may_replace(self, sort: str, there: Span | None, said: Span, new: NewWords) -> bool:
        if (
            sort in ("person", "role", "role beside", "item", "heading", "button", "last button")
            and len(new.text) > 60
        ):
            return False
        if sort == "address" and not _DIGIT.search(new.text):
            return False
        if not there or there[1] <= said[0] or said[1] <= there[0] or there[0] == there[1]:
            return True
        return said != there and said[0] <= there[0] and there[1] <= said[1]  # "Anna" of "Anna Berg"

    def _spoken_of(self) -> dict[tuple[str, str], tuple[str, Span | None]]:
        """Texts of the page that may be meant, with their section; what sort they are, and where they are spoken of."""
        held, found = self.held, {}
        for mention in self.mentions:
            said = mention.said
            found.setdefault((said.words, said.section), (sort_of(said, held), mention.span))
            if other := beside(said, held):
                found.setdefault(
                    (other.words, other.section), (f"{sort_of(other, held)} beside", mention.span)
                )
        for section, span in self.sections.items():
            if span and held.part(section):
                found.setdefault((held.heading(section), section), ("heading", span))
        pressed = next((one.span for one in self.at.tokens if one.text.startswith("button")), None)
        if button := first_button(held):
            found.setdefault((button.words, ""), ("button", self._find(button.words) or pressed))
        last = {text.section: text for text in held.texts}
        for section in _FORMS:
            if pressed and section in last:
                found.setdefault((last[section].words, section), ("last button", pressed))
        for text in held.texts:
            if len(text.words) > 2 and (span := self._find(text.words)):
                found.setdefault((text.words, text.section), ("text", span))
        if held.address:
            span = next((one.span for one in self.at.tokens if one.text in ("address", "street")), None)
            found.setdefault((visible(held.address), ""), ("address", self._find(held.address) or span))
        for words, span in self._parts():
            found.setdefault((words, ""), ("part", span))
        return found

    def _parts(self) -> Iterator[tuple[str, Span]]:
        """The longest runs of the stretch that a text of the page has."""
        words, texts, at = (
            list(WORD.finditer(self.words)),
            [(plain(one.words), one.words) for one in self.held.texts],
            0,
        )
        while at < len(words):
            for end in range(min(len(words), at + 10), at, -1):
                run = self.words[words[at].start() : words[end - 1].end()]
                if content(run) and (found := _within(run, texts)):
                    yield found, (self.at.start + words[at].start(), self.at.start + words[end - 1].end())
                    at = end - 1
                    break
            at += 1

    def _find(self, words: str) -> Span | None:
        begin = self.words.find(plain(words))
        return (self.at.start + begin, self.at.start + begin + len(words)) if begin >= 0 else None

    def original(self, span: Span) -> str:
        """As it was typed."""
        return self.values[span].text


_CELLS: dict[str, Callable[[_Candidates], Iterator[Cells]]] = {
    "team": _Candidates._members, "faq": _Candidates._questions, "reviews": _Candidates._reviews,
    "hours": _Candidates._opening_lines,
}  # fmt: skip


def _within(run: str, texts: list[tuple[str, str]]) -> str:
    """A run of words as the page has it."""
    for text, words in texts:
        begin = text.find(run)
        end = begin + len(run)
        while begin >= 0:
            if not (text[begin - 1 : begin].isalnum() and begin) and not text[end : end + 1].isalnum():
                return words[begin:end]
            begin = text.find(run, begin + 1)
            end = begin + len(run)
    return ""


def sort_of(said: Said, held: Held) -> str:
    """What a text of the page is: an item, somebody's name, a question."""
    if is_item(said, held):
        return "item"
    if is_person(said, held):
        return "person" if said.section == "team" else "author"
    if said.section == "faq":
        return "question" if leads(said, held) else "answer"
    return {"team": "role", "reviews": "review", "offer": "item", "pricing": "item"}.get(
        said.section, said.section
    )


def bare_wish(wish: Wish) -> Wish:
    """A wish without what is said of it."""
    return replace(wish, spoken="", unused=())
