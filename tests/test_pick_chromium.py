"""An element that is picked in the preview is found in the source, whatever the browser makes of the source."""

import re

import pytest

from gdiff_core.document.markup import title_of
from gdiff_core.document.outline import outline, path_of
from gdiff_core.views import assets
from tests.toy_server import PAGE

pytestmark = pytest.mark.chromium

STAGE = """<!doctype html><div id=host style="width:800px;height:600px"></div>"""
START = """
window.picked = [];
window.preview = modules.preview.createPreview(document.getElementById("host"));
preview.setPick((found) => found.done && picked.push(found.path));
"""
HEAD = "<!doctype html>\n<html><head><meta charset=utf-8><title>x</title><style>p {}</style></head>"
PAGES = {
    "template": "<p>a</p><template><p>in it</p><section></section></template><p>b</p><section>c</section>",
    "declared shadow": "<div><template shadowrootmode=open><p>in it</p></template><p>b</p></div><template></template>",
    "dialog and search": "<p>a<dialog open>b</dialog><p>c<search><input></search><p>d<menu><li>e</menu>",
    "rich select": "<select><button><span>now</span></button><div><optgroup label=x><option><b>one</b><hr>"
    "<option>two<img></optgroup></div></select><p>after</p>",
    "plain select": "<select><option>one<option selected>two<optgroup label=x><option>three</select><p>after",
    "no tbody": "<table><caption>c</caption><tr><th>1<td>2<tr><td>3</table><table><td>4<tbody><tr><td>5</table>",
    "out of the table": "<table>words<p>a<tr><td>b</td><div>c</div></tr><b>d</b></table><p>e",
    "misnested": "<b>1<p>2</b>3<i>4</p>5</i><p><em>6<p>7</em></p><a href=#>8<a href=#>9</a>",
    "foreign": "<svg viewBox='0 0 9 9'><defs><linearGradient><stop/></linearGradient></defs><title>t</title>"
    "<foreignObject><p>a<svg><g><path d='M0 0h9v9'/></g></svg></p></foreignObject><g/><g></g></svg>"
    "<math><mi>x</mi><mtext><b>y</b></mtext></math><svg><p>out</svg><p>b",
    "noscript": "<noscript><p>a</p></noscript><p>b</p><details><summary>c</summary><p>d</details>",
    "taken out": "<iframe></iframe><p>a</p><object><p>no</p></object><script>1</script><p>b</p><embed><p>c",
    "optional": "<ul><li>a<li>b<ul><li>c</ul></ul><dl><dt>d<dd>e<dt>f</dl><p>g<h1>h</h1><ruby>i<rt>j<rt>k</ruby>",
    "forms": "<form><form><input></form><button>a<button>b</button><p>c</form><label>d</label>",
    "after the end": "<p>a</p></body><p>b</p></html><p>c</p>",
    "headings": "<h1>a<h2>b</h1><p>c</h3><h3>d</h3>",
}  # fmt: skip
SOURCES = {name: f"{HEAD}<body>{body}" for name, body in PAGES.items()} | {
    "no head": "<p>a<p>b<div>c",
    "text first": "text</body><p>after</html><p>end",
    "late title": "<title>a</title><p>b<title>c</title>",
    "a page": PAGE,
    "byte order mark": f"\ufeff{HEAD}<body><p>a</p>",
    "xml": f'<?xml version="1.0"?>\n<!-- c -->{HEAD}<body><p>a</p>',
    "two doctypes": f"<!doctype html>{HEAD}<body class=a><p>a</p><body id=b>",
    "endings": f"{HEAD}<body>\r\n<p\r\nclass=a>\ra</p\r\n>🍞<b\n>c</b>",
    "metas": "<head><meta http-equiv=refresh content=9><meta name=viewport><link><meta name=author></head><p>a",
    "conditional": "<!--[if IE]><html class=ie><![endif]--><!--[if !IE]><!--><html class=a><!--<![endif]--><p>a",
}


def numbered(source: str) -> str:
    """The source with a number in every start tag outside of comments."""
    count = iter(range(1000))
    return re.sub(
        r"(?<!if IE\]>)<([a-zA-Z][a-zA-Z0-9]*)", lambda tag: f'{tag[0]} data-n="n{next(count)}"', source
    )


@pytest.fixture(scope="module")
def tab(browser):
    tab = browser.new_page()
    tab.set_content(STAGE)
    tab.add_script_tag(content=assets.bundle("live_view/page.js", START))
    yield tab
    tab.close()


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_picked_is_found_in_the_source(tab, name: str) -> None:
    source = numbered(SOURCES[name])
    tab.evaluate("html => preview.final(html)", source)
    frame = tab.locator("iframe").first.content_frame
    last = re.findall(r'data-n="(n\d+)', source)[0]
    frame.locator(f"[data-n={last}]").first.wait_for(state="attached")
    found, shown = outline(source), frame.locator("[data-n]")
    seen = set()
    for index in range(shown.count()):
        element = shown.nth(index)
        number, tag = element.get_attribute("data-n"), element.evaluate("e => e.localName")
        tab.evaluate("picked.length = 0")
        element.dispatch_event("click")
        tab.wait_for_function("picked.length")
        path = path_of(tab.evaluate("picked[0]"))
        own = found.find(path)
        assert path[-1][0] == tag
        if own.path == path:
            assert f'data-n="{number}"' in source[slice(*own.opening)], (number, path)
            seen.add(number)
        else:  # the browser opened it again: it has no source of its own, but what is around it has
            assert number in seen and own.path == path[: len(own.path)]
    assert len(seen) >= 2


@pytest.mark.parametrize("name", SOURCES)
def test_every_element_of_the_source_is_where_the_browser_has_it(tab, name: str) -> None:
    """What the preview leaves out included."""
    source = numbered(SOURCES[name])
    there = tab.evaluate(PATHS, source)
    found = {
        re.search(r'data-n="(n\d+)', source[slice(*element.opening)])[1]: element.path
        for element in outline(source).elements
    }
    assert found == {number: path_of(path) for number, path in there}


@pytest.mark.parametrize(
    "source",
    [
        "<title>Fish &amp; Chips</title>", "<title>&amp;lt;</title>", "<title> a\r\n b </title>", "<p>none",
        "<script>'<title>no</title>'</script><title>yes</title>", "<svg><title>no</title></svg><title>yes</title>",
        "<template><title>no</title></template><p>a<title>yes</title>", "<title></title><title>no</title>",
        "<!--<title>no</title>--><TITLE>caf\u00e9 \U0001f35e</TITLE>", "\ufeff<!doctype html><title>x</title>",
    ],
)  # fmt: skip
def test_a_page_has_the_same_title_where_it_is_typed(tab, source: str) -> None:
    assert tab.evaluate("html => modules.page.titleOf(html)", source) == title_of(source)


PATHS = """source => {
    const tree = new DOMParser().parseFromString(source.replace(/^\ufeff/, ""), "text/html");
    const path = (element) => {
        const steps = [];
        for (; element; element = element.parentElement) {
            let number = 1;
            let twin = element;
            while ((twin = twin.previousElementSibling)) number += twin.localName === element.localName;
            steps.unshift([element.localName, number]);
        }
        return steps;
    };
    const seen = new Set();
    const first = ({ dataset: { n } }) => !seen.has(n) && seen.add(n);
    return [...tree.querySelectorAll("[data-n]")].filter(first).map((element) => [element.dataset.n, path(element)]);
}"""
