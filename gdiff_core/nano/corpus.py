"""Pages and the requests that ask for them, made from seeded code: the whole training data of the bundled model.

    draw(rng) -> Spec          what a person wants
    phrase(spec, rng) -> str   how they say it
    page(spec) -> list[Piece]  the page that answers, in pieces that know whether the request decides them

A spec holds every choice, so the same spec always gives the same page, and `check` can read a generated page
back and say which wishes it meets.
"""

import html as html_
import random
import re
import zlib
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from gdiff_core.nano.kinds import HEADINGS, Kind, kinds
from gdiff_core.nano.namebook import FIRST_NAMES, REAL_WORDS, STREETS, SURNAMES

ACCENTS = {  # name: (on a light tone, on a dark tone); each at least 4.5 : 1 against its tones, tested
    "red": ("#b42318", "#ff8a80"),
    "orange": ("#a8430a", "#ffa45c"),
    "amber": ("#8a5a00", "#ffc24d"),
    "yellow": ("#7a6000", "#f7dc5f"),
    "lime": ("#4d6b00", "#c0e84d"),
    "green": ("#1b7030", "#6fdc8c"),
    "teal": ("#0b6b66", "#4fd8cc"),
    "cyan": ("#076678", "#5cd6ee"),
    "blue": ("#1a56c4", "#8ab6ff"),
    "navy": ("#1d2f6f", "#a3b4ff"),
    "indigo": ("#4338ca", "#b0aaff"),
    "purple": ("#7a2fa8", "#d9a6ff"),
    "pink": ("#ad1f6b", "#ff9fd0"),
    "rose": ("#a82347", "#ff9db0"),
    "brown": ("#75431f", "#e3b48c"),
    "slate": ("#44546a", "#b4c2d6"),
}
TONES = {
    "light": "--bg:#ffffff;--card:#f4f6f8;--text:#1c2026;--soft:#59626e;",
    "dark": "--bg:#15171c;--card:#20242b;--text:#f2f3f5;--soft:#aeb5c0;",
    "cream": "--bg:#fbf6ea;--card:#fffdf6;--text:#2c2620;--soft:#6b6055;",
    "grey": "--bg:#e9ebee;--card:#f8f9fa;--text:#22262b;--soft:#565e68;",
}
FONTS = {
    "serif": "Georgia,'Times New Roman',serif",
    "sans": "system-ui,'Segoe UI',sans-serif",
    "mono": "ui-monospace,Consolas,monospace",
}
CORNERS = {"plain": "8px", "rounded": "20px", "sharp": "0px"}
SPACINGS = {"even": "4rem", "airy": "7rem", "compact": "2rem"}
LAYOUTS = {
    "centred": ".hero{text-align:center;padding:7rem 0}",
    "split": ".hero{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:3rem;align-items:center;padding:5rem 0}",
    "sidebar": "@media(min-width:60rem){body{display:grid;grid-template-columns:13rem 1fr}body>header{margin:0 1.5rem}nav{flex-direction:column;position:sticky;top:3rem}footer{grid-column:2}}",
}
SECTIONS = {  # id: how a request names it
    "about": ("about", "an about section", "our story", "who we are", "an about text"),
    "offer": (),  # by the kind: "a menu", "services"
    "pricing": ("pricing", "a price list", "prices", "what it costs"),
    "gallery": ("a gallery", "gallery", "photos", "pictures of our work"),
    "reviews": ("reviews", "customer reviews", "testimonials", "what customers say"),
    "faq": ("an faq", "faq", "common questions", "questions and answers"),
    "team": ("the team", "team", "our team", "the people"),
    "hours": ("opening hours", "hours", "opening times", "when we are open"),
    "contact": ("a contact form", "contact", "contact form", "a form to write to us"),
    "map": ("a map", "map", "where to find us", "the address on a map"),
    "newsletter": ("a newsletter", "newsletter", "newsletter signup", "a mailing list"),
    "cta": ("a call to action", "call to action", "a big button at the end", "a phone button"),
}
FORTY = ("coffee shop", "bakery", "bike repair shop", "florist", "yoga studio", "barber", "hair salon", "dentist", "vet clinic", "bookstore", "pizzeria", "sushi bar", "taco truck", "ice cream parlor", "tea house", "brewery", "wine bar", "butcher", "cheese shop", "farm shop", "gym", "dance school", "music school", "language school", "photographer", "wedding planner", "tattoo studio", "nail salon", "spa", "plumber", "electrician", "carpenter", "landscaper", "cleaning service", "car wash", "auto repair shop", "law office", "accountant", "pet groomer", "guest house")  # fmt: skip
"""The kinds of its pages, in an order that held-out sets were drawn by."""
TONE_WORDS = {
    "light": ("light", "bright", "white", "white background"),
    "dark": ("dark", "black", "moody", "black background"),
    "cream": ("cream", "warm", "beige", "cream background"),
    "grey": ("grey", "gray", "neutral", "grey background"),
}
FONT_WORDS = {
    "serif": ("serif", "classic serif", "elegant serif"),
    "sans": ("sans", "sans serif", "modern sans"),
    "mono": ("mono", "monospace", "typewriter", "typewriter font"),
}
CORNER_WORDS = {"plain": (), "rounded": ("rounded", "rounded corners"), "sharp": ("sharp", "sharp corners")}
SPACING_WORDS = {"even": (), "airy": ("airy", "lots of space"), "compact": ("compact", "tight spacing")}
LAYOUT_WORDS = {
    "centred": ("centred hero", "centered"),
    "split": ("split hero", "hero with a picture"),
    "sidebar": ("sidebar", "side menu"),
}

