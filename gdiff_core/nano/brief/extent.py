"""A request as the search for its name sees it; where a name goes on over the end of a clause."""

from dataclasses import dataclass

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.words import Match, Reading, bag

STOPS = bag(
    """i we you it he she they i'm we're it's you're they're we've i've i'd we'd it'd he's she's my our your their his her its us me them
    is are was were has have had do does did want wants need needs would will should can could must may might please thanks thank
    with for in at near from based located so but because which that who where when while since if as also
    website site page webpage homepage landing colors color sections section background accents accent called named
    make create build need want love like show add include using use put tell give get come open opening selling sell sells
    serving offering offer offers doing providing specialising specializing about hi hello hey ok well tel phone email address lol
    established est founded family run owned there this these those it'll website's i'll we'll not no don't just
    style tone colour font theme scheme palette design look feel simple modern minimal minimalist elegant clean professional something preferably ideally
    keep needed needing required require requires wanted contact"""
)
"""Keys that end a name without capitals."""
JOINERS = bag(
    "and of the de la le les du des da di del della do dos das el los las von van der den zu zur y e et og"
)
_FIRM_ENDS = bag("llp llc ltd inc limited plc pllc gmbh pty co corp pc lp solicitors")
_TITLES = bag("st dr mr mrs")


@dataclass(frozen=True, slots=True)
class Search:
    """A request, and what is known of it before its name is."""

    reading: Reading
    kinds: tuple[Match, ...]
    """Mentions of kinds of business by their nouns or their work."""
    closed: frozenset[int]
    """Words of facts: no name goes over them."""
    phrases: tuple[Match, ...]
    """Phrases that name a section or a look."""
    persons: frozenset[int]
    """Words that name a person: "my name is Sarah", "Thanks, Tom"."""
    others: frozenset[int]
    """Words that name what is no page of any kind."""
    titled: bool
    """Whether Nearly All Words Begin With A Capital."""


def goes_over(search: Search, index: int) -> bool:
    """Whether a name may go on over what stands before word `index`: "Byrne, Walsh & Co", "Luna, Inc.", "St. Mary's"."""
    reading, gap = search.reading, search.reading.words[index].gap
    if gap.strip() == "." and reading.key(index - 1) in _TITLES:
        return True
    if gap.strip() == "'" and reading.words[index].text.lower() == "n":
        return True
    if gap != ", " or not (reading.plain_case or reading.capital(index)):
        return False
    literal = index + 2 < len(reading.words) and reading.words[index + 1].text == "&"
    partner = reading.key(index + 1) == "and" and reading.capital(index + 2) and not reading.breaks(index + 2)
    return literal or partner or reading.keys[index] in _FIRM_ENDS


def colour_at(reading: Reading, index: int) -> int:
    """How many words the colour at `index` has; 0 if there is none."""
    end = reading.clause(index)[1]
    for length in (3, 2, 1):
        if index + length <= end and colours.named(tuple(reading.keys[index : index + length])):
            return length
    return 0
