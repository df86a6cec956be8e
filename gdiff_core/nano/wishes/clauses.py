"""A sentence as clauses, each read by the first rule that knows all of its words.

A stretch that no rule reads is a wish that nobody understood, and then nothing is done; unless it only tells why:
"our customers keep asking when we're open, so add the opening times".
"""

import re
from collections.abc import Callable

from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.facts import opening, phone, price
from gdiff_core.nano.wishes.lexer import UNKNOWN, Token, meaningful, tokens
from gdiff_core.nano.wishes.looks import looks, stands
from gdiff_core.nano.wishes.parts import parts
from gdiff_core.records import Declined, Wish

_EVALUATED = re.compile(
    r"\b(?:would|might|could|'d) (?:be|look|feel|suit|fit|go|work|match|do) (?:so |a lot |much |really |very |a bit |far |even )*(?:us\b|better|nice\w*|good|great|lovely|cool|useful|helpful|handy|perfect|well|closer|easier|clearer|more readable|more (?:fitting|us|like us)|the best|ideal|fine|amazing|appreciated|welcome|sweet|with our)[^.,;!?\n]*"
)
_MATCHING = re.compile(
    r"\b(?:to|with|like|from|on|of|as)(?: on| in)? (?:our|my|the) (?:\w+ )?(?:logo|van|truck|sign|brand|shop ?front|uniforms?|flyers?|business cards?|front door|door|window|walls?|aprons?|menu cards?|packaging|paint|facade)\b"
)
_STAYS = re.compile(
    r"(?:,|\band|\bbut)?\s*(?:(?:the |our |my )?[\w ]{2,25} (?:can|should|may|must) stay(?: as (?:it|they) (?:is|are)| the same| the way (?:it|they) (?:is|are))?"
    r"|(?:please )?(?:keep|leave) (?:the |our |my )?[\w ]{2,25} (?:as (?:it|they) (?:is|are)|the same|alone|the way (?:it|they) (?:is|are)))(?=[.,;!?\n]|$)"
)
_WHY = re.compile(
    r"(?:^|,?\s)(?:because|since (?!\d)|so that|so (?:people|customers|it|they|everyone|visitors|guests|that)\b|as (?:we|it|they|people|this|that)\b|cos\b|cause\b|'cause\b"
    r"|to (?:match|fit|suit|go with)|matching|which|in case|if (?:that's|that is|it's|you|possible)|for (?:christmas|easter|halloween|the (?:summer|winter|spring|autumn|season|holidays?))|(?<!'d )(?<!would )(?<!n't )(?<!\bi )(?<!we )(?<!really )(?<!also )like (?:our|my|the|a|an)\b(?! (?:book|newspaper|novel|typewriter|computer))).*?(?=[.!?;\n]|$)"
)
_TELLING = re.compile(
    r"\s*(?:and |but |so |also |that |because )*(?:\w+'s|these|those|both|most|(?:way |far |a bit )?too|a bit|not|text|we|i|it|it's|its|he|she|none|no one|they|people|our \w+|my \w+|the \w+|there(?:'s| is| are)?|everyone|everything|nobody|customers|visitors|this|that|that's|i'm|we're|we've|i've|some \w+|you)\b"
)
_SOMEBODY = re.compile(r"\s*(?:and |but |so |also |that |because )*(?:we|i|they|he|she|nobody|no one|everyone|people|customers|it|its|that|this|(?:way |far |a bit )?too)\b (?!should|must|needs?\b|could|wants?\b)")
_STATE = re.compile(r"\s*(?:\w+ ){1,4}(?:is|are|was|were|looks?|feels?|seems?)\b")
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|\w+'s|\w+'re|\w+'ve|have|has|had|do|does|did|\w+n't|keeps?|think|feels?|looks?|gets?|got|can|will|say|says|love|like|hate|ask|should|could|might|would|sounds?|seems?|reads?|wants?|needs?|\w{2,}ed|its)\b"
)
_ASKING = re.compile(r"\b(?:should(?! be able)|must|(?<!n't )(?<!only )(?<!just )wants?|need|needs|please|would like|could|can you|i'd like|we'd like|let's|would love|prefer)\b")


