"""What a piece of a message tells, where it asks for nothing: why, how it is now, what was said already.

Telling(message).tells(piece of "we have a great team") -> True
"""

import re

from gdiff_core.nano.brief.words import bag, key
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.asides import asks, has_verb, is_purpose
from gdiff_core.nano.wishes.clauses import bids
from gdiff_core.nano.wishes.cues import FIRST, IT, LAST, LEFT, NOT, PLEA, RELATION, REMOVED, SUBJECT
from gdiff_core.nano.wishes.lexer import plain, tokens
from gdiff_core.nano.wishes.mentions import WORD, content, home, is_person
from gdiff_core.nano.wishes.of_sections import SIZES
from gdiff_core.nano.wishes.stretch import SENTENCE, Message, Stretch

_LINKING = re.compile(r"\A(?:(?:and|but|so|also|then|plus|oh|because|coz|cos|cause)\b\s*)+")
_MORE = re.compile(r"\A\s*(?:and|or|&) ")
_POLITE = re.compile(
    r"\b(?:can|could|would|will|please|pls|possible|how about|what about|why not|shall|should|mind)\b"
)
_REPEATS = re.compile(
    r"(?:(?:please|pls|kindly|can|could|would|you|we|fix|change|update|correct|adjust|amend|edit|alter|adapt|kindly|wherever|says?|old|new|remove|delete|do|put|take|make|list|show|add|have|get|need|needs|to|be|go|it|them|him|her|his|their|our|stands?|both|that|this|those|"
    r"in|into|on|there|here|everywhere|all|out|off|for|me|us|too|now|right|straight|asap|with|the|rest|others?|page|site|list|menu|places?|name|text|price|answer|title|role|job|address|number|words?|line|accordingly|if|would|one|like|team|section|obviously|reviews?|quotes?|as well)\s*)+(?:as (?P<as>[\w' -]+))?(?:or (?:she|he|they|else|i).*)?[\s.!?:;)(]*"
)
_INTERJECTED = bag(
    "oh ok okay well hi hello hey sorry and also then so btw lol ha haha yes no please thank you"
)
_STAYS = re.compile(
    r"\b(?:stays|stay (?=the same|as)|same as before|the same|as (?:it|they) (?:is|are)|leave (?:the|it|them)|(?:is|are|looks?) (?:fine|good|great))\b(?! (?:say|read))"
)
_STATES = re.compile(r"\b(?:now|not|instead|called|no longer|any ?more|becomes?|moved|changed|goes to)\b")
"""How people say what is to stand on the page, as if it were told."""
_HAVE_MOVED = re.compile(
    r"we(?:'ve| have)? (?:just )?(?:moved|relocated)\b(?! (?:the|our|it))|(?:i |we )?(?:just )?got married\b"
)
_ASIDE = re.compile(r"(?:not|almost|just like|kind of|sort of|(?:like|as) (?:in )?(?:an?|the))\b")
_ASKER = re.compile(
    r"(?:i|we|you|please|can|could|would|there|it|this|that|they|people|customers|the (?:page|site|website|name|heading|button|background|text|font))\b"
)
_PURPOSE = re.compile(
    r"(?:(?:i|we) )?(?:want|need|would like)s? (?:people|folks?|customers|guests|clients|everyone|them|they) to\b|(?:people|they|everyone|patients|customers|guests|clients|members|students|folks?) (?:should|must|need to|can|could)\b"
)
_LOOKS = ["corners", "space", "type", "head", "ground", "accent", "layout", "centre", "side"]


def pleads(piece: Stretch) -> bool:
    """Whether a piece asks for something: "please", "we need", "move"."""
    return bool(PLEA.search(piece.words)) or bids(piece.words, piece.held)


