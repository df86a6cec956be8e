"""Pages that somebody formatted take changes in words as before, and keep their formatting to the byte.

`tests/formatted` holds three that formatters wrote: prettier 3.10 with its defaults, and wide without regard to white
space between elements; and js-beautify 1.15, which is VS Code's.
"""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from gdiff_core.engines.local import load
from gdiff_core.errors import BadRequest
from gdiff_core.nano import slots
from gdiff_core.nano.designs import FILES, design_of, designs, dressed, undressed
from gdiff_core.nano.formatting import formatted, unformatted
from gdiff_core.nano.reading import hold
from gdiff_core.nano.telling import settled, tell
from gdiff_core.nano.wishes import read, wanted
from gdiff_core.records import Brief, Commit, Declined, Edit, Frame, Settings
from tests.by_hand import SET, changed_by_hand

FOLDER = Path(__file__).with_name("formatted")
BY_FORMATTERS = {file.name: file.read_bytes().decode() for file in sorted(FOLDER.glob("*.html"))}
WORDS = (
    "make it teal",
    "dark background",
    "the rye bread is $11 now",
    "sundays we open 10 to 2",
    "call it Three Suns",
    "add a faq",
    "add a gallery",
    "remove the reviews",
    "put the hours first",
    "add spelt roll for $7",
    "remove seed roll",
    "the tagline should be 'Bread for everybody on the hill'",
    "replace 'twelve years old' with '13 years young'",
    "bigger heading",
    "serif font",
    "split hero",
    "make it minimal",
)


def a_page(design: str) -> str:
    brief = Brief("bakery", "Two Moons", design=design, sections=("about", "offer", "hours", "reviews"))
    return dressed(tell(settled(brief)).page, designs()[design])


def indented(page: str, by: str = "    ") -> str:
    """Every line as deep as it is nested."""
    depth, lines = 0, []
    for line in page.split("\n"):
        opened = len(re.findall(r"<(?!/|!|meta|input|path|circle)\w", line)) - line.count("</")
        opened += line.count("{") - line.count("}")
        lines.append(by * (depth - line.startswith(("</", "}"))) + line)
        depth += opened
    return "\n".join(lines)


def spread(css: str) -> str:
    """Rules over several lines, with spaces and a semicolon behind each declaration."""
    depth, said = 0, ""
    for sign in re.findall(r'"[^"]*"|\([^()]*\)|[{}]|;|:|[^{};:"()]+|.', css):
        if sign == "}":
            depth -= 1
            said = (
                said.rstrip(" \n")
                + (";" if said.rstrip()[-1] not in ";}" else "")
                + "\n"
                + "  " * depth
                + "}\n"
            )
        elif sign == "{":
            depth += 1
            said += " {\n"
        elif sign == ";":
            said += ";\n"
        else:
            said += ("  " * depth if said.endswith("\n") else "") + sign.strip("\n")
            said += " " if sign == ":" and re.search(r"(?:^|[;{}])\s*[-\w]+:\Z", said) else ""
    return said


def with_spread_rules(page: str) -> str:
    return re.sub(r"(?<=<style>\n).*(?=</style>)", lambda css: spread(css[0]), page, flags=re.S)


def wrapped(page: str) -> str:
    """Long paragraphs over several lines, and a blank line before each section."""

    def over_lines(found: re.Match) -> str:
        words = re.sub(r"(.{20,30}) ", rf"\1\n{found[1]}  ", found[2])
        return f"{found[1]}<p>\n{found[1]}  {words}\n{found[1]}</p>"

    page = re.sub(r"( *)<p>([^<]{40,})</p>", over_lines, page)
    return re.sub(r"\n( *<section)", r"\n\n\1", page)


WAYS = {
    "indented": indented,
    "markup indented": lambda page: re.sub(
        r"(?<=\n)<body>.*(?=</html>)", lambda body: indented(body[0]), page, flags=re.S
    ),
    "rules spread": with_spread_rules,
    "all": lambda page: wrapped(with_spread_rules(indented(page, "  "))),
    "as on Windows": lambda page: with_spread_rules(indented(page, "\t")).replace("\n", "\r\n"),
}


def plain(text: str) -> str:
    """Without what formatters add."""
    return re.sub(r"[\s;/\"']|\b0(?=\.\d)", "", text)