CSS = """*{box-sizing:border-box;margin:0}
body{background:var(--bg);color:var(--text);font:1.05rem/1.65 var(--font)}
header,main,footer{width:min(62rem,100% - 3rem);margin:auto}
header{padding:1.5rem 0}
nav{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem}
nav a,footer a{color:var(--soft);text-decoration:none}
h1{font-size:clamp(2.6rem,7vw,4.8rem);line-height:1.05;letter-spacing:-.02em;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.7rem;margin-bottom:1rem}
.hero p{color:var(--soft);font-size:1.3rem;margin:1rem 0 2rem}
.button,button{display:inline-block;padding:.8em 1.5em;border:0;border-radius:var(--radius);background:var(--accent);color:var(--on);font:inherit;text-decoration:none}
section{padding:var(--gap) 0 0}
.row{display:flex;justify-content:space-between;gap:1rem;padding:.6rem 0;border-bottom:1px solid var(--card)}
.row b{color:var(--accent)}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1.2rem}
.card,details,blockquote,form{background:var(--card);border-radius:var(--radius);padding:1.4rem}
.card b,cite,summary{color:var(--accent)}
cite{display:block;margin-top:.6rem}
details,label{display:block;margin-bottom:.8rem}
input,textarea{display:block;width:100%;margin-top:.3rem;padding:.7em;border:1px solid var(--soft);border-radius:var(--radius);background:var(--bg);color:inherit;font:inherit}
.art{min-height:11rem;border-radius:var(--radius);background:radial-gradient(circle at 30% 30%,var(--card),var(--accent))}
footer{padding:var(--gap) 0 2rem;color:var(--soft)}
"""

REQUEST_WEIGHT = 3.0
NAME_WEIGHT = 6.0  # names are copied to the letter, the hardest of what a request decides
WORDINGS = 3
"""Of each part of a page of one kind of business. New pages have the first one: what nothing decides costs the sampler steps
and the training time. The others are what a rewritten part gets."""


