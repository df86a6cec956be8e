"""Judge what the bundled model makes of a set of requests in people's own words, apart from its brief and verdict.

    python -m tests.judge tests/second_set.json            by the model, as the program serves it
    python -m tests.judge tests/second_set.json --read     only what is read: what the page would be

A set holds `inside` and `outside` requests and `changes` of its own `pages`, or of the six of `tests/changes.json`,
each annotated by its writer with what a fair reader says was asked. What misses is printed, then a table, one row a
measure.
"""

import argparse
import colorsys
import html
import json
import re
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from gdiff_core.engines.local import load
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.nano import answer, palette
from gdiff_core.nano.designs import undressed
from gdiff_core.nano.reading import PHONE, TITLE, Held, first, hold
from gdiff_core.nano.telling import MOST_SECTIONS, settled, tell
from gdiff_core.nano.wishes import read, wanted
from gdiff_core.records import Brief, Commit, Declined, Edit, Outside, Request, Settings
from tests.asked import pages

JUDGED = ("name", "kind", "colours", "font", "sections")
DARK = {"dark", "black", "moody", "charcoal", "night", "navy", "midnight"}
WARM = {"cream", "beige", "warm", "off-white", "ivory", "sand", "linen", "parchment", "sandy", "creamy"}
WHITE = {"white", "light", "bright"}


def hexes(said: str) -> str | None:
    """The colour that a person's word means, as "#rrggbb"."""
    if found := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", said.lower()):
        return f"#{found[1]}" if len(found[1]) == 6 else "#" + "".join(2 * digit for digit in found[1])
    words = [said, *said.split()[::-1]]
    return next((named.hex for word in words if (named := palette.colour(word.strip().lower()))), None)


def near(said: str, got: str) -> bool:
    """Whether a colour is of the hue that was said; a grey is asked to be grey."""
    if not (wanted_hex := hexes(said)):
        return True
    (hue, light, strong), (other, _, coloured) = _hls(wanted_hex), _hls(got)
    if strong < 0.12 or light < 0.06 or light > 0.96:
        return coloured < 0.35
    return min(abs(hue - other), 1 - abs(hue - other)) < 0.09


def _hls(value: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*(int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)))


def is_ground(said: str, got: str) -> bool:
    """Whether a background is the one that was said."""
    words, bright = set(re.findall(r"[\w-]+", said.lower())), palette.luminance(got)
    words |= {part for word in words for part in word.split("-") if part == "black"}
    if words & DARK:
        return bright < 0.2
    if words & WARM:
        return bright > 0.6 and int(got[1:3], 16) > int(got[5:7], 16) + 1
    if words & WHITE and not hexes(" ".join(words - WHITE)):
        return bright > 0.6
    return bright > 0.03 and near(said, got) if hexes(said) else bright > 0.4


SECTION_WORDS = {
    "about": "about story history tale founder began started why philosophy background family",
    "offer": "menu service treatment class course lesson product range package list event pick dish cake tea wine beer",
    "pricing": "price cost fee rate tariff charge much money",
    "gallery": "photo picture image gallery portfolio example before work counter",
    "reviews": "review testimonial feedback say said think thought wrote written opinion rating comment word",
    "faq": "question answer faq ask worry know whether",
    "team": "team staff people who meet crew teacher artist trainer barber vet groomer dentist lawyer chef",
    "hours": "hour open opening time when day timetable closed",
    "contact": "contact form message write enquiry enquire touch quote reach email send",
    "map": "map where find address location direction area town",
    "newsletter": "newsletter news mailing subscribe sign email letter update",
    "cta": "button call ring book order come tap",
}  # fmt: skip
"""What a person calls each section, by the stems of the words."""


def is_named(wrong: list[str], asked: dict, brief: Brief) -> bool:
    """Whether everything that is wrong with a page is named among the words that were not used, strictly.

    A section by a word for it, a name by all of its words, a colour by the word that was said; a wrong kind never is.
    """
    left = re.findall(r"\w+", " ".join(brief.unused).lower())

    def said(words: str, every: bool = False) -> bool:
        found = [any(word.startswith(stem) for word in left) for stem in re.findall(r"\w+", words.lower())]
        return all(found) if every else any(found)

    def of(measure: str) -> bool:
        if measure == "name":
            return said(asked["name"], every=True)
        if measure == "colours":
            return any(said(asked[key]) for key in ("accent", "background") if key in asked)
        if measure == "sections":
            missing = set(asked["sections"]) - set(brief.sections)
            return bool(missing) and all(said(SECTION_WORDS[section]) for section in missing)
        return measure == "font" and said("font letter serif type")

    return all(of(measure) for measure in wrong)