def strayed(old: str, new: str) -> list[str]:
    """Lines of a source that went, though nothing that they say did."""
    before, after = (Counter(unformatted(page).split("\n")) for page in (old, new))
    touched = plain("".join((before - after).elements()))
    return [
        line for line in Counter(old.split("\n")) - Counter(new.split("\n")) if plain(line) not in touched
    ]


def changed(source: str, words: str) -> tuple[str, str]:
    """What the words ask of a page: without formatting, and in that of the source."""
    wishes, found = read(words, source), formatted(source)
    assert not isinstance(wishes, Declined), (words, wishes)
    page, design = undressed(found.page), design_of(found.page)
    for wish in wishes:
        design = designs()[wish.value] if wish.kind == "design" else design
        page = page if wish.kind == "design" else wanted(wish, page)
    new = dressed(page, design)
    return new, found.written(new)


def check(source: str, words: str) -> None:
    new, out = changed(source, words)
    assert out != source and unformatted(out) == new, words
    assert strayed(source, out) == [] and strayed(source, new), words


@pytest.mark.parametrize("design", FILES)
@pytest.mark.parametrize("way", WAYS)
def test_a_formatted_page_reads_as_it_did(design: str, way: str) -> None:
    source = WAYS[way](a_page(design))
    assert unformatted(source) == a_page(design)
    assert formatted(source).written(a_page(design)) == source


@pytest.mark.parametrize("design", FILES)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_asked_of_it_is_done_and_nothing_else(design: str, way: str) -> None:
    source = WAYS[way](a_page(design))
    for words in WORDS:
        if f"make it {design}" != words and not (
            words == "serif font" and hold(unformatted(source)).font == "serif"
        ):
            asked = read(words, a_page(design))
            assert read(words, source) == asked
            if not isinstance(asked, Declined):
                check(source, words)


@pytest.mark.parametrize("name", BY_FORMATTERS)
def test_what_formatters_wrote_is_read_whole(name: str) -> None:
    found = formatted(BY_FORMATTERS[name])
    assert found.written(found.page) == BY_FORMATTERS[name]
    table = slots.read(undressed(found.page))
    assert not set(slots.OTHER) & set(table), "lines that nobody wrote by hand"


@pytest.mark.parametrize("name", BY_FORMATTERS)
@pytest.mark.parametrize("words", WORDS)
def test_what_is_asked_of_what_formatters_wrote_is_done(name: str, words: str) -> None:
    check(BY_FORMATTERS[name], words)


def test_a_page_that_nobody_formatted_is_left_alone() -> None:
    found = json.loads(SET.read_text("utf-8"))
    pages = [changed_by_hand(found["pages"][entry["page"]], entry["edits"]) for entry in found["edits"]]
    assert not any(
        map(formatted, (*map(a_page, designs()), *found["pages"], *pages, "", "no page", "<p>--accent"))
    )


@pytest.mark.parametrize("way", WAYS)
def test_what_is_by_hand_stays_besides(way: str) -> None:
    by_hand = (
        '<aside class="mine">\n<img src=\'a.png\' alt="Ann"><b>Ann</b> bakes.\n<!-- to do -->\n</aside>\n'
    )
    script = "<script>\n// a note\nlet a = 1 < 2;\n\n</script>\n"
    page = a_page("elegant").replace("</main>", f"{by_hand}</main>").replace("</body>", f"{script}</body>")
    page = page.replace(".row{display:flex;", "/* mine */\n.row{display:block;").replace("8 am", "8\u00a0am")
    source = WAYS[way](page)
    for words in WORDS[:-1]:
        check(source, words)
    out = changed(source, "put the hours first")[1]
    assert "8\u00a0am" in out and source.partition("<aside")[2].partition("</aside>")[0] in out
    assert source.partition("<script>")[2] in out


def test_a_new_entry_is_written_as_the_one_before() -> None:
    card = '<div class="card">\n  <h3>Loaf</h3>\n  <b>$8</b>\n</div>\n'
    page = a_page("bold").replace(
        "</main>",
        f'<section id="pricing">\n<h2>Prices</h2>\n<div class="grid">\n{card}</div>\n</section>\n</main>',
    )
    out = changed(indented(page), "add to the prices: cake $30")[1]
    assert re.search(r'\n( +)<div class="card">\n +<h3>Cake</h3>\n +<b>\$30</b>\n +</div>', out)