class Piece(NamedTuple):
    """A stretch of a page and how much its tokens count in the losses."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Spec:
    """Every choice of a page. `asked` names the choices that the request speaks of."""

    name: str
    kind: str
    accent: str
    tone: str
    font: str
    corners: str
    spacing: str
    layout: str
    sections: tuple[str, ...]
    asked: frozenset[str]
    reworded: tuple[str, ...] = ()
    """Parts that were rewritten, as often as they are named."""


# ---- what a person wants ------------------------------------------------------------------------------------

_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "br",
    "cr",
    "dr",
    "fl",
    "gr",
    "kl",
    "pl",
    "pr",
    "sh",
    "sk",
    "sl",
    "st",
    "th",
    "tr",
]
_NUCLEI = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "ea", "ee", "io", "oo", "ou", "y"]
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "x", "ck", "nd", "rn", "sh", "lt", "ng"]


def pseudo_word(rng: random.Random) -> str:
    """A capitalised word that no list holds, 1 to 3 syllables."""
    count = rng.choice((1, 2, 2, 2, 3))
    word = "".join(rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS) for _ in range(count))
    return word[:10].capitalize()


def is_held_out(word: str) -> bool:
    """Whether training never sees `word` as part of a name: one pseudo word in ten, for the evaluation."""
    return zlib.crc32(word.encode()) % 10 == 0


def _unseen_word(rng: random.Random) -> str:
    while not is_held_out(word := pseudo_word(rng)):
        pass
    return word


TITLES = ("Dr.", "St.", "Mrs.", "La", "Da", "Le", "El")


@cache
def _copy_words() -> tuple[str, ...]:
    """Every word of the copy, capitalised: names are made of ordinary words more often than not."""
    words = {word for kind in FORTY for word in re.findall(r"[A-Za-z]{3,10}", " ".join(kinds()[kind].texts))}
    return tuple(sorted(word for word in {word.capitalize() for word in words} if not is_held_out(word)))


def _seen_word(rng: random.Random) -> str:
    roll = rng.random()
    if roll < 0.2:
        return rng.choice(_copy_words())
    if roll < 0.4:
        return rng.choice(REAL_WORDS + SURNAMES)
    while is_held_out(word := pseudo_word(rng)):
        pass
    return word


def draw_name(rng: random.Random, unseen: bool = False) -> str:
    """A business name of one to four words; apostrophes, ampersands, digits among them.

    `unseen`: of words that training never meets in a name.
    """
    word = _unseen_word if unseen else _seen_word
    roll = rng.random()
    if roll < 0.2:
        return word(rng)
    if roll < 0.55:
        return f"{word(rng)} {word(rng)}"
    if roll < 0.65:
        return f"{word(rng)}'s {word(rng)}"
    if roll < 0.75:
        return f"{word(rng)} & {rng.choice(('Sons', 'Daughters', 'Co', word(rng)))}"
    if roll < 0.81:
        return f"{word(rng)} {rng.randint(1, 99)}"
    if roll < 0.84:
        return f"{rng.choice(TITLES)} {word(rng)}"
    if roll < 0.86:
        return f"{word(rng)} and {word(rng)}"
    if roll < 0.93:
        return f"The {word(rng)} {word(rng)}"
    return " ".join(word(rng) for _ in range(rng.choice((3, 3, 4))))


def _usual_sections(rng: random.Random) -> tuple[str, ...]:
    return rng.choice((("about", "offer", "hours"), ("offer", "about", "map"), ("offer", "reviews", "hours")))


def draw(rng: random.Random, unseen_name: bool = False) -> Spec:
    """A random wish for one of the `FORTY`. What is not asked for is usual: a light tone, sans, the kind's own accent."""
    kind = rng.choice(FORTY)
    chance = {
        "name": 0.96,
        "accent": 0.8,
        "tone": 0.75,
        "font": 0.4,
        "corners": 0.25,
        "spacing": 0.2,
        "layout": 0.25,
        "sections": 0.75,
    }
    asked = frozenset(wish for wish, share in chance.items() if rng.random() < share)
    asked |= {"name"} if unseen_name else set()

    def choose(wish: str, table: dict, usual: str) -> str:
        return rng.choice(list(table)) if wish in asked else usual

    own_accent = kinds()[kind].accent
    name = draw_name(rng, unseen_name) if "name" in asked else f"The {kind.title()}"
    sections = tuple(rng.sample(list(SECTIONS), rng.choice((1, 2, 3, 3, 4, 4, 4, 5, 5, 6))))
    return Spec(
        name=name.lower() if rng.random() < 0.08 else name,
        kind=kind,
        accent=choose("accent", ACCENTS, own_accent),
        tone=choose("tone", TONES, "light"),
        font=choose("font", FONTS, "sans"),
        corners=choose("corners", CORNERS, "plain"),
        spacing=choose("spacing", SPACINGS, "even"),
        layout=choose("layout", LAYOUTS, "centred"),
        sections=sections if "sections" in asked else _usual_sections(rng),
        asked=asked,
    )


# ---- how they say it ----------------------------------------------------------------------------------------

