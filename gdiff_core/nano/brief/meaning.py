"""Sections that are told in sentences: by what visitors should see, read, know, ask or do, whatever the words."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from gdiff_core.nano.brief.words import Reading, bag, key, keyed

FAR = 3
"""Words that may stand between two of a pattern's that "~" joins."""
_ENDS = keyed("and or plus also with then but so because please too thanks in at on for")
"""Words before which a wish may end, as before the end of its clause: "$"."""
_JOINS = bag("and or plus with")
_ARTICLES = bag("the our my a an")
_MARKS = bag("$ .")
_SITES = bag("website site homepage webpage")
_PLACES = bag("page form section area spot box")
_WISHED = bag("see show look view photo picture")
_US = bag("we i it you we're i'm")
_NO_QUESTION = bag("enquire inquire ask asking wonder wondering sure see")

CLASSES = {
    "VISITOR": """customer client people folk visitor guest parent patron they them bride couple patient pupil student member other everyone everybody anyone owner woman man mum
        anybody reader local owner regular user those newcomer beginner public em lady family somebody someone diner drinker shopper tourist traveller stranger neighbour women they'll household""",
    "SAY": "say said saying think thought thinking feel felt write wrote written writing tell told reckon rate rated loved enjoyed experienced trust trusted",
    "WORD": "what how word opinion story experience comment note letter line quote message thing memory thank impression verdict voice",
    "ASK": "ask asked asking wonder wondering want query enquire ring phone email",
    "ALWAYS": "always often usually constantly keep same again forever mostly generally commonly all",
    "ANSWER": "answer answering answered reply clear address",
    "WAY": "way form place somewhere box page spot means mean possibility option chance somehow space able let can could possible allow",
    "WRITE": "write writing message contact contacting email send sending enquire inquire text reach apply request leave drop type typing",
    "OURS": "us me him her",
    "WE": "we i he she we've i've we're i'm it they're she's he's you we'll i'll they'll",
    "DOER": "we i he she they we've i've we're i'm they're she's he's you",
    "SIGN": "subscribe sign signup join drop leave get receive hear register give enter",
    "NEWS": "letter newsletter bulletin news mailing update mail email mailout",
    "PERIOD": "weekly monthly daily quarterly seasonal occasional e email regular",
    "OPEN": "open opening closed close closing shut there staffed around serve serving",
    "FIND": "find get come reach located locate arrive park parked parking",
    "COST": "cost charge pay priced price costing charged",
    "ROLE": """vet groomer trainer coach teacher tutor instructor stylist barber hairdresser dentist hygienist nurse doctor chef cook baker brewer sommelier barista
        waiter butcher cheesemonger farmer florist gardener landscaper plumber electrician carpenter joiner mechanic engineer lawyer solicitor attorney partner paralegal accountant
        bookkeeper adviser advisor photographer planner artist tattooist technician therapist masseur masseuse host cleaner driver builder maker bookseller musician employee tech apprentice assistant gang
        staff team crew expert specialist colleague manager""",
    "KIN": "owner founder people family lad lass girl guy boy gal face sister brother cousin son daughter person wife husband",
    "THING": "thing stuff same what whatever bit",
    "TELL": "shout shouting tell telling make making get getting invite inviting ask asking say urge urging push pushing encourage encouraging persuade",
    "TELLING": "tell explain mention say describe know telling saying",
    "SCENE": "room bedroom pool drawing garden workshop studio inside interior counter space place building workspace kitchen premises work piece result creation",
    "LOOKED": "room place shop garden work cake dog nail hair inside they finished",
    "WORK": "work working teach teaching train training cut cutting run running cook cooking bake baking brew brewing make making "
    "behind own groom grooming treat treating do look looking serve serving play playing answer come coming help clean cleaning plan fix fixing",
    "TOLD": "tale story history past origin beginning philosophy ethos heritage root",
    "BEGAN": "began begun start started came come founded become formed happened",
    "ITSELF": "us me we our my who school shop family farm place owner studio business company salon clinic practice house team training life agency her him founder firm",
    "WARES": "class course lesson treatment cake tea service dish beer wine book cheese cut flavor style session package language tour pizza taco bread plant job repair",
    "GO": "come visit book order call ring drop pop stop try join enquire phone buy grab reserve",
    "BIG": "big bigger large prominent prominently huge bold loud clear obvious",
}  # fmt: skip

