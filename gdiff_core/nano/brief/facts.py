"""What a request says that goes on the page to the letter: phone, mail, address, opening hours, prices."""

import re
from dataclasses import dataclass, field

from gdiff_core.nano.brief.words import Span, bag

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://\S+|www\.\S+|\b[\w-]+\.(?:com|co\.uk|org|net|ie|in|io|de|au|shop)\b\S*)", re.I
)
_PHONE = re.compile(r"(?<![\w#$£€.,/-])(?:\+|00)?\(?\d[\d ().\-–/]{5,20}\d(?![\w/])")
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
_CAPITALS = r"(?:[A-Z][\w.'’-]*|\d{1,3}(?:st|nd|rd|th)|of|the|de|la|du|le|van|der|Mt\.|St\.?|MG|MLK)"
_ADDRESS = re.compile(
    rf"\b{_NUMBER},?\s+(?:{_CAPITALS}\s+){{0,4}}?(?:{_CAPITALS})?\s?\b{_STREET}\b(?:(?<=\b[A-Za-z]{{2}})\.|(?<=\b[A-Za-z]{{3}})\.|(?<=\bBlvd)\.)?",
    re.IGNORECASE,
)
_POSTAL = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d{2}\s?[A-Z\d]{4}|\d{5}(?:-\d{4})?|\d{3}\s?\d{3}|[A-Z]{2,3}\s\d{4,5}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4})"
_TOWN = re.compile(
    rf"(?:,\s*|\s+(?:in\s+)?|\s*-\s*)(?:(?:Co\.? )?[A-Z](?:[^\W\d_]|['’-])+(?:[ -](?:[A-Z](?:[^\W\d_]|['’-])+|on|upon|under|by|in|le|of|the|sur))*(?:\s+\d{{1,2}}\b)?(?:\s*[,-]?\s*{_POSTAL})?|{_POSTAL})(?=\W|$)"
)
_NO_TOWN = bag(
    "We I Our The My Please It It's Its Open Phone Tel Call Mon Monday Tue Tuesday Wed Wednesday Thu Thursday Fri Friday Sat Saturday Sun "
    "Sunday Email Mail Contact Colors Colours Color Colour Use Sections Menu Hours Opening Thanks Thank And With Make Want Need They Dark Light Red "
    "Blue Green White Black Navy Pink Cream Also No Show Include About Services Reviews Gallery Prices Map Mobile Nice Something Website You "
    "Daily Everyday Every Closed That This Cheers Add Put In Serif Sans Orange Yellow Purple Gold Teal Brown Grey Number Facebook Instagram Photos Testimonials FAQ "
    "Warm Mint Sage Burgundy Terracotta Lavender Maroon Simple Clean Modern Accent Accents Background Style Font Team Address Hi So If Not Big Just"
)

_DAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?s?"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GROUP = (
    rf"(?:every ?day|daily|7 days(?: a week)?|seven days(?: a week)?|all week|week ?days?|week ?ends?|"
    rf"{_DAY}\.?(?:\s*(?:to|-|–|—|till?|until|through|thru)\s*{_DAY}\.?)?(?:\s*(?:,|&|\+|and|/)\s*{_DAY}\.?)*)"
)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2}|h\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|a|p|h)?|noon|midnight|midday|late|dusk|sunset|sold out)(?![\w%])"
_TIMES = rf"(?:{_CLOCK}\s*(?:to|-|–|—|till?|until)\s*{_CLOCK}|24 ?hours|24/7)"
_TIMES = rf"{_TIMES}(?:\s*(?:,|&|and)\s*{_TIMES})?"
_OPEN = re.compile(
    rf"(?P<days>\b{_GROUP})(?:\s*(?:[:,(]|\bfrom\b|\bis\b|\bare\b|\bwe're\b|\bwe are\b|\bopen\b|\bonly\b|-|–|=))*\s*(?P<times>{_TIMES}|closed|shut)"
    rf"|(?P<closed>\b(?:closed|shut|not open|closed on|off)\s+(?:on\s+|all day\s+)?)(?P<closed_days>{_GROUP})"
    rf"|(?P<times2>\b{_TIMES})\s*(?:,|\()?\s*(?:on\s+)?(?P<days2>{_GROUP})\b",
    re.I,
)
_BARE_TIMES = re.compile(
    rf"\b(?:open|opening hours|opening times|hours|timings?)\b[\s:-]*(?:is|are|from)?\s*(?P<times>{_TIMES})",
    re.I,
)

