"""Opening hours in a request, as the page's three rows."""

import re
from typing import NamedTuple

from gdiff_core.nano.brief.words import Span

_DAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?s?"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GROUP = (
    rf"(?:every ?day|daily|7 days(?: a week)?|seven days(?: a week)?|all week|week ?days?|week ?ends?|"
    rf"{_DAY}\.?(?:\s*(?:to|-|–|—|till?|until|through|thru)\s*{_DAY}\.?)?(?:\s*(?:,|&|\+|and|/)\s*{_DAY}\.?)*)"
)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2}|h\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|a|p|h)?|(?:12\s)?(?:noon|midnight)|midday|late|dusk|sunset|sold out)(?![\w%])"
_TIMES = rf"(?:{_CLOCK}\s*(?:to|-|–|—|till?|until)\s*{_CLOCK}|24 ?hours|24/7)"
_TIMES = rf"{_TIMES}(?:\s*(?:,|&|and)\s*{_TIMES})?"
_OPEN = re.compile(
    rf"(?P<days>\b{_GROUP})(?:\s*(?:[:,(]|\bfrom\b|\bis\b|\bare\b|\bwe're\b|\bwe are\b|\bopen\b|\bonly\b|-|–|=))*\s*(?P<times>{_TIMES}|closed|shut)"
    rf"|(?P<closed>\b(?:closed|shut|not open|closed on|off)\s+(?:on\s+|all day\s+)?)(?P<closed_days>{_GROUP})"
    rf"|(?P<times2>\b{_TIMES})\s*(?:,|\()?\s*(?:on\s+)?(?P<days2>{_GROUP})\b",
    re.I,
)
_BARE_TIMES = re.compile(
    rf"\b(?:open|opening(?: hours| times?)?|hours|timings?)\b[\s:(-]*(?:is|are|from)?\s*(?P<times>{_TIMES})",
    re.I,
)


class Hours(NamedTuple):
    """`rows` as in `records.Brief`; `spans`: the characters that they were read from."""

    rows: tuple[tuple[str, str], ...]
    spans: tuple[Span, ...]


def read_hours(text: str) -> Hours:
    """The opening hours; times stay as they were said. Times without a day are those of every day."""
    week: dict[int, str] = {}
    spans = []
    for found in _OPEN.finditer(text):
        days = _days(found["days"] or found["closed_days"] or found["days2"] or "")
        times = " ".join((found["times"] or found["times2"] or "closed").split())
        times = "closed" if times.lower() == "shut" else times
        if days and _is_time(times):
            week |= {day: times for day in days if day not in week}
            spans.append(found.span())
    if not week and (found := _BARE_TIMES.search(text)) and _is_time(found["times"]):
        week = dict.fromkeys(range(7), found["times"])
        spans.append(found.span("times"))
    return Hours(tuple(_rows(week)), tuple(spans))


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
