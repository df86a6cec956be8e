"""Opening hours in words: which days are meant, and what their line is to say.

    hours("open till 4", "9 am to 7 pm") -> "9 am to 4 pm"
    days("Monday to Friday") -> {1, 2, 3, 4, 5}
"""

import re

CLOSED = "closed"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_TIME = r"(?:\d{1,2}(?:[:.h]\d\d)?(?: ?(?:am|pm|a\.m\.?|p\.m\.?|o'?clock|h\b))?|noon|midday|midnight)"
_RANGE = re.compile(rf"({_TIME})(?: in the morning)? ?(?:to|till?|until|through|thru|and|-|–|—) ?({_TIME})(?! ?hours?)")
_FROM = re.compile(rf"(?:\bfrom|\bopen(?:s|ing)?(?: up| time| hour)?(?: to)?(?: at| from| is| now| at now|:)*|\bstart(?:s|ing)?(?: at)?|\bat) ({_TIME})")
_TO = re.compile(rf"(?:\btill?|\buntil|\bclos(?:e|es|ed|ing)(?: up| down)?(?: at)?|\bshut(?:s|ting)?(?: at)?|\bup to|\bto|\bthrough|\bthru|\bend(?:s|ing)? at) ({_TIME})")
_SHUT_FROM = re.compile(rf"\b(?:closed|shut) (?:from|at|after) ({_TIME})")
_SHUT = re.compile(r"\b(?:closed|close|closes|shut|closing|(?:not?|never|don't|aren't|isn't|won't be|stop(?:ped)?)(?: \w+)? (?:open|opening)|day off)\b")
_SHIFT = re.compile(r"\b(an|a|one|two|three|half an|half a|\d) ?-?hours? ?(?:and a half )?(earlier|later|longer|more|shorter|less)|\b(\d\d) ?(?:min(?:ute)?s?) (earlier|later|longer|shorter)")


def days(label: str) -> frozenset[int]:
    """The days that a line of opening hours speaks of, Monday is 1; empty if it names none."""
    found = [_DAYS.index(word) + 1 for word in re.findall("|".join(_DAYS), label.lower())]
    if len(found) == 2 and re.search(r"\bto\b|-|–", label):
        return frozenset(range(found[0], found[1] + 1))
    return frozenset(found)


def hours(said: str, was: str) -> str:
    """What the line is to say, after words in lower case and what it says now; empty if the words say no hours."""
    said = _in_figures(said)
    old = _RANGE.search(was)
    if shift := _SHIFT.search(said):
        return _shifted(said, shift, old) if old else ""
    if found := _RANGE.search(said):
        if re.search(r"\b(?:closed|shut|lunch|break|except)\b", said):
            return ""  # a pause has no place on a line
        return _written(found[1], found[2], old)
    start, end = _FROM.search(said), _TO.search(said) or _SHUT_FROM.search(said)
    if end and old and not (start and start.end() != end.end()):
        return f"{old[1]} to {_clock(end[1], _minutes(old[1]), closing=True)}"
    if start and old:
        return f"{_clock(start[1], 0, opens=_minutes(old[1]))} to {old[2]}"
    return CLOSED if _SHUT.search(said) and not start and not end else ""


def _in_figures(said: str) -> str:
    said = re.sub(r"\bhalf past (\w+)", lambda found: f"{_figure(found[1])}:30", said)
    said = re.sub(r"\bquarter past (\w+)", lambda found: f"{_figure(found[1])}:15", said)
    said = re.sub(r"\bquarter to (\w+)", lambda found: f"{int(_figure(found[1]) or 1) - 1}:45", said)
    said = re.sub(r"(?<=\d)( ?)(in the morning)", r"\1am", said)
    said = re.sub(r"(?<=\d)( ?)(in the (?:evening|afternoon)|at night)", r"\1pm", said)
    words = "|".join(_NUMBERS)
    return re.sub(rf"\b({words})\b(?! hours?| minutes?)", lambda found: str(_NUMBERS[found[1]]), said)


def _figure(word: str) -> str:
    return str(_NUMBERS.get(word, word if word.isdigit() else ""))


def _written(start: str, end: str, old: re.Match | None) -> str:
    opens = _clock(start, 0, opens=_minutes(old[1]) if old else None, with_end=end)
    return f"{opens} to {_clock(end, _minutes(opens), closing=True)}"


def _minutes(time: str) -> int:
    """Of a time as the page writes it, since midnight."""
    hour, minute, half = re.match(r"(\d+)(?:[:.](\d\d))? ?([ap]?)", f"{time} ").groups() if time[0].isdigit() else ("12", "0", "p" if time != "midnight" else "a")
    return (int(hour) % 12 + 12 * (half == "p")) * 60 + int(minute or 0) if half else int(hour) * 60 + int(minute or 0)


def _clock(time: str, after: int, closing: bool = False, opens: int | None = None, with_end: str = "") -> str:
    """A time as the page writes it; where nobody says, shops open before noon and close behind it."""
    if not time[0].isdigit():
        return "12 am" if time == "midnight" else "12 pm"
    hour, minute, half = re.match(r"(\d+)(?:[:.h](\d\d))? ?([ap]?)", f"{time} ").groups()
    hour, minute = int(hour), int(minute or 0)
    if hour > 24 or minute > 59:
        return f"{hour}:{minute:02}"
    if half:
        at = (hour % 12 + 12 * (half == "p")) * 60 + minute
    elif hour > 12 or hour == 0:
        at = hour % 24 * 60 + minute
    elif closing:
        at = (hour % 12) * 60 + minute
        at += 720 if at < 720 and (at + 720 > after or at <= after) and not (hour == 12 and after >= 720) else 0
    else:
        late = hour in (12, *range(1, 5)) or (opens is not None and opens >= 720 and hour < 12)
        at = (hour % 12) * 60 + minute + 720 * late
        if not late and re.search(r"p", with_end) and hour < 5:
            at += 720
    return _of(at)


def _of(at: int) -> str:
    hour, minute = at // 60 % 24, at % 60
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''} {'pm' if hour >= 12 else 'am'}"


def _shifted(said: str, shift: re.Match, old: re.Match) -> str:
    words = {"an": 1, "a": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5, "half a": 0.5}
    by = int(shift[3]) if shift[3] else round(60 * float(words.get(shift[1], 0) or shift[1]))
    how = shift[2] or shift[4]
    start, end = _minutes(old[1]), _minutes(old[2])
    ends = bool(re.search(r"\bclos|\bshut|\bend", said)) or how in ("longer", "more", "shorter", "less")
    by = -by if how in ("earlier", "shorter", "less") else by
    return f"{old[1]} to {_of(end + by)}" if ends else f"{_of(start + by)} to {old[2]}"