def tagline_anew(clause: Clause) -> Found:
    """Another of the taglines that such businesses have: "a new slogan, please"."""
    if not clause.has("tagline", "our tagline") or not clause.only("tagline", "our tagline", "set", "new", "say", "want", "write", "again", "type", "all", "not", "some", "replace", "instead", "for", "is"):
        return None
    if not clause.has("new", "say", "write", "set", "again", "replace"):
        return None
    if not (kind := KINDS.get(clause.held.kind)):
        return Declined("Say the words of the new tagline, for example: tagline “Fresh every morning”.")
    known = [*kind.taglines, clause.held.tagline]
    words = known[(known.index(clause.held.tagline) + 1) % len(kind.taglines)]
    return [Wish("tagline", words, spoken=f"the tagline becomes “{words}”")]


_TOPICS = ("head", "type", "corners", "space", "ground", "accent", "name")
_IDLE = (UNKNOWN, "from", "for", "with", "on", "want", "to", "people", "is", "all", "praise", "more", "ask", "and")
_RULES: tuple[Callable[[Clause], Found], ...] = (phone, opening, price, parts, tagline_anew, looks)


def read_clauses(text: str, held: Held) -> list[Wish] | Declined | None:
    """The wishes of a text, in order; what was declined, or answered; None if it says nothing."""
    text = _STAYS.sub(lambda cut: "" if text[: cut.start()].strip(" ,.") else cut[0], text)
    text = _MATCHING.sub("", _EVALUATED.sub("", text))
    text = _WHY.sub(lambda why: "" if text[: why.start()].strip(" ,.") and not _coloured(why[0], held) else why[0], text)
    wishes: list[Wish] = []
    answer: Declined | None = None
    spoken_of, topic, background = "", "", []
    for sentence in _sentences(tokens(text, held)):
        pieces = _pieces(sentence)
        at = 0
        while at < len(pieces):
            found, used = _longest(pieces[at:], text, held, spoken_of, topic)
            if isinstance(found, list):
                wishes += found
            elif found and found.answered:
                answer = answer or found
            elif found:
                return found
            elif _tells(pieces[at], text, held):
                background.append(pieces[at])
            else:
                return _declined(pieces[at], text, held)
            own = [token.value for piece in pieces[at : at + used] for token in piece if token.tag == "section"]
            spoken_of = own[-1] if own else spoken_of
            topics = [token.tag for piece in pieces[at : at + used] for token in piece if token.tag in _TOPICS]
            topic = topics[-1] if topics else topic
            at += used
    if wishes:
        return wishes
    return answer or (_declined([token for piece in background for token in piece], text, held) if background else None)


def _coloured(text: str, held: Held) -> bool:
    return any(token.tag == "colour" for token in tokens(text, held))


def bids(text: str, held: Held) -> bool:
    """Whether it begins as a wish does: with what is to be done."""
    found = [token.tag for token in meaningful(tokens(text, held)) if token.tag != "and"]
    return found[:1] != [] and found[0] in ("set", "add", "put", "move", "drop", "swap", "say", "take", "replace", "write", "want")


def _bare(run: list[Token], text: str) -> list[Token]:
    """Without what only describes a section that is to be added: "reviews from happy patients"."""
    at = next((at for at, token in enumerate(run) if token.tag == "section"), None)
    if at is None or not any(token.tag in ("add", "want", "put") for token in run[:at]):
        return run
    end = at + 1
    while end < len(run) and run[end].tag in _IDLE and not (run[end].tag == "and" and end + 1 < len(run) and run[end + 1].tag not in _IDLE):
        end += 1
    tail = text[run[at].span[1] : run[end - 1].span[1]]
    return run if (end < len(run) and run[end].tag == "section") or beyond.topic(tail, but=("vague", "images")) else [*run[: at + 1], *run[end:]]