_OPENINGS = (
    "landing page for {name}, {a_kind}", "Landing page for {name}, {a_kind}", "website for {name}, {a_kind}",
    "A website for {name}, {a_kind}", "A page for {a_kind} called {name}", "a site for my {kind} {name}",
    "I run {a_kind} called {name}", "I own {a_kind} named {name}", "We are {name}, {a_kind}",
    "Make a page for {name}, {a_kind}", "Build a website for my {kind}, {name}", "{name}, {a_kind}",
    "Please make a site for {name} ({kind})", "homepage for {name}, {a_kind}", "My {kind} is called {name}",
    "{name} is {a_kind}", "{name} {kind} website", "Web page for {name}, our {kind}",
    "{kind} {name}", "{kind} called {name}", "{kind} named {name}", "{kind}: {name}", "{name} ({kind})",
    "my {kind}, it's called {name}", "a site for {a_kind}. It is called {name}", "{a_kind} with the name {name}",
    "site for our {kind} '{name}'", 'a page for the {kind} "{name}"', "we're {a_kind} named {name} and need a page",
    "a one page website for {name}, {kind}", "Website: {name}, {kind}", "I'm starting {a_kind}, {name}",
    "I have {a_kind}, {name}", "we need a page for our {kind} {name}", "The name is {name}, we are {a_kind}",
    "can I have a page for {name}, {a_kind}", "could you make a small site for my {kind} {name}",
)  # fmt: skip
_HELLOS = ("hi, ", "hello! ", "hey, ", "hi! ", "good morning, ", "ok, ", "so, ")
_ASIDES = (
    "nothing fancy", "clean", "friendly", "something nice", "simple", "playful", "serious", "calm", "for our customers",
    "on one page", "since 1987", "family run", "keep it short", "we just opened", "elegant but simple",
)  # fmt: skip
_NAMELESS = (
    "landing page for {a_kind}",
    "a website for my {kind}",
    "I need a page for {a_kind}",
    "{kind} website",
    "{a_kind}",
)
_SECTION_CLAUSES = (
    "with {list}",
    "with {list}",
    "sections: {list}",
    "include {list}",
    "showing {list}",
    "it needs {list}",
    "{list}",
    "{list}",
    "show {list}",
    "I want {list}",
    "we want {list} on it",
    "put {list} on the page",
)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _listing(parts: list[str], rng: random.Random) -> str:
    if len(parts) == 1:
        return parts[0]
    between = rng.choice((", ", ", ", ", ", ", then ", " and ", " "))
    last = rng.choice((" and ", between, " and ", ", and then "))
    return between.join(parts[:-1]) + last + parts[-1]


def _section_words(spec: Spec, rng: random.Random) -> list[str]:
    offer = kinds()[spec.kind].offer.lower()
    words = {"offer": (offer, f"our {offer}", f"the {offer}", f"all our {offer}")}
    return [rng.choice(words.get(section) or SECTIONS[section]) for section in spec.sections]


def _style_words(spec: Spec, rng: random.Random) -> list[str]:
    words = []
    tone, accent = rng.choice(TONE_WORDS[spec.tone]), spec.accent
    if {"tone", "accent"} <= spec.asked:
        words.append(
            rng.choice(
                (
                    f"{tone} {accent}",
                    f"{tone} and {accent}",
                    f"{tone} with {accent}",
                    f"{accent} on {tone}",
                    f"{tone}, {accent} accent",
                )
            )
        )
    elif "accent" in spec.asked:
        words.append(rng.choice((accent, f"in {accent}", f"{accent} accent", f"{accent} buttons")))
    elif "tone" in spec.asked:
        words.append(rng.choice((tone, f"something {tone}", f"{tone} background", f"{tone} and simple")))
    tables = {"font": FONT_WORDS, "corners": CORNER_WORDS, "spacing": SPACING_WORDS, "layout": LAYOUT_WORDS}
    extra = [
        rng.choice(table[getattr(spec, wish)])
        for wish, table in tables.items()
        if wish in spec.asked and table[getattr(spec, wish)]
    ]
    rng.shuffle(extra)
    return words + extra