_AMOUNT = (
    r"(?:(?:from |only )?(?:[$£€₹]|Rs\.?|USD|EUR|GBP|AUD|INR|A\$)\s?\d[\d,]*(?:\.\d{1,2})?k?"
    r"|\d[\d,]*(?:\.\d{1,2})?\s?(?:€|£|\$|₹|dollars|euros?|pounds|quid|bucks|rupees|eur|usd|gbp|kr)(?!\w)|\d+p\b)"
)
_SUM = re.compile(_AMOUNT, re.I)
_AHEAD = re.compile(
    rf"(?P<price>{_AMOUNT})\s+(?:for\s+(?:an?\s+|the\s+)?|an?\s+)(?P<what>(?!and\b)[^\W\d_][\w'’]*(?:\s(?!and\b|or\b)[^\W\d_][\w'’]*){{0,2}})",
    re.I,
)
_BARE = re.compile(
    r"(?<![\w'’])(?P<what>[^\W\d_][\w'’]*(?: [^\W\d_][\w'’]*){0,4}) (?P<price>\d{1,4}(?:\.\d\d)?)(?![\w%]|[.:-]\d| ?(?:am|pm|years?|hours?|mins?|minutes|days?|weeks?|rooms?|people|[-–] ?\d))"
)
_FILLER = bag(
    "a an the our my we do charge is are for at it's its and or with but i of from only just costs cost price prices charges about to in starts starting at sell "
    "have menu list like e.g eg such as say which that each include including plus then also priced pricing"
)


@dataclass
class Facts:
    """Facts by the words of `records.Brief`; `spans`: the characters that they were read from."""

    phone: str = ""
    mail: str = ""
    address: str = ""
    hours: tuple[tuple[str, str], ...] = ()
    prices: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    hours_at: int = 0
    """The character where they begin; `prices_at` likewise."""
    prices_at: int = 0
    spans: list[Span] = field(default_factory=list)


def read_facts(text: str) -> Facts:
    """The facts in a request."""
    facts = Facts()
    for found in _MAIL.finditer(text):
        facts.mail = facts.mail or found[0].rstrip(".")
        facts.spans.append(found.span())
    links = [found for found in _LINK.finditer(text) if not _inside(found.span(), facts.spans)]
    facts.links = tuple(found[0].rstrip(".,;)") for found in links)
    facts.spans += [found.span() for found in links]
    _read_hours(text, facts)
    _read_address(text, facts)
    _read_phone(text, facts)
    _read_prices(text, facts)
    return facts