def judge_page(asked: dict, page: str, kind: str) -> dict[str, bool]:
    """What of a request a page has; a measure is there only if it was asked for."""
    held, found = hold(page), {"kind": kind == asked["kind"]}
    if "name" in asked:
        names = {html.unescape(held.name), html.unescape(first_group(TITLE, page))}
        found["name"] = names == {asked["name"]}
    if "accent" in asked:
        found["colours"] = near(asked["accent"], first_group(re.compile(r"--accent:(#\w{6})"), page))
    if "background" in asked:
        found["colours"] = found.get("colours", True) and is_ground(asked["background"], held.ground)
    if "font" in asked:
        found["font"] = held.font == asked["font"]
    if "sections" in asked:
        want = list(dict.fromkeys(asked["sections"]))[:MOST_SECTIONS]
        found["sections"] = [section for section in held.ids if section in want] == want
    for fact in ("phone", "mail", "address"):
        if fact in asked:
            text = html.unescape(page)
            digits = re.sub(r"\D", "", asked[fact])
            found["facts"] = found.get("facts", True) and (
                asked[fact] in text or (fact == "phone" and digits in re.sub(r"[^\d<>]", "", text))
            )
    return found


def first_group(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def judge_change(told: dict, before: str, after: str, rewrites: set[str]) -> bool:
    """Whether the change was made as it was asked: the new values there, what nobody named as it was."""
    old, new = hold(before), hold(after)
    spec = told.get("spec", {})
    for look in ("accent", "font", "corners", "spacing", "layout"):
        value, had = getattr(new, look), getattr(old, look)
        if look in spec:
            if look == "accent":
                shade = first_group(re.compile(r"--accent:(#\w{6})"), after)
                if shade == first_group(re.compile(r"--accent:(#\w{6})"), before) or not near(
                    spec[look], shade
                ):
                    return False
            elif value != spec[look]:
                return False
        elif value != had and not (look == "accent" and "tone" in spec):
            return False
    if ("tone" in spec and not (new.ground != old.ground and is_ground(spec["tone"], new.ground))) or (
        "tone" not in spec and new.ground != old.ground
    ):
        return False
    if html.unescape(new.name) != spec.get("name", html.unescape(old.name)):
        return False
    if new.size != told.get("hero", old.size) or html.unescape(new.tagline) != told.get(
        "tagline", html.unescape(old.tagline)
    ):
        return False
    return _parts_as_told(told, old, new) and _texts_as_told(told, before, after, rewrites)


def _parts_as_told(told: dict, old: Held, new: Held) -> bool:
    placed = [*_added(told), *([told["move"]] if "move" in told else [])]
    named = {section for section, _ in placed} | {told.get("drop", "")}
    if [section for section in old.ids if section not in named] != [
        section for section in new.ids if section not in named
    ]:
        return False
    if "drop" in told and told["drop"] in new.ids:
        return False
    return all(section in new.ids and index in (None, new.ids.index(section)) for section, index in placed)


def _added(told: dict) -> list[list]:
    """[section, index] of each section that was asked for; one may stand alone."""
    add = told.get("add", [])
    return [add] if add and isinstance(add[0], str) else add


def _texts_as_told(told: dict, before: str, after: str, rewrites: set[str]) -> bool:
    touched, was = rewrites | reworded(before, after), told.get("swap", ("", ""))[0]
    wanted_there = {told["rewrite"]} if "rewrite" in told else set()
    swapped = {part.id for part in hold(before).parts if was and was in before[slice(*part.span)]}
    if gone := told.get("gone", ""):
        swapped |= {part.id for part in hold(before).parts if gone in before[slice(*part.span)]}
        if gone in after:
            return False
    if "rows" in told and "add" not in told:
        text = html.unescape(after)
        if not all(cell in text for row in told["rows"] for cell in row):
            return False
        swapped |= touched
    if "value" in told:
        swapped |= {
            part.id for part in hold(after).parts if told["value"] in html.unescape(after[slice(*part.span)])
        }
        if told["value"] not in html.unescape(after):
            return False
    if not wanted_there <= touched <= wanted_there | swapped:
        return False
    if "swap" in told:
        _was, now = told["swap"]
        text = html.unescape(after)
        return html.unescape(now) in text or html.unescape(now).removeprefix("$") in text
    return (
        any(section == "hours" for section, _ in _added(told))
        or first(PHONE, before) in ("", first(PHONE, after))
        or "cta" in str(told)
    )


def reworded(before: str, after: str) -> set[str]:
    """Ids of the sections that both pages have, and that do not say the same."""
    old, new = hold(before), hold(after)
    shared = [(part, there) for part in old.parts if (there := new.part(part.id))]
    return {part.id for part, there in shared if before[slice(*part.span)] != after[slice(*there.span)]}


class Table:
    """Counts by measure; what misses is printed at once."""

    def __init__(self) -> None:
        self.hit, self.all, self.longest = defaultdict(int), defaultdict(int), 0.0

    def add(self, found: dict[str, bool]) -> None:
        for measure, right in found.items():
            self.hit[measure] += right
            self.all[measure] += 1

    def __str__(self) -> str:
        rows = [f"{measure}: {self.hit[measure]}/{self.all[measure]}" for measure in self.all]
        return "\n".join([*rows, f"longest: {self.longest:.1f} s"])


def builds(entries: list[dict], engine, table: Table, only_read: bool) -> None:
    for seed, asked in enumerate(entries):
        brief = engine.understand(asked["say"])
        if isinstance(brief, Outside):
            print(f"DECLINED {seed}: {asked['say'][:200]} | {brief.why}")
            table.add({"inside taken": False, "all at once": False})
            continue
        request = Request(asked["say"], replace(engine.defaults, seed=seed))
        expected = tell(answer.settled(brief, seed)).page
        page, unmet = (expected, []) if only_read else _timed(engine, request, table)
        found = judge_page(asked, page, brief.kind)
        facts = found.pop("facts", None)
        whole = all(found.values())
        extra = set(brief.sections) - set(asked.get("sections", ()))
        found |= {"no section unasked": not extra}
        found |= {"inside taken": True, "no foreign word": page == expected, "all at once": whole}
        if facts is not None:
            found["facts"] = facts
        missed = [measure for measure, right in found.items() if not right and measure in JUDGED]
        found["done said only if so"] = bool(unmet) or whole or is_named(missed, asked, settled(brief))
        table.add(found)
        if not whole or facts is False:
            wrong = [measure for measure, right in found.items() if not right]
            had = {key: value for key, value in asked.items() if key not in ("say", "extra")}
            print(f"{seed} {wrong}: {asked['say'][:300]}\n   asked {had}\n   got {brief}\n")


def _timed(engine, request: Request | Edit, table: Table) -> tuple[str, list[str]]:
    start = time.monotonic()
    last = [event for event in engine.run(request) if isinstance(event, Commit)][-1]
    table.longest = max(table.longest, time.monotonic() - start)
    return undressed(last.text), engine.unmet(request, last.text, last.finish)


def changes(given: dict, engine, table: Table, only_read: bool) -> None:
    for seed, told in enumerate(given.get("changes", [])):
        before = given.get("pages", pages())[told["page"]]
        wishes = read(told["say"], before)
        possible = "beyond" not in told and "already" not in told
        if isinstance(wishes, Declined):
            result, after = f"declined: {wishes}", None
        else:
            result, after = _changed(
                before, told["say"], wishes, engine, replace(engine.defaults, seed=seed), table, only_read
            )
        if possible:
            rewrites = set() if after is None else {wish.section for wish in wishes if wish.kind == "rewrite"}
            right = after is not None and judge_change(told, before, after, rewrites)
            table.add(
                {"changes done as asked": right, "changes said done only if so": right or after is None}
            )
        else:
            right = after is None
            table.add({"other changes declined": right})
        if not right:
            kinds = "" if isinstance(wishes, Declined) else [wish.spoken for wish in wishes]
            print(f"{seed} {told}\n   {result} {kinds}\n")


def _changed(before, words, wishes, engine, settings: Settings, table: Table, only_read: bool):
    if only_read:
        after = before
        for wish in wishes:
            after = wanted(wish, after) or after
        return "would be", after
    try:
        return "done", _timed(engine, Edit(before, words, settings), table)[0]
    except (TweakRefused, BadRequest) as refused:
        return f"refused: {refused}", None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("--read", action="store_true", help="only read, without a pass of the model")
    parser.add_argument("--only", choices=("inside", "outside", "changes"))
    given = parser.parse_args()
    entries, engine, table = json.loads(given.set.read_text("utf-8")), load(), Table()
    blocks = [given.only] if given.only else ["inside", "outside", "changes"]
    if "inside" in blocks:
        builds(entries.get("inside", []), engine, table, given.read)
    if "outside" in blocks:
        for asked in entries.get("outside", []):
            understood = engine.understand(asked["say"])
            if "kind" in asked:  # outside of the forty kinds that there were when it was written
                table.add({"other kind": isinstance(understood, Brief) and understood.kind == asked["kind"]})
                continue
            table.add({"outside declined": isinstance(understood, Outside)})
            if not isinstance(understood, Outside):
                print(f"TAKEN: {asked['say'][:200]} | {understood.kind}, {understood.name}")
    if "changes" in blocks:
        changes(entries, engine, table, given.read)
    print(table)


if __name__ == "__main__":
    main()