def phrase(spec: Spec, rng: random.Random) -> str:
    """One of many ways to ask for `spec`, in ordinary words; all in lower case when its name is."""
    noun = rng.choice(kinds()[spec.kind].nouns)
    openings = _OPENINGS if "name" in spec.asked else _NAMELESS
    opening = rng.choice(openings).format(name=spec.name, kind=noun, a_kind=_article(noun))
    clauses = []
    if style := _style_words(spec, rng):
        clauses.append(rng.choice((", ", ", ", " and ", " ")).join(style))
    if rng.random() < 0.2:
        clauses.append(rng.choice(_ASIDES))
    if "sections" in spec.asked:
        clauses.append(rng.choice(_SECTION_CLAUSES).format(list=_listing(_section_words(spec, rng), rng)))
    if rng.random() < 0.25:
        clauses.reverse()
    parts = [opening, *clauses]
    glue = rng.choice((", ", ", ", ". ", ": ", ", " if spec.name.islower() else " "))
    if glue == ". ":
        parts = [part[0].upper() + part[1:] for part in parts]
    text = parts[0] + glue + (glue if glue == ". " else ", ").join(parts[1:]) if clauses else opening
    if rng.random() < 0.1:
        text = rng.choice(_HELLOS) + text
    if rng.random() < 0.3:
        text += rng.choice((".", ", please", " please", ", thanks", "!"))
    text = slip(text, spec.name, rng)
    return text.lower() if spec.name.islower() else text


def slip(text: str, name: str, rng: random.Random) -> str:
    """The text, once in eight with a typing mistake: a letter left out or two swapped, never in the name."""
    spots = [m for m in re.finditer(r"[A-Za-z]{5,}", text) if m[0].lower() not in name.lower()]
    if rng.random() >= 0.125 or not spots:
        return text
    word = rng.choice(spots)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    swapped = text[at + 1] + text[at] if rng.random() < 0.5 and at + 2 <= word.end() else ""
    return text[:at] + swapped + text[at + (2 if swapped else 1) :]


# ---- the page that answers ----------------------------------------------------------------------------------


def _asked(text: str) -> Piece:
    return Piece(text, REQUEST_WEIGHT)


def _name(spec: Spec) -> Piece:
    return Piece(spec.name, NAME_WEIGHT)


def head(spec: Spec) -> list[Piece]:
    dark = spec.tone == "dark"
    return [
        Piece(
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>'
        ),
        _name(spec),
        Piece("</title>\n<style>\n:root{\n"),
        _asked(f"--accent:{ACCENTS[spec.accent][dark]};--on:{'#15171c' if dark else '#ffffff'};\n"),
        _asked(f"{TONES[spec.tone]}\n"),
        _asked(f"--font:{FONTS[spec.font]};\n"),
        _asked(f"--radius:{CORNERS[spec.corners]};\n"),
        _asked(f"--gap:{SPACINGS[spec.spacing]};\n"),
        Piece("}\n"),
        _asked(f"{LAYOUTS[spec.layout]}\n"),
    ]


def _dice(spec: Spec, part: str) -> random.Random:
    """Dice for the copy of one part. Parts are worded by themselves: adding one leaves the others as they were."""
    return random.Random(f"{spec.kind} {part} {spec.reworded.count(part) % WORDINGS}")


def _address(spec: Spec) -> str:
    rng = _dice(spec, "address")
    return f"{rng.randint(1, 99)} {rng.choice(STREETS)}"


def _heading(spec: Spec, section: str) -> str:
    return kinds()[spec.kind].offer if section == "offer" else HEADINGS[section]


def _nav(spec: Spec) -> list[Piece]:
    links = [_asked(f'<a href="#{section}">{_heading(spec, section)}</a>\n') for section in spec.sections]
    return [Piece("<header>\n<nav>\n"), *links, Piece("</nav>\n</header>\n<main>\n")]


def _hero(spec: Spec) -> list[Piece]:
    kind, rng = kinds()[spec.kind], _dice(spec, "hero")
    art = '<div class="art"></div>\n' if spec.layout == "split" else ""
    return [
        Piece('<section class="hero">\n<div>\n<h1>'),
        _name(spec),
        Piece(f'</h1>\n<p>{rng.choice(kind.taglines)}</p>\n<a class="button" href="#{spec.sections[0]}">'),
        Piece(f"{rng.choice(kind.actions)}</a>\n</div>\n{art}</section>\n"),
    ]


def _row(left: str, right: str) -> str:
    return f'<p class="row">{left} <b>{right}</b></p>\n'