def _inside(span: Span, spans: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _read_phone(text: str, facts: Facts) -> None:
    for found in [*_VANITY.finditer(text), *_PHONE.finditer(text)]:
        said = found[0].rstrip(" .-–/(")
        if said.count("(") > said.count(")"):
            said = said.replace("(", "", 1)
        digits = sum(c.isdigit() for c in said)
        sure = bool(_CUE.search(text[max(0, found.start() - 40) : found.start()])) or said.startswith(
            ("+", "0", "(")
        )
        if (
            _inside((found.start(), found.start() + len(said)), facts.spans)
            or digits > 15
            or _DATE.fullmatch(said)
        ):
            continue
        if digits >= (6 if sure else 7) or ("8" in said[:3] and any(c.isupper() for c in said)):
            facts.phone = facts.phone or said
            facts.spans.append((found.start(), found.start() + len(said)))


def _read_address(text: str, facts: Facts) -> None:
    for found in _ADDRESS.finditer(text):
        words = re.findall(r"[^\W\d_]+", found[0])
        if _inside(found.span(), facts.spans) or len(words) < 2 or not _is_street(found[0]):
            continue
        start, end = found.span()
        prefix = re.search(
            r"(?:(?:Unit|Shop|Flat|Suite|Plot|Stall|Studio|Office|Floor|First floor|Ground floor)(?: [Nn]o\.?)? ?\d*[A-Za-z]?,\s*)$",
            text[:start],
        )
        start = prefix.start() if prefix else start
        end = _with_town(text, end)
        facts.address = (
            text[start:end].rstrip(" ,.")
            if not text[start:end].rstrip(" ,").endswith("St.")
            else text[start:end].rstrip(" ,")
        )
        facts.spans.append((start, start + len(facts.address)))
        return


def _is_street(found: str) -> bool:
    """Whether what stands between number and "street" may be its name: no "24 hour gym in the park", no "3 teachers at St"."""
    middle = found.split()[1:]
    if any(
        word.lower()
        in {
            "day",
            "days",
            "hour",
            "years",
            "week",
            "people",
            "rooms",
            "kids",
            "and",
            "for",
            "in",
            "we",
            "with",
            "a",
            "is",
            "to",
            "from",
            "off",
            "near",
        }
        for word in middle
    ):
        return False
    return any(word[0].isupper() for word in middle) or (
        len(middle) <= 3 and middle[-1].lower().rstrip(".") in _SURE_STREETS
    )


_SURE_STREETS = bag("street road lane avenue st rd ave square drive terrace quay boulevard highway crescent")


def _with_town(text: str, end: int) -> int:
    """Where an address ends with its town and postcode."""
    for _ in range(3):
        found = _TOWN.match(text, end)
        if not found:
            break
        first = re.sub(r"^[\s,-]*(?:in\s+)?", "", found[0])
        if first.split()[0].strip(",.") in _NO_TOWN or (
            found[0][0] == " "
            and not re.fullmatch(
                rf"\s+(?:in\s+[A-Z].*|{_POSTAL}|(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)|[A-Z][\w'’-]+(?:,?\s*{_POSTAL})?)",
                found[0],
            )
        ):
            break
        end = found.end()
    return end


# ---- hours --------------------------------------------------------------------------------------------------


def _read_hours(text: str, facts: Facts) -> None:
    week: dict[int, str] = {}
    for found in _OPEN.finditer(text):
        days = _days(found["days"] or found["closed_days"] or found["days2"] or "")
        times = found["times"] or found["times2"] or "closed"
        times = "closed" if times.lower() == "shut" or found["closed"] else " ".join(times.split())
        if _is_time(times) and days:
            facts.hours_at = facts.hours_at if week else found.start()
            week |= {day: times for day in days if day not in week}
            facts.spans.append(found.span())
    if not week and (found := _BARE_TIMES.search(text)) and _is_time(found["times"]):
        week = dict.fromkeys(range(7), found["times"])
        facts.hours_at = found.start()
        facts.spans.append(found.span("times"))
    facts.hours = tuple(_rows(week))


def _is_time(times: str) -> bool:
    """Whether figures are times of the day: "9-5", "10 am to 3:30 pm"; not "10-15"."""
    figures = [int(hour) for hour in re.findall(r"(\d{1,2})(?:[:.h]\d{2})?", times)]
    return all(hour <= 24 for hour in figures) and times.lower() not in {"late"}


def _days(said: str) -> list[int]:
    said = said.lower()
    if re.match(r"every|daily|7 d|seven d|all week", said):
        return list(range(7))
    if re.match(r"week ?day", said):
        return list(range(5))
    if re.match(r"week ?end", said):
        return [5, 6]
    days: list[int] = []
    previous_end = 0
    for found in re.finditer(_DAY, said):
        day = _DAYS.index(found[0][:3])
        between = said[previous_end : found.start()]
        if days and re.search(r"to|-|–|—|til|until|thr", between):
            first = days[-1]
            days += [(first + step) % 7 for step in range(1, (day - first) % 7 + 1)]
        else:
            days.append(day)
        previous_end = found.end()
    return days


def _rows(week: dict[int, str]) -> list[tuple[str, str]]:
    """The page's three rows. Weekdays that differ stand in one row: "Tue to Fri 10-6, Mon closed"."""
    rows = []
    weekdays = {day: week[day] for day in range(5) if day in week}
    if len(weekdays) == 5 and len(set(weekdays.values())) == 1:
        rows.append(("Monday to Friday", weekdays[0]))
    elif weekdays:
        rows.append(("Monday to Friday", ", ".join(_runs(weekdays))))
    rows += [(name, week[day]) for day, name in ((5, "Saturday"), (6, "Sunday")) if day in week]
    return rows


def _runs(days: dict[int, str]) -> list[str]:
    """Neighbouring days with the same times as one entry, those that are open first."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1 and days[day] == days[day - 1]:
            runs[-1].append(day)
        else:
            runs.append([day])
    runs.sort(key=lambda run: days[run[0]] == "closed")
    names = (_NAMES[run[0]] if len(run) == 1 else f"{_NAMES[run[0]]} to {_NAMES[run[-1]]}" for run in runs)
    return [f"{name} {days[run[0]]}" for name, run in zip(names, runs, strict=True)]


# ---- prices -------------------------------------------------------------------------------------------------


def _read_prices(text: str, facts: Facts) -> None:
    prices: list[tuple[str, str]] = []
    before_them = len(facts.spans)
    for found in _SUM.finditer(text):
        if _inside(found.span(), facts.spans):
            continue
        ahead = _AHEAD.match(text, found.start())
        before = _before(text, found.start(), facts.spans)
        if ahead and not before:
            prices.append((_item(ahead["what"]), " ".join(ahead["price"].split())))
            facts.spans.append(ahead.span())
        elif before:
            end = _with_unit(text, found.end())
            prices.append((_item(text[before[0] : before[1]]), " ".join(text[found.start() : end].split())))
            facts.spans.append((before[0], end))
    if not prices:
        prices = _bare_prices(text, facts)
    facts.prices = tuple((what, price) for what, price in prices if what)
    facts.prices_at = min((start for start, _ in facts.spans[before_them:]), default=0)


def _bare_prices(text: str, facts: Facts) -> list[tuple[str, str]]:
    """Prices without a currency, two or more in a list: "basic 12, deluxe 20, full valet 65"."""
    runs: list[list[re.Match]] = []
    for found in _BARE.finditer(text):
        if _inside(found.span(), facts.spans) or re.fullmatch(r"(?:19|20)\d\d", found["price"]):
            continue
        joined = runs and re.fullmatch(
            r"\s*(?:,|;|/|and|,\s*and|\n)\s*", text[runs[-1][-1].end() : found.start()]
        )
        runs.append([*runs.pop(), found] if joined else [found])
    for run in runs:
        if len(run) > 1:
            facts.spans.append((run[0].start("what"), run[-1].end()))
            return [(_item(_stripped(found["what"])), found["price"]) for found in run]
    return []


def _stripped(what: str) -> str:
    words = what.split()
    while len(words) > 1 and words[0].lower() in _FILLER:
        words = words[1:]
    return " ".join(words)


def _with_unit(text: str, end: int) -> int:
    found = re.compile(
        r"\s?(?:/|per |an? |each\b)\s?(?:hour|month|year|day|night|week|head|person|session|lesson|class|hr|mo|pp|kg|lb)?\b"
    ).match(text, end)
    return found.end() if found and found[0].strip() not in {"a", "an"} else end


def _before(text: str, start: int, spans: list[Span]) -> Span | None:
    """The words that name what a price is of, in front of it: up to four, none of them a filler at either end."""
    low = max([0, *(end for _, end in spans if end <= start)], default=0)
    stretch = text[low:start]
    cut = max(stretch.rfind(mark) for mark in (",", ".", ";", "!", "?", "\n", "(", ":", "•", "*")) + 1
    if not stretch[cut:].strip(" -–=:@") and cut:
        inner = stretch[: cut - 1]
        if stretch[cut - 1] in ":(":
            cut = max(inner.rfind(mark) for mark in (",", ".", ";", "!", "?", "\n", "(", "•", "*")) + 1
    words = [m for m in re.finditer(r"[^\W_][\w'’&/-]*", stretch[cut:])]
    while words and words[-1][0].lower() in _FILLER:
        words.pop()
    words = words[-4:]
    for place in range(len(words) - 1, -1, -1):
        if words[place][0].lower() in _FILLER - {"of"}:
            words = words[place + 1 :]
            break
    if not words or not any(c.isalpha() for c in words[-1][0]):
        return None
    return low + cut + words[0].start(), low + cut + words[-1].end()


def _item(what: str) -> str:
    what = " ".join(what.split())
    what = (
        f"a {what}"
        if what.lower() in {"month", "year", "day", "week", "hour", "night", "session", "class"}
        else what
    )
    return what[:1].upper() + what[1:]