class Telling:
    """Knows what is told in the pieces of a message, and remembers what they speak of."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.told = False
        """The piece before told of somebody."""
        self.last = ""
        """What was told last."""
        self.beside: list[str] = []
        """Words of which nothing was made, and that are worth naming."""

    def is_idle(self, piece: Stretch) -> bool:
        """Whether a piece says nothing for itself: it wonders, it repeats, it says "ok", or that something stays."""
        if self._wonders(piece):
            self.remember(piece)
            return True
        repeats = bool(self.message.spoken.wishes) and self._repeats(piece.words.strip())
        words = WORD.findall(piece.words)
        stays = _STAYS.search(piece.words) and not bids(piece.words, piece.held)
        return repeats or all(key(word) in _INTERJECTED for word in words) or bool(stays)

    def _wonders(self, piece: Stretch) -> bool:
        """Whether a piece is of a sentence that asks, and asks for nothing."""
        first = max((found.end() for found in SENTENCE.finditer(piece.ahead)), default=0)
        stop = SENTENCE.search(piece.behind)
        asks_so = bool(stop) and "?" in piece.behind[stop.start() : stop.start() + 3]
        later = first > 0 and bool(self.message.spoken.wishes) and beyond.is_question(piece.sentence)
        asked = (asks_so or later) and not _POLITE.search(piece.sentence)
        return asked and not bids(piece.sentence, piece.held)

    def goes_on(self, piece: Stretch) -> bool:
        """Whether a piece only goes on with what is told: "we have a great team and a big gallery"."""
        words = _MORE.sub("", piece.words)
        more = self.told and words != piece.words and not re.search(NOT, f"{words} ")
        return more and not has_verb(words) and not (PLEA.search(words) or bids(words, piece.held))

    def tells(self, piece: Stretch) -> bool:
        """Whether a piece asks for nothing; what it speaks of is remembered."""
        words, wishes = _LINKING.sub("", piece.words), self.message.spoken.wishes
        own = self._own(words)
        if _HAVE_MOVED.match(words) or (wishes and _ASIDE.match(words)) or self._adds_to_told(piece):
            return True
        purpose = bool(wishes) and (is_purpose(words) or bool(_PURPOSE.match(words)))
        purpose = purpose and not beyond.topic(own, but=("vague",))
        if purpose or (not has_verb(words) and piece.has("adj")):
            self.beside.append(words)
        if purpose:
            return True
        bid = bids(words, piece.held) and not SUBJECT.match(words)
        if bid or PLEA.search(words) or (asks(words) and _ASKER.match(words)) or beyond.vetoed(own):
            return self._repeats(words)
        if self._is_news(piece, words):
            return False
        self._tell(piece, words)
        return True

    def _own(self, words: str) -> str:
        """Words without quotes and the page's texts."""
        words = re.sub(r"\"[^\"]*\"", "", words)
        for said in self.message.known:
            words = words.replace(said, "") if " " in said else words
        return words

    def _adds_to_told(self, piece: Stretch) -> bool:
        return self.told and bool(re.match(r"\s*(?:and|or|&)\b", piece.words)) and not pleads(piece)

    def _is_news(self, piece: Stretch, words: str) -> bool:
        """Whether a piece says what is to be, as if it were told: that is a wish which no rule read."""
        subject = SUBJECT.match(words)
        placed = RELATION.search(words) or FIRST.search(words) or LAST.search(words)
        if piece.has("section") and not subject and placed:
            return True
        if re.search(r"\bnew\b|\bjoin|\bhired", words) and piece.new_name():
            return True
        if self._names_more(piece, words):
            return True
        if _STATES.search(words) and piece.has("number", "day", "time", "money"):
            return True
        if piece.mentions and re.search(r"\bcalled\b|\bwe call\b", words):
            return True
        if piece.has("number", "money") and not has_verb(words):
            return True  # "hourly rate 85 -> 92"
        if not piece.mentions and not subject and not has_verb(words) and piece.has(*_LOOKS):
            return True
        quotes = (token.text.strip("\"'") for token in piece.all("quote"))
        coloured = any(not piece.is_thing(token) for token in piece.all("colour"))
        return (
            coloured
            or piece.has("font", "digits", "hex")
            or any(one not in self.message.known for one in quotes)
        )

    def _names_more(self, piece: Stretch, words: str) -> bool:
        """Whether it only names more of the same: "… and Elena"."""
        wishes = self.message.spoken.wishes
        touched = " ".join(f"{wish.what} {wish.value}" for wish in wishes)
        fresh = [
            one.said.words
            for one in piece.mentions
            if one.said.words not in touched
            and not ((entry := home(one.said, piece.held)) and entry.words in touched)
        ]
        return bool(wishes and fresh) and len(content(words)) <= sum(len(content(one)) for one in fresh)

    def _tell(self, piece: Stretch, words: str) -> None:
        self.remember(piece)
        self.last = words
        self.told = bool(SUBJECT.match(words))
        spoken = self.message.spoken
        of_page = piece.mentions or spoken.entry or spoken.section
        gone = bool(of_page and REMOVED.search(words) and IT.search(words))
        spoken.open = spoken.open or gone or bool(_STATES.search(words) and piece.mentions)

    def _repeats(self, words: str) -> bool:
        """Whether a piece only asks for what was read: "please fix", "change both", "list it as Olives"."""
        wishes, last = self.message.spoken.wishes, self.message.spoken.last
        if not last:
            return False
        if last.kind == "hero" and SIZES[last.value].search(words):
            return True
        for token in tokens(words, self.message.held):
            if token.tag == "section" and last.section == token.value:
                words = words.replace(token.text, "")
        made = plain(" ".join(f"{wish.value} {wish.rows}" for wish in wishes))
        found = _REPEATS.fullmatch(words)
        return bool(found) and (found["as"] or "").strip() in made

    def remember(self, piece: Stretch) -> None:
        """Keeps what a piece speaks of: "it" may be that."""
        spoken, held = self.message.spoken, piece.held
        for token in piece.all("quote"):  # all of a text, or some words of it
            quote = token.text.strip("\"'")
            words = re.compile(rf"(?<!\w){re.escape(quote)}(?!\w)")
            there = [(one, found) for one in held.texts if (found := words.search(plain(one.words)))]
            if there:
                one, found = there[0]
                spoken.text = one._replace(words=one.words[slice(*found.span())])
        for one in piece.mentions:
            spoken.entry, spoken.section = one.said, ""
            if LEFT.search(piece.words) and is_person(one.said, held):
                spoken.left = one.said
        for section in piece.sections:
            spoken.section, spoken.entry = section, None