def _sentences(found: list[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for token in meaningful(found):
        if token.tag == "stop":
            sentences.append([])
        else:
            sentences[-1].append(token)
    return [sentence for sentence in sentences if sentence]


def _pieces(sentence: list[Token]) -> list[list[Token]]:
    """Cut before each "and" and comma."""
    pieces: list[list[Token]] = [[]]
    for token in sentence:
        if token.tag == "and" and pieces[-1]:
            pieces.append([])
        pieces[-1].append(token)
    return [piece for piece in pieces if any(token.tag not in ("and", "praise", "hello") for token in piece)]


def _longest(pieces: list[list[Token]], text: str, held: Held, spoken_of: str, topic: str) -> tuple[Found, int]:
    """What the longest run of pieces says that one rule reads, and its length; else why the first is declined."""
    declined: Declined | None = None
    for count in range(len(pieces), 0, -1):
        found = _by_rule([token for piece in pieces[:count] for token in piece], text, held, spoken_of, topic)
        if isinstance(found, list):
            return found, count
        declined = found
    return declined, 1


def _by_rule(run: list[Token], text: str, held: Held, *before: str) -> Found:
    clause = _clause(_bare(run, text), text, held, *before)
    declined = None
    for rule in _RULES:
        found = rule(clause)
        if isinstance(found, list):
            return found
        declined = declined or found
    return declined


def _clause(run: list[Token], text: str, held: Held, *before: str) -> Clause:
    run = [token for token in run if token.tag not in ("praise", "hello")]
    while run and run[0].tag == "and":
        run = run[1:]
    while len(run) > 1 and run[-1].text == "too":
        run = run[:-1]  # as "also"
    words = text[run[0].span[0] : run[-1].span[1]] if run else ""
    return Clause(tuple(run), held, words, *before)


def _tells(piece: list[Token], text: str, held: Held) -> bool:
    """Whether it tells something and asks for nothing."""
    clause = _clause(piece, text, held)
    words = text[piece[0].span[0] : piece[-1].span[1]]
    first = clause.tokens[0].tag if clause.tokens else ""
    start = _start(piece, text)
    if clause.tokens and len(clause.tokens) <= 2 and clause.only("phone", "section", "ground", "type", "head", "accent", "name", "tagline", "space", "corners"):
        return True
    if any(not stands(token, held) for token in clause.all("colour")):
        return False
    if _SOMEBODY.match(text, start) and not _ASKING.search(words):
        return True
    if _ASKING.search(words) or first in ("drop", "say", "swap", "add", "put", "take", "replace"):
        return False
    verb = _VERB.search(text, start, piece[-1].span[1]) or (clause.has(UNKNOWN) and not beyond.topic(words))
    return bool(_TELLING.match(text, start) and verb) or bool(_STATE.match(text, start))


def _start(piece: list[Token], text: str) -> int:
    """Where the piece begins, fillers before its first token included."""
    if piece[0].tag == "and":
        return piece[0].span[1]
    return max(text.rfind(mark, 0, piece[0].span[0]) for mark in ".,;!?\n") + 1


def _declined(piece: list[Token], text: str, held: Held) -> Declined:
    """Why nothing can be made of a stretch."""
    clause = _clause(piece, text, held)
    words = clause.text
    unknown = [token.text for token in clause.all(UNKNOWN)]
    things = ("section", "item", "element", "head", "type", "tagline", "name", "picture", "single", "menu", "nav")
    if clause.has("drop") and unknown and clause.only("drop", UNKNOWN, "not", "want", "out", "all", "and"):
        return Declined(f"There is no “{' '.join(unknown)}” among this page's sections. {beyond.has(held)}")
    if found := beyond.topic(words):
        return found
    if clause.has("drop", "add") and clause.has("item", "single"):
        return Declined("Single entries of a section go in and out by the editor. By words this model adds and removes whole sections, and changes prices.")
    if clause.has("colour") and clause.has(*things):
        return Declined("One part cannot have a colour of its own. This model can change the accent (buttons and highlights) and the background of the whole page.")
    if clause.has("adj") and clause.has(*things, "accent"):
        return Declined("Of sizes this model can change that of the heading: say “a bigger heading” or “a smaller heading”.")
    if clause.has("other font"):
        return Declined("There are three fonts here: serif (Georgia), sans (the system's own) and typewriter. Say which one.")
    if clause.has("name") and not unknown:
        return Declined("Say what the name is to be, for example: call it “Luna & Co”.")
    if clause.has("tagline"):
        return Declined("Say the words of the tagline, for example: tagline “Fresh every morning”. They are taken over to the letter.")
    if clause.has("phone") and not clause.has("digits"):
        return Declined("Say the new number, for example: our number is 555-0142." if held.phone else "There is no phone number on this page. Say “add a phone button” first.")
    if clause.has("adj"):
        return Declined("Of what? Say for example “a bigger heading”, “dark background”, “more space” or “rounded corners”.")
    what = f"“{words.strip()}”" if words.strip() else "That"
    return Declined(f"{what[:80]} is no change that this model knows. {beyond.CAN}; {beyond.WAYS}.")