def _body(spec: Spec, section: str, rng: random.Random) -> str:
    kind = kinds()[spec.kind]
    if section == "about":
        return f"<p>{rng.choice(kind.abouts)}</p>\n"
    if section == "offer":
        return "".join(_row(*item) for item in rng.sample(kind.items, 4))
    if section == "pricing":
        cards = [
            f'<div class="card"><h3>{what}</h3><b>{price}</b></div>\n'
            for what, price in rng.sample(kind.items, 3)
        ]
        return '<div class="grid">\n' + "".join(cards) + "</div>\n"
    if section == "gallery":
        return '<div class="grid">\n' + '<div class="art"></div>\n' * 3 + "</div>\n"
    if section == "reviews":
        quotes = [
            f"<blockquote>{quote}<cite>{rng.choice(FIRST_NAMES)}</cite></blockquote>\n"
            for quote in rng.sample(kind.quotes, 2)
        ]
        return '<div class="grid">\n' + "".join(quotes) + "</div>\n"
    if section == "faq":
        return "".join(
            f"<details><summary>{ask}</summary><p>{answer}</p></details>\n"
            for ask, answer in rng.sample(kind.faqs, 2)
        )
    if section == "team":
        cards = [
            f'<div class="card"><h3>{rng.choice(FIRST_NAMES)}</h3><b>{role}</b></div>\n'
            for role in rng.sample(kind.roles, 2)
        ]
        return '<div class="grid">\n' + "".join(cards) + "</div>\n"
    if section == "hours":
        early, late = rng.randint(7, 10), rng.randint(4, 8)
        return (
            _row("Monday to Friday", f"{early} am to {late} pm")
            + _row("Saturday", f"{early + 1} am to {late - 1} pm")
            + _row("Sunday", rng.choice(("closed", f"10 am to {late - 2} pm")))
        )
    if section == "contact":
        return (
            '<form>\n<label>Email<input type="email" name="email"></label>\n'
            '<label>Message<textarea name="message" rows="4"></textarea></label>\n<button>Send</button>\n</form>\n'
        )
    if section == "map":
        return f'<div class="art" role="img" aria-label="Map"></div>\n<p>{_address(spec)}</p>\n'
    if section == "newsletter":
        return '<form>\n<label>Email<input type="email" name="news"></label>\n<button>Subscribe</button>\n</form>\n'
    words, _, action = _call(kind, rng)
    number = _call(kind, _dice(replace(spec, reworded=()), section))[1]  # other words, not another number
    return f'<p>{words}.</p>\n<p><a class="button" href="tel:555-01{number}">{action}</a></p>\n'


def _call(kind: Kind, rng: random.Random) -> tuple[str, int, str]:
    return rng.choice(kind.taglines), rng.randint(10, 99), rng.choice(kind.actions)


def _section(spec: Spec, section: str) -> list[Piece]:
    rng = _dice(spec, section)
    opening = _asked(f'<section id="{section}">\n<h2>{_heading(spec, section)}</h2>\n')
    return [opening, Piece(_body(spec, section, rng) + "</section>\n")]


def _foot(spec: Spec) -> list[Piece]:
    return [
        Piece("</main>\n<footer>\n<p>"),
        _name(spec),
        Piece(f", {_address(spec)}</p>\n</footer>\n</body>\n</html>"),
    ]


def page(spec: Spec) -> list[Piece]:
    """The page of `spec`, in pieces whose texts join to the document."""
    pieces = [*head(spec), Piece(CSS), Piece("</style>\n</head>\n<body>\n"), *_nav(spec), *_hero(spec)]
    for section in spec.sections:
        pieces += _section(spec, section)
    return pieces + _foot(spec)


def text_of(pieces: list[Piece]) -> str:
    """The document of `pieces`."""
    return "".join(piece.text for piece in pieces)


# ---- does a page meet the wishes? ---------------------------------------------------------------------------


def check(spec: Spec, html: str) -> dict[str, bool]:
    """Which wishes of `spec` the document meets; name, accent, tone, font, sections, and form."""
    dark = spec.tone == "dark"
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    found = re.findall(r'<section id="([a-z]+)"', html)
    return {
        "title": bool(title) and html_.unescape(title[1]) == spec.name,
        "heading": bool(heading) and html_.unescape(heading[1]) == spec.name,
        "accent": f"--accent:{ACCENTS[spec.accent][dark]};" in html,
        "tone": TONES[spec.tone] in html,
        "font": f"--font:{FONTS[spec.font]};" in html,
        "sections": tuple(found) == spec.sections,
    }