PATTERNS = """
faq: ANSWER ~ question|thing|stuff|those|that|these|them|same|worry|everything|what|doubt|whatever
faq: VISITOR ~ ask|asking|asked|wonder|wondering ~ thing|same|stuff|ALWAYS|over
faq: what|whatever ~ happen|expect|bring|wear ?~ visit|appointment|lesson|class|session|time|day
faq: THING|everything ~ know ~ before ?~ visit|visiting|come|coming|book|booking
faq: whether ~ WE|OURS|VISITOR|there|dog|child
reviews: WORD|review|praise ~ VISITOR ~ SAY ?~ about|of|on ?~ us|me|it|google|shop|place
reviews: VISITOR ~ speak|talk|vouch|rave ~ for|about
reviews: what ~ say|said|think|thought|reckon|felt|tell
reviews: according to
reviews: read|see|hear ~ about|of|from ~ other|others|real|happy
newsletter: SIGN ~ NEWS
contact: WAY ~ ask|asking|enquire|enquiring|inquire|question|book|hire ~ us|me|him|her|question|about|for|advice
contact: VISITOR|can|could|to|let|and|or ~ WRITE|ask ~ us|me|him|her|note|enquiry|message ?~ about|note|message|line|enquiry|question|word
contact: get ~ quote ~ by|from
contact: and|or|then tell us|me ~ about|what|when
contact: get|getting|hit ~ hold|touch|up ~ us|me|him|her|of
hours: and|or when .
hours: when|day|time|hour ~ WE|door|office|shop|place|studio|workshop|kitchen|bar|salon|clinic|they ~ OPEN|in|here|out|close|visited
hours: when ~ OPEN|staffed ?~ and|or ?~ closed|shut
hours: reception|check|checkin|office|surgery|kitchen|shop time|hour
team: who ~ ROLE|KIN
team: who is|are|will ~ WORK
team: put|show|have|want us ~ on|there
team: us two|three|four|five
team: the|our|my|meet ROLE|KIN ~ who|behind|there's|here
team: the|our|my ROLES NAME
about: how DOER|business|shop ~ got|get|work|do|operate
about: where ~ studied|trained|learned|learnt|grew
about: how long ~ been|going|at|around|have
about: why ~ do|choose|us|care|different|pick|trust|we|started|special|better|come|left|quit|became|opened
about: who am|i|we|she|he|they i|we|am|are|is
about: presentation of ~ ITSELF
about: present|presenting ~ the|our|my ITSELF
about: what we|i|we're ~ stand|believe|about
about: the|our|my|his|her|their|family|family's ~ TOLD
about: know|read|learn|hear|bit|little|something|line|word|paragraph|few ~ about|on|of ITSELF
about: TELLING that|this $
about: TELLING ~ WE ~ family|husband|local|independent|run|year|generation|been|since|qualified|insured|owned|going
map: is|know|show|tell|say|see|wonder where .
map: where ~ we|we're|we'll|i'll|i|i'm|it|it's|you|shop|place|van|truck|studio ?~ are|is|am|park|be|stand|find|based
pricing: what|how ~ set ~ back
pricing: free vs|or|and|versus paid|pro|premium
pricing: money|cost|price ~ for|of each|it|them|everything
pricing: what a|an|one ~ is .
gallery: what|how do|does ~ look
gallery: i|we|i've|we've DONE
gallery: in photo|picture|image
gallery: see|show|showing ~ the|our|my ~ SCENE
offer: what|whatever|which|kind|type|range|everything|all|deal|job|thing|stuff ~ DOER DOING
offer: what's on|cooking|fresh|new|good|brewing|baking|inside|growing|available ?~ list|menu|tap|board|shelf|offer|night|shop|week
offer: what's|what in ~ shop|store|season|box|case|counter
offer: what ~ come out
offer: what thing|product|work .
offer: bill of fare
cta: push|nudge to|.
cta: and|then call|ring|phone me|us before|now|first|today|anytime
cta: come|pop|drop|stop in|by|round|over today|now|tonight
cta: come have|get|try|taste|grab|join
"""
"""One a line: a section, and the words that mean it, in order; in front of others what counts more. What `likely` tells
by its words alone needs none here.

Words side by side stand so; "~" allows some between; `|` is a choice; `?~` may be there; "$" is the end of a wish;
"." of a clause or an entry of a list; capitals are a class; `DOING` any verb of work, `NAME` a person's name, `ROLES` several people.
"""
_NO_WORK = bag(
    """say think look want need like see know find would will should could can might feel hope mean love had was were is are did cost charge ask call called
    get really never all both even just only to a an the our my your at on in for of and or also do if about so me it as been be have"""
)
_DONE = bag("made built done did grew drew shot cut grown drawn")
_DO = bag("do have got cook can")
"""Verbs that say nothing, but of work if "what we" stands before them and a clause ends behind."""


class Meant(NamedTuple):
    """Words `start` to `end` that mean a section."""

    start: int
    end: int
    section: str


class _Step(NamedTuple):
    keys: frozenset[str]
    apart: bool
    """Whether words may stand before it."""
    optional: bool


