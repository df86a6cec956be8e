"""What a request says that goes on the page to the letter: phone, mail, address; opening hours (`hours`), prices (`prices`)."""

import re
from typing import NamedTuple

from gdiff_core.nano.brief.hours import Hours, read_hours
from gdiff_core.nano.brief.prices import Prices, overlap, read_prices
from gdiff_core.nano.brief.words import Span, bag

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://\S+|www\.\S+|\b[\w-]+\.(?:com|co\.uk|org|net|ie|in|io|de|au|shop)\b\S*)", re.I
)
_PHONE = re.compile(r"(?<![\w#$£€.,/-])(?:\+|00)?\(?\d(?:(?!\. )[\d ().\-–/]){5,20}\d(?![\w/])")
_VANITY = re.compile(r"\b1?-?8\d\d-[A-Z0-9]{3,4}-?[A-Z0-9]{3,5}\b")
_CUE = re.compile(
    r"(?:phone|tel|telephone|call|ring|mobile|cell|number|no|ph|whatsapp|contact|text|fax)\W{0,3}(?:is|us|me|no|number|on|at|now|button|:|\W){0,6}\W*$",
    re.I,
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$|(?:19|20)\d\d ?[-–] ?(?:19|20)?\d\d$")

_STREET = (
    r"(?:street|str|st|road|rd|lane|ln|avenue|ave|av|square|sq|close|drive|dr|way|court|ct|place|pl|terrace|row|hill|quay|"
    r"parade|boulevard|blvd|highway|hwy|crescent|cres|gardens|mews|walk|yard|marg|nagar|parkway|pkwy|alley|grove|green|circle|"
    r"circus|esplanade|wharf|cross|gate|bridge|mall|plaza|strand|path|rise|view|park|market|market place|chowk|bazaar|estate|"
    r"arcade|embankment|promenade|pike|route|trail|loop|bay|field|meadow|sector|colony|layout|cottages|building|buildings|"
    r"straat|strasse|straße|gasse|weg|platz|road east|bank|end|arch|passage|vale)"
)
_NUMBER = r"(?:(?:unit|shop|suite|flat|no\.?|plot|house|stall|office|room|floor|apt|apartment|building|block|lot|po box|shop no\.?|h\.? ?no\.?)\s*)?#?\d{1,5}\s?[a-zA-Z]?(?:\s?[-–/]\s?\d{1,4}[a-zA-Z]?)?"
_CAPITALS = r"(?:[A-Z][\w'’-]*(?:(?<=\b[A-Za-z])\.|(?<=\b[A-Za-z]{2})\.|(?<=\b[A-Za-z]{3})\.)?|\d{1,3}(?:st|nd|rd|th)|of|the|de|la|du|le|van|der|Mt\.|St\.?|MG|MLK)"
_ADDRESS = re.compile(
    rf"\b{_NUMBER},?\s+(?:{_CAPITALS}\s+){{0,4}}?(?:{_CAPITALS})?\s?\b{_STREET}\b(?:(?<=\b[A-Za-z]{{2}})\.|(?<=\bAve)\.|(?<=\bStr)\.|(?<=\bHwy)\.|(?<=\bBlvd)\.)?",
    re.IGNORECASE,
)
_POSTAL = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d{2}\s?[A-Z\d]{4}|\d{5}(?:-\d{4})?|\d{3}\s?\d{3}|[A-Z]{2,3}\s\d{4,5}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4})"
_TOWN = re.compile(
    rf"(?:,\s*| +(?:in\s+)?| *- *)(?:(?:Co\.? )?[A-Z](?:[^\W\d_]|['’-])+(?:[ -](?:[A-Z](?:[^\W\d_]|['’-])+|on|upon|under|by|in|le|of|the|sur))*(?:\s+\d{{1,2}}\b)?(?:\s*[,-]?\s*{_POSTAL})?|{_POSTAL})(?=\W|$)"
)
_ABROAD = re.compile(
    r"\b(?:\d{1,4}[a-z]?,? )?(?i:via|viale|piazza|corso|calle|avenida|plaza|paseo|rua|praça|rue|place|impasse|quai|ul\.|ulica|"
    r"carrer)\s(?:(?:de|del|della|di|do|da|das|dos|des|du|la|las|los)\s)*[A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+)*(?:,? \d{1,4}[a-z]?\b)?"
    r"|\b[A-Z]\w*(?:stra(?:ss|ß)e|straat|weg|gasse|platz|plein|gracht) \d{1,4}[a-z]?\b"
)
"""Streets whose word comes first, or whose number comes last: "via Roma 8", "118 rue Saint-Denis", "Hafenweg 14"."""
_TOLD_WHERE = re.compile(r"\b(?:at|where|find|address|directions|located|come to)\b[^.!?\n]{0,24}$", re.I)
_WITHOUT_STREET = re.compile(
    r"\b\d{1,4}[a-z]? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?, [A-Z][\w'’-]+(?=\W*(?:[.)\n]|$))"
    r"|\b(?:[A-Z][\w'’-]+ ?){1,4}, (?:[A-Z][\w'’-]+ ){1,3}[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)
"""Addresses without a word for a street, "6 Cornhill, Bridport", "Mill Farm, Llanwenog SA40 9XX": only where one is told."""
_CUED = re.compile(
    r"\bad{1,2}ress(?: (?:which )?is| for \w+ is)?\s*[:=,]?\s+(?P<said>[\w'’/-]+(?:(?:(?<=\b\w\w)\.|(?<=\b\w\w\w)\.)? [\w'’/-]+){1,5})",
    re.I,
)
"""What stands behind "address", whatever streets are called there."""
_CUED_ENDS = re.compile(
    r"(?i),?\s(?:phone|tel|telephone|call|number|open|opening|and|with|we|our|name|named|no|want|full stop|email|mail|hours|the|on|in|so|a)\b"
)
_COUNT = re.compile(
    r"(?i)\d|\A(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b"
)
_NO_TOWN = bag(
    "We I Our The My Please It It's Its Open Phone Tel Call Mon Monday Tue Tuesday Wed Wednesday Thu Thursday Fri Friday Sat Saturday Sun "
    "Sunday Email Mail Contact Colors Colours Color Colour Use Sections Menu Hours Opening Thanks Thank And With Make Want Need They Dark Light Red "
    "Blue Green White Black Navy Pink Cream Also No Show Include About Services Reviews Gallery Prices Map Mobile Nice Something Website You "
    "Daily Everyday Every Closed That This Cheers Add Put In Serif Sans Orange Yellow Purple Gold Teal Brown Grey Number Facebook Instagram Photos Testimonials FAQ "
    "Warm Mint Sage Burgundy Terracotta Lavender Maroon Simple Clean Modern Accent Accents Background Style Font Team Address Hi So If Not Big Just"
)
_NO_STREET = bag("day days hour years week people rooms kids and for in we with a is to from off near")
_SURE_STREETS = bag("street road lane avenue st rd ave square drive terrace quay boulevard highway crescent")
_PREFIX = re.compile(
    r"(?:(?:Unit|Shop|Flat|Suite|Plot|Stall|Studio|Office|Floor|First floor|Ground floor)(?: [Nn]o\.?)? ?\d*[A-Za-z]?,\s*)$"
)
_PLAIN_TOWN = re.compile(
    rf"\s+(?:in\s+[A-Z].*|{_POSTAL}|(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)|[A-Z][\w'’-]+(?:,?\s*{_POSTAL})?)"
)


class Facts(NamedTuple):
    """Facts by the words of `records.Brief`."""

    phone: str
    mail: str
    address: str
    hours: Hours
    prices: Prices
    links: tuple[str, ...]
    """Addresses of other pages."""
    spans: tuple[Span, ...]
    """The characters that all but the prices were read from."""


def read_facts(text: str) -> Facts:
    """The facts in a request."""
    mails = list(_MAIL.finditer(text))
    spans = [found.span() for found in mails]
    links = [found for found in _LINK.finditer(text) if not overlap(found.span(), spans)]
    spans += [found.span() for found in links]
    hours = read_hours(text)
    spans += hours.spans
    address = _address(text, spans)
    spans += [address] if address else []
    phones = _phones(text, spans)
    spans += phones
    return Facts(
        phone=text[slice(*phones[0])] if phones else "",
        mail=mails[0][0].rstrip(".") if mails else "",
        address=text[slice(*address)] if address else "",
        hours=hours,
        prices=read_prices(text, spans),
        links=tuple(found[0].rstrip(".,;)") for found in links),
        spans=tuple(spans),
    )


def _phones(text: str, taken: list[Span]) -> list[Span]:
    """Telephone numbers: seven digits, or six where it is said that they are one."""
    phones = []
    for found in (*_VANITY.finditer(text), *_PHONE.finditer(text)):
        said = found[0].rstrip(" .-–/(")
        opened = said.startswith("(") and ")" not in said  # "(0871 555 012"
        start, end = found.start() + opened, found.start() + len(said)
        digits = sum(c.isdigit() for c in said)
        cue = bool(_CUE.search(text[max(0, start - 40) : start])) or said.startswith(("+", "0", "("))
        letters = "8" in said[:3] and any(c.isupper() for c in said)
        if digits > 15 or _DATE.fullmatch(said) or overlap((start, end), taken):
            continue
        if digits >= (6 if cue else 7) or letters:
            phones.append((start, end))
    return phones


def _address(text: str, taken: list[Span]) -> Span | None:
    for found in _ADDRESS.finditer(text):
        if overlap(found.span(), taken) or not _is_street(found[0]):
            continue
        prefix = _PREFIX.search(text[: found.start()])
        start, end = prefix.start() if prefix else found.start(), _with_town(text, found.end())
        return start, start + len(text[start:end].rstrip(" ,"))
    for found in _ABROAD.finditer(text):
        if any(c.isdigit() for c in found[0]) and not overlap(found.span(), taken):
            return found.start(), found.start() + len(
                text[found.start() : _with_town(text, found.end())].rstrip(" ,")
            )
    if cued := _cued(text, taken):
        return cued
    told = (f for f in _WITHOUT_STREET.finditer(text) if _TOLD_WHERE.search(text[: f.start()]))
    return next((f.span() for f in told if not overlap(f.span(), taken)), None)


def _cued(text: str, taken: list[Span]) -> Span | None:
    """An address that is called one: "address Gornja 12"; it has a number."""
    for found in _CUED.finditer(text):
        start = found.start("said")
        ends = _CUED_ENDS.search(text, start, found.end())
        end = ends.start() if ends else found.end()
        if _COUNT.search(text[start:end]) and " " in text[start:end] and not overlap((start, end), taken):
            return start, start + len(text[start : _with_town(text, end)].rstrip(" ,"))
    return None


def _is_street(found: str) -> bool:
    """Whether what stands between number and "street" may be its name: no "24 hour gym in the park", no "3 teachers at St"."""
    middle = found.split()[1:]
    if len(re.findall(r"[^\W\d_]+", found)) < 2 or _NO_STREET & {word.lower() for word in middle}:
        return False
    plain = len(middle) <= 3 and middle[-1].lower().rstrip(".") in _SURE_STREETS
    return plain or any(word[0].isupper() for word in middle)


def _with_town(text: str, end: int) -> int:
    """Where an address ends with its town and postcode."""
    for _ in range(3):
        found = _TOWN.match(text, end)
        if not found:
            break
        first = re.sub(r"^[\s,-]*(?:in\s+)?", "", found[0]).split()[0].strip(",.")
        if first in _NO_TOWN or (found[0][0] == " " and not _PLAIN_TOWN.fullmatch(found[0])):
            break
        end = found.end()
    return end