def test_a_wrapped_text_keeps_the_spaces_between_its_words() -> None:
    source = BY_FORMATTERS["elegant.prettier.html"].replace(" and still rises", "\n          and still rises")
    for old, new in (
        ("years old", "long years old"),
        ("Our sourdough", "All our sourdough"),
        ("still rises", "rises"),
        ("and still", "but still"),
    ):
        out = changed(source, f"replace '{old}' with '{new}'")[1]
        text = re.search(r"<p>\s+(\w+ sourdough.*?)\s+</p>|<p>\s+(All our.*?)\s+</p>", out, re.S)
        assert " ".join(
            (text[1] or text[2]).split()
        ) == "Our sourdough is twelve years old and still rises every single night.".replace(old, new)


@pytest.mark.parametrize("seed", range(20))
def test_any_lines_lost_or_doubled_raise_nothing(seed: int) -> None:
    rng = random.Random(seed)
    lines = rng.choice([*BY_FORMATTERS.values()]).split("\n")
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(lines))
        lines[at : at + 1] = rng.choice(([], [lines[at]] * 2, [f"  {lines[at]}"], [lines[at][:7]]))
    source = "\n".join(lines)
    if found := formatted(source):
        assert found.written(found.page) == source
        for at in range(0, len(found.page), 500):
            found.written(found.page[:at] + found.page[at + 9 :])
    read("make it teal", source)


# ---- with the model -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine():
    return load()


def texts(engine, edit: Edit) -> list[str]:
    return [event.text for event in engine.run(edit) if isinstance(event, Frame | Commit)]


def lines_with(page: str, first: str, last: str = "") -> tuple[int, int]:
    """The lines from that with the first words to that with the last."""
    start, end = page.index(first), page.index(last or first)
    return page.rindex("\n", 0, start) + 1, page.index("\n", end) + 1


@pytest.mark.parametrize("name", BY_FORMATTERS)
def test_the_model_changes_it_as_was_worked_out(engine, name: str) -> None:
    source = BY_FORMATTERS[name]
    for words in ("make it teal", "the rye bread is $11 now", "put the hours first", "make it minimal"):
        assert texts(engine, Edit(source, words, Settings()))[-1] == changed(source, words)[1]


def test_what_is_shown_meanwhile_has_the_formatting(engine) -> None:
    source = BY_FORMATTERS["elegant.prettier.html"]
    for text in texts(engine, Edit(source, "the rye bread is $11 now", Settings())):
        assert text.startswith(source[: source.index("--accent")])


def test_locks_and_a_selection_hold_there(engine) -> None:
    source = BY_FORMATTERS["elegant.prettier.html"]
    row, hours = lines_with(source, "Rye bread"), lines_with(source, '<section id="hours">', "Sunday <b>")
    wish = "the rye bread is $11 now"
    done = changed(source, wish)[1]
    assert texts(engine, Edit(source, wish, Settings(), selection=row))[-1] == done
    assert texts(engine, Edit(source, wish, Settings(), locks=(hours,)))[-1] == done
    blank = source.index("\n", hours[0])
    assert texts(engine, Edit(source, wish, Settings(), locks=((blank, blank + 5),)))[-1] == done
    price = source.index("$9</b>")
    assert texts(engine, Edit(source, wish, Settings(), selection=(price, price + 2)))[-1] == done
    for marked in ({"locks": (row,)}, {"selection": hours}, {"selection": (row[0], row[0] + 4)}):
        with pytest.raises(BadRequest):
            texts(engine, Edit(source, wish, Settings(), **marked))


def test_other_words_for_a_selection_of_it(engine) -> None:
    source = BY_FORMATTERS["elegant.prettier.html"]
    about = lines_with(source, '<section id="about">', "single night")
    new = texts(engine, Edit(source, "other words", Settings(seed=3), selection=about, strength=1.0))[-1]
    assert new.startswith(source[: about[0]]) and new.endswith(source[about[1] :]) and new != source
    assert hold(undressed(unformatted(new))).own
