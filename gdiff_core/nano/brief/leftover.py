"""The words of a request of which nothing was made, as short phrases that a person recognises."""

import re
from collections.abc import Collection

from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS
from gdiff_core.nano.brief.words import Reading, Span, bag, keyed

MOST = 8
TALKATIVE = 70
"""Words from which on a request tells so much that only its wishes are given back."""
_LONGEST = 6
"""Words a phrase may have."""
_WISHED, _WANTED, _NAMED, _TOLD = range(4)
FILLER = (
    FUNCTION_WORDS
    | BUSINESS_NOUNS
    | keyed(
        """website site page webpage homepage web landing section area part kind color font style design layout background accent theme scheme palette
    type tone look feel feeling nice good great simple clean modern professional beautiful pretty friendly proper new small little lovely
    big best local customer client guest visitor folk everyone name title sort today soon much many easy quick quickly please
    important main simple-looking elegant minimal minimalist fancy cool basic plain fresh friendly-looking warm bold strong attractive first second third
    then after before end top bottom start finally last middle left right side plus time year month week day ago since old cheers asap lol btw kind regards
    regard best wish sincerely team ask question answer idea sure fine ok hope hopefully thought maybe something say need able bit
    mostly mainly ideally possible possibly preferably basically actually definitely obviously also already currently one-page onepage pager
    single brief project sector industry content requirement requirements required reference note notes info information detail details people person
    word words color-wise vibe vibes mood favorite colour touch list show work works working run runs running based english general overall want would called named call name phone tel telephone number address email mail ring mobile contact hour button letter lettering headline wife husband mom mum dad mother father sister brother cousin friend mate nan partner daughter son granddaughter grandmother family couple read learn explain understand consult provide kindly somewhere approximately naturally
    afternoon morning evening faithfully yours hola bonjour hej salaam grazie thx xx god bless etc incl saying shall except lol well yo urgent urgently matter way place colored shop's name's place's one's two three four five six seven eight nine ten hand home text"""
    )
)
_WISHES = keyed(
    """booking calendar login lightbox masonry slider carousel video blog chat chatbot whatsapp instagram facebook twitter tiktok youtube
    social feed shop cart checkout payment payments pay paypal stripe gift voucher vouchers card cards loyalty app animation animated animations parallax logo
    favicon seo analytics translation bilingual multilingual language languages search filter map-pin popup cookie banner countdown download pdf
    delivery online order ordering appointment scheduler scheduling reservation ticket tickets events event parking wheelchair accessibility
    wifi allergen allergens podcast music sound background-music hover sticky dark-mode toggle members member area portal account sign-in
    upload printable brochure icons icon illustrations illustration handwritten script cursive weather livestream webcam stream gps tracking
    integration leaderboard checkout hubspot webshop quote calculator quiz rss comments forum subscription subscriptions membership-portal plugin wordpress email marketing domain hosting schedule timetable"""
)
_WANTING = bag(
    "want need with include add show have should please like must love feature put featuring including plus integrate integrated link linked support allow"
)
_TELLING = keyed("we i she he they i'm we're who because my since been has had")
"""Words by which a clause tells of the business."""
_DULL = re.compile(r"^(?:since|est\.?|established)?\s*(?:19|20)\d\d$", re.I)


def leftovers(reading: Reading, used: Collection[int], links: tuple[str, ...] = ()) -> tuple[str, ...]:
    """At most `MOST` phrases of the request's own words, in order; wishes before what is only told.

    `used`: words of which something was made; `links`: addresses of other pages, which no page of these has a place for.
    """
    ranked = [(_rank(reading, span), span) for span in _stretches(reading, set(used))]
    least = _NAMED if len(reading.words) <= TALKATIVE else _WANTED
    best = sorted(entry for entry in ranked if entry[0] <= least)[:MOST]
    phrases = [reading.cut(span) for _, span in sorted(best, key=lambda entry: entry[1])]
    return tuple(dict.fromkeys([*phrases, *links]))[:MOST]


def _stretches(reading: Reading, used: set[int]) -> list[Span]:
    """Runs of words left in a clause, without fillers at their ends."""
    stretches = []
    for start, end in reading.clauses():
        run: list[int] = []
        for index in range(start, end + 1):
            if index < end and index not in used:
                run.append(index)
            elif run:
                stretches += _trimmed(reading, run)
                run = []
    return stretches


def _trimmed(reading: Reading, run: list[int]) -> list[Span]:
    while run and reading.keys[run[0]] in FILLER:
        run = run[1:]
    while run and reading.keys[run[-1]] in FILLER:
        run = run[:-1]
    if not run:
        return []
    if len(run) > _LONGEST:
        return _cut(reading, run)
    text = reading.cut((run[0], run[-1] + 1))
    return [] if len(text) < 3 or _DULL.match(text) else [(run[0], run[-1] + 1)]


def _cut(reading: Reading, run: list[int]) -> list[Span]:
    """Too long a run as its stretches between function words."""
    spans, part = [], []
    for index in [*run, -1]:
        if index >= 0 and reading.keys[index] not in FUNCTION_WORDS and len(part) < _LONGEST:
            part.append(index)
        elif part:
            spans += _trimmed(reading, part)
            part = []
    return spans


def _rank(reading: Reading, span: Span) -> int:
    """How surely a stretch is a wish: it names something that pages elsewhere have, is wanted or an entry of a list, a name."""
    keys = reading.keys[slice(*span)]
    if set(keys) & _WISHES:
        return _WISHED
    first, last = reading.clause(span[0])
    before = set(reading.keys[reading.sentence(span[0])[0] : span[0]])
    said = set(reading.keys[first : span[0]])
    told = said & _TELLING and not said & _WANTING
    if not told and (
        before & _WANTING
        or all(k in FILLER for k in reading.keys[first : span[0]] + reading.keys[span[1] : last])
    ):
        return _WANTED
    words = reading.words[slice(*span)]
    odd = any(word.capital and word.key not in known_words() for word in words)
    return _NAMED if odd and not reading.plain_case else _TOLD