@cache
def _patterns() -> tuple[tuple[str, tuple[_Step, ...]], ...]:
    found = []
    for line in PATTERNS.strip().splitlines():
        section, _, text = line.partition(": ")
        steps, apart, optional = [], False, False
        for token in text.split():
            if token in ("~", "?~"):
                apart, optional = True, token == "?~"
                continue
            steps.append(_Step(_keys(token), apart, optional))
            apart = optional = False
        found.append((section, tuple(steps)))
    return tuple(found)


def _keys(token: str) -> frozenset[str]:
    words = (CLASSES.get(choice, choice).split() for choice in token.split("|"))
    return frozenset(key(word) if word.islower() else word for choice in words for word in choice)


@cache
def vocabulary() -> frozenset[str]:
    """Keys of all words that patterns have."""
    return frozenset(
        word for _, steps in _patterns() for step in steps for word in step.keys if word.islower()
    )


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, text in CLASSES.items():
        for word in keyed(text):
            found[word] = (*found.get(word, ()), name)
    return found


def classes(word: str) -> tuple[str, ...]:
    """The classes that a word, given by its key, is of."""
    return _classes().get(word, ())


def meant(reading: Reading, taken: Collection[int], sure: Collection[int] = ()) -> list[Meant]:
    """The sections that sentences tell of, none over another.

    `taken`: words that mean nothing here; `sure`: words of sections said by their names, over which no pattern leaps.
    """
    found: list[Meant] = []
    places: dict[str, list[int]] = {}
    for index, word in enumerate(reading.keys):
        places.setdefault(word, []).append(index)
    for section, steps in _patterns():
        for start in sorted(index for word in steps[0].keys & places.keys() for index in places[word]):
            end = _match(reading, steps, start, taken, sure)
            if not end or not _may_mean(reading, section, start, end):
                continue
            if not any(other.start < end and start < other.end for other in found):
                found.append(Meant(start, end, section))
    return sorted(found)


def _may_mean(reading: Reading, section: str, start: int, end: int) -> bool:
    """Whether it is not the request itself that asks: "I wonder whether", "could you write me a website"."""
    if reading.keys[start] == "whether" and reading.key(start - 1) in _NO_QUESTION:
        return False
    if reading.keys[start] == "where" and reading.key(start - 1) in _SITES | _PLACES:
        return False  # "a page where you can"
    if section == "gallery" and reading.keys[start] in CLASSES["WE"].split():
        first = reading.clause(start)[0]
        return (
            start - first > 0
            and reading.words[start - 1].text.endswith("s")
            and (start - first < 4 or _WISHED & set(reading.keys[first:start]))
        )
    if section == "reviews" and reading.keys[start] == "what":
        return not _US & set(reading.keys[start:end])
    return section != "contact" or not _SITES & set(reading.keys[start : end + 3])


def _match(
    reading: Reading, steps: tuple[_Step, ...], start: int, taken: Collection[int], sure: Collection[int]
) -> int:
    """Where a pattern that begins with word `start` ends; 0 if it is not there."""
    end = start
    for number, step in enumerate(steps):
        at = _next(reading, step, end, taken, sure, first=number == 0)
        if at < 0:
            if step.optional:
                continue
            return 0
        end = at
    return end


def _next(
    reading: Reading, step: _Step, index: int, taken: Collection[int], sure: Collection[int], first: bool
) -> int:
    """The word behind a step that stands at `index`, or a few words on; -1 if it does not."""
    while step.apart and index in taken and reading.words[index].text.isdigit():
        index += 1  # "our number 555 0142 big at the top"
    for at in range(index, index + (FAR + 1 if step.apart else 1)):
        if step.keys & _MARKS and (reading.breaks(at) or ("$" in step.keys and reading.keys[at] in _ENDS)):
            return at
        if "." in step.keys and reading.key(at) in _JOINS:
            return at
        if at >= len(reading.words) or at in taken or (not first and reading.breaks(at)):
            return -1
        if _is(reading, step, at):
            return at + 1
        if (at in sure and reading.keys[at] not in _ARTICLES) or reading.keys[at] == "but":
            return -1
    return -1


def _is(reading: Reading, step: _Step, at: int) -> bool:
    word = reading.keys[at]
    if word in step.keys:
        return True
    if "DOING" in step.keys:
        return (word not in _NO_WORK and word.isalpha()) or (
            word in _DO and (reading.breaks(at + 1) or reading.keys[at + 1] in _ENDS)
        )
    if "DONE" in step.keys and (reading.words[at].text.endswith("ed") or word in _DONE):
        return True
    if "ROLES" in step.keys and reading.words[at].text.lower().endswith("s"):
        return word in _people()
    return "NAME" in step.keys and reading.capital(at)


@cache
def _people() -> frozenset[str]:
    return _keys("ROLE|KIN")
