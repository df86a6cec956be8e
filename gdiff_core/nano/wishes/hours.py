"""Opening hours in words: which days a line is for, and what it is to say.

days("Monday to Friday")               -> {1, 2, 3, 4, 5}
hours("open till 4", "9 am to 7 pm")   -> "9 am to 4 pm"
"""

import re

CLOSED = "closed"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NOON = 12 * 60
_TIME = r"(?:(?<!\d)(?:2[0-4]|[01]?\d)(?:[:.h][0-5]\d)?(?!\d| ?hours?)(?: ?(?:am|pm|a\.m\.?|p\.m\.?|o'?clock|h\b))?|(?:12 ?)?(?:noon|midnight)|midday)"
_RANGE = re.compile(rf"({_TIME}) ?(?:to|till?|until|through|thru|and|-|–|—) ?({_TIME})")
_OPENS = re.compile(
    rf"(?:\bfrom|\bopen(?:s|ing)?(?: up| time| hour)?(?: to)?(?: at| from| is| now| at now|:)*|\bstart(?:s"
    rf"|ing)?(?: at)?|\bat) ({_TIME})"
)
_CLOSES = re.compile(
    rf"(?:\btill?|\buntil|\bclos(?:e|es|ed|ing)(?: up| down| time)?(?: at| is)?|\bshut(?:s|ting)?(?: down)?(?: "
    rf"at)?|\bup to|\bto|\bthrough|\bthru|\bend(?:s|ing)? at|\b(?:closed|shut) (?:from|at|after)) ({_TIME})"
)
_ONE = re.compile(rf"(?<!not )(?<!of )(?<![\w$£€.:])({_TIME})(?![\w:])")
_SHUT = re.compile(
    r"\b(?:closed|close|closes|shut|closing|(?:not?|never|don't|aren't|isn't|won't be|stop(?:ped)?)(?: "
    r"\w+)? (?:open|opening)|day off)\b"
)
_PAUSE = re.compile(r"\b(?:closed|shut|lunch|break|except)\b")
_SHIFT = re.compile(
    r"\b(?P<hours>an|a|one|two|three|half an|half a|\d) ?-?hours? ?(?P<way>earlier|later|longer|more|shorter"
    r"|less)|\b(?P<minutes>\d\d) ?(?:min(?:ute)?s?) (?P<how>earlier|later|longer|shorter)"
)
_AMOUNTS = {"an": 60, "a": 60, "one": 60, "two": 120, "three": 180, "half an": 30, "half a": 30}


def days(label: str) -> frozenset[int]:
    """The days that a line of opening hours is for, Monday is 1; empty if it names none."""
    found = [_DAYS.index(word) + 1 for word in re.findall("|".join(_DAYS), label.lower())]
    if len(found) == 2 and re.search(r"\bto\b|-|–", label):
        return frozenset(range(found[0], found[1] + 1))
    return frozenset(found)


def hours(said: str, was: str) -> str:
    """What the line is to say, after words in lower case and what it says now; empty if the words say no hours.

    Where nobody says which half of the day, shops open before noon, or as late as they did, and close behind it.
    """
    said, old = _in_figures(said), _RANGE.search(was)
    if shift := _SHIFT.search(said):
        return _shifted(said, shift, old) if old else ""
    if found := _RANGE.search(said):
        opens = (
            "" if _PAUSE.search(said) else _opening(found[1], old, found[2])
        )  # a pause has no place on a line
        return f"{opens} to {_closing(found[2], opens)}" if opens else ""
    start, end = _OPENS.search(said), _CLOSES.search(said)
    if end and old and not (start and start.end() != end.end()):
        return f"{old[1]} to {_closing(end[1], old[1])}"
    if start and old:
        return f"{_opening(start[1], old)} to {old[2]}"
    return CLOSED if _SHUT.search(said) and not start and not end else ""


def halves(said: str, was: str) -> dict[str, str]:
    """What the line is to say if the one time in words in lower case is when it "opens", or when it "closes"."""
    old, times = _RANGE.search(was), [found[0] for found in _ONE.finditer(_in_figures(said))]
    if not old or len(times) != 1:
        return {}
    return {
        "opens": f"{_opening(times[0], old)} to {old[2]}",
        "closes": f"{old[1]} to {_closing(times[0], old[1])}",
    }


def _in_figures(said: str) -> str:
    """The words with "half past five" as "5:30", "four in the afternoon" as "4pm"."""
    said = re.sub(
        r"\b(half|quarter) (?:past )?(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
        lambda found: f"{_figure(found[2])}:{30 if found[1] == 'half' else 15}",
        said,
    )
    said = re.sub(r"\bquarter to (\w+)", lambda found: f"{int(_figure(found[1]) or 1) - 1}:45", said)
    said = re.sub(rf"\b({'|'.join(NUMBERS)})\b(?! hours?| minutes?)", lambda found: _figure(found[1]), said)
    said = re.sub(r"(?<=\d) ?in the morning", "am", said)
    return re.sub(r"(?<=\d) ?(?:in the (?:evening|afternoon)|at night)", "pm", said)


def _figure(word: str) -> str:
    return str(NUMBERS.index(word) + 1) if word in NUMBERS else word if word.isdigit() else ""


def _parts(time: str) -> tuple[int, str]:
    """Minutes as the figures say them, and the half of the day, a or p; empty if nobody says which."""
    if time.endswith(("noon", "midday", "midnight")):
        return 0, "a" if time.endswith("midnight") else "p"
    hour, minute, half = re.match(r"(\d+)(?:[:.h](\d\d))? ?([ap]?)", f"{time} ").groups()
    half = half or ("" if 0 < int(hour) <= 12 else "a" if int(hour) % 24 < 12 else "p")
    return int(hour) % 12 * 60 + int(minute or 0), half


def _minutes(time: str) -> int:
    """Since midnight, of a time that says its half of the day."""
    at, half = _parts(time)
    return at + _NOON * (half == "p")


def _opening(time: str, old: re.Match | None, end: str = "") -> str:
    at, half = _parts(time)
    if not half:
        late = bool(old) and _minutes(old[1]) >= _NOON
        half = "p" if at < 5 * 60 or (late and at < _NOON and _parts(end or "1")[1] != "a") else "a"
    return _spelt(time) or _written(at + _NOON * (half == "p"))


def _closing(time: str, opens: str) -> str:
    at, half = _parts(time)
    if not half:
        half = (
            "a" if at == 0 and _minutes(opens) >= _NOON else "p"
        )  # "till 12": midnight, of what opens at night
    return _spelt(time) or _written(at + _NOON * (half == "p"))


def _spelt(time: str) -> str:
    """ "12 noon" as it was said; empty for other times."""
    return time if re.match(r"(?:12 )?(?:noon|midnight)", time) else ""


def _written(at: int) -> str:
    """Minutes since midnight as the page writes them."""
    hour, minute = at // 60 % 24, at % 60
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''} {'pm' if hour >= 12 else 'am'}"


def _shifted(said: str, shift: re.Match, old: re.Match) -> str:
    """ "An hour later" is said of the opening, "closes an hour later" and "an hour longer" of the closing."""
    by = int(shift["minutes"] or 0) or _AMOUNTS.get(shift["hours"]) or int(shift["hours"]) * 60
    how = shift["way"] or shift["how"]
    by = -by if how in ("earlier", "shorter", "less") else by
    if re.search(r"\bclos|\bshut|\bend", said) or how in ("longer", "more", "shorter", "less"):
        return f"{old[1]} to {_written(_minutes(old[2]) + by)}"
    return f"{_written(_minutes(old[1]) + by)} to {old[2]}"
