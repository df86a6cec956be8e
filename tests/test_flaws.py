"""What is wrong with a page, by line, in words that somebody can act on."""

import re

import pytest
from hypothesis import given, settings

from gdiff_core.document.flaws import _ERRORS, _SLIPS, Fault, faults, flaws
from tests.test_markup import SOUP

START = "<!doctype html><title>x</title>\n"

BROKEN = [
    # rule, source, words
    ("stray-end-tag", "<p>a</b>", "</b> closes nothing"),
    ("stray-end-tag", "<p>a</p></p>", "</p> closes nothing"),
    ("stray-end-tag", "<div></div>\n</div>", "</div> closes nothing"),
    ("stray-end-tag", "<img></img>", "</img> closes nothing"),
    ("stray-end-tag", "<p>a</p></body></body>", "</body> closes nothing"),
    ("stray-end-tag", "<p>a</head>", "</head> closes nothing"),
    ("unclosed", "<section>\n<div>\n</section>", "<div>, opened in line 3, is not closed before </section>."),
    ("unclosed", "<ul><li><b>a<li>c</ul>", "<b> is not closed before <li>."),
    ("unclosed", "<p><b>a<p>c</b></p>", "<b> is not closed before <p>."),
    ("unclosed", "<a>x<a>y</a>", "<a> is not closed before <a>."),
    ("unclosed", "<a><div>x<a>y</a></div>", "<a> is not closed before <a>."),
    ("unclosed", "<h1>x<h2>y</h2>", "<h1> is not closed before <h2>."),
    ("unclosed", "<button>x<button>y</button>", "<button> is not closed before <button>."),
    ("unclosed", "<table><tr><td><div>x</table>", "<div> is not closed before </table>."),
    ("unclosed", "<table><tr><td>x</td><table></table>", "<table> is not closed before <table>."),
    ("unclosed", "<div>x</body>", "<div> is not closed before </body>."),
    ("unclosed", "<svg><g></svg>", "<g> is not closed before </svg>."),
    ("eof-unclosed", "<p>a<div>\n", "<div>, opened in line 2, is never closed."),
    ("eof-unclosed", "<script>a", "<script> is never closed."),
    ("overlap", "<b>1<p>2</b>3</p>", "<b> ends inside <p>, which began in it: close <p> first."),
    ("overlap", "<em><div><p>1</em></p></div>", "<em> ends inside <div>"),
    ("mismatched-end-tag", "<h1>x</h2>", "</h2> closes <h1>."),
    ("ignored-start-tag", "<p><tr>x", "<tr> cannot stand here"),
    ("ignored-start-tag", "<form><form></form>", "<form> cannot stand here"),
    ("ignored-start-tag", "<p><body>", "<body> cannot stand here"),
    ("misplaced-in-table", "<table><p>x<tr><td>y</table>", "<p> stands between the cells of a table"),
    ("text-in-table", "<table>x<tr><td>y</table>", "words between the cells of a table"),
    ("cell-without-row", "<table><td>x</table>", "<td> stands in a table without a row"),
    ("after-head", "</head><meta name=a><body>", "<meta> stands behind the end of the head."),
    ("after-body", "<p>a</p></body><p>b</p>", "<p> stands behind the end of the body."),
    ("after-body", "<p>a</p></body></html>\nx", "Text stands behind the end of the body."),
    ("duplicate-attribute", "<p id=a id=b>", "An attribute stands twice"),
    ("non-void-html-element-start-tag-with-trailing-solidus", "<p>a<i/>b</i>", "The slash"),
    ("missing-whitespace-between-attributes", "<p id='a'class=b>", "no space between two attributes"),
    ("unexpected-character-in-attribute-name", "<p <b>c</b>", "is a quote or “>” missing?"),
    ("eof-in-tag", "<a href='x>y</a>", "in the middle of a tag"),
    ("eof-in-comment", "<!-- x", "never closed"),
    ("unknown-named-character-reference", "<p>&foo;", "between “&” and “;”"),
    ("missing-semicolon-after-character-reference", "<p>&amp x", "not ended by “;”"),
    ("invalid-first-character-of-tag-name", "<p>1 <2", "begins no tag"),
    ("unexpected-null-character", "<p>\0", "Unexpected null character."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "source", "words"), BROKEN)
def test_a_broken_rule_is_named(rule: str, source: str, words: str) -> None:
    found = [fault for fault in faults(START + source) if fault.rule == rule]
    assert len(found) == 1 and words in found[0].message
    assert faults(START + source)[0] == found[0]


SOUND = [
    "<p>a<p>b<ul><li>c<li>d</ul><dl><dt>e<dd>f</dl>",
    "<table><caption>a<tr><th>b<td>c<tr><td>d</table><table><thead><tr><td>e<tbody><tr><td>f</table>",
    "<table><tr><td>a</td></tr></tbody></table><table><col><tr><td>b</table>",
    "<p>a<br>b<img src=x><input><hr><p>c",
    "<svg viewBox='0 0 1 1'><path d=''/><g><title>x</title></g><foreignObject><p>a</p></foreignObject></svg>",
    "<math><mi>x</mi></math><select><button><b>x</b></button><div><option>y</div></select>",
    "<select><optgroup label=a><option>b<option>c</select>",
    "<script>if (a</b>/.test('</p>')) b</script><style>p > b {}</style><textarea><p></textarea>",
    "<!-- <p></b> --><!--[if IE]><p><![endif]--><template><tr><td>x</td></tr><p id=a></template>",
    "<ruby>a<rt>b<rp>c</ruby><details><summary>d</summary></details><dialog>e</dialog><search>f</search>",
    "<b><i>x</i></b><a href='#'>y</a><em>z</em>&amp;&copy;&#233; AT&T",
    "<body class=a><p>x</p></body></html>\n<!-- end -->\n",
    "<p>a</p>\n</body>\n</html>\n",
    "<div></div><noscript><p>x</p></noscript><object><param><embed></object><video><source><track></video>",
    "<button><span>a</span></button><label>b<input></label><form><fieldset><legend>c</legend></fieldset></form>",
]  # fmt: skip


@pytest.mark.parametrize("source", SOUND)
def test_a_sound_page_has_no_fault(source: str) -> None:
    assert faults(START + source) == []
    body = "" if source.startswith("<body") else "<body>"
    assert faults(f"<!DOCTYPE html>\r\n<html lang=en><head><title>x</title></head>{body}{source}") == []


def test_elements_that_the_browser_goes_on_with_are_one_fault() -> None:
    """Cut short once, a formatting element may still be closed."""
    for source in ("<p><b>x</p>y</b>", "<div><i>x</div><p>y</i></p>", "<b><i>x</b>y</i>", "<p><a>x</p>y</a>"):
        assert [fault.rule for fault in faults(START + source)] == ["unclosed"]
    assert [fault.rule for fault in faults(START + "<p><b>x</p>y</b></b>")] == ["unclosed", "stray-end-tag"]


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ("<title>x</title>", ["missing-doctype"]),
        ("<!doctype html SYSTEM 'about:legacy-compat'><title>x</title>", []),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><title>x</title>', ["old-doctype"]),
        ("<!doctype book><title>x</title>", ["old-doctype"]),
        ("<!doctype html><!doctype html><title>x</title>", ["unexpected-doctype"]),
        ("\ufeff<!doctype html><title>x</title>", []),
    ],
)
def test_doctypes(source: str, rules: list[str]) -> None:
    assert [fault.rule for fault in faults(source)] == rules


def test_lines_are_those_of_an_editor() -> None:
    found = faults("<!doctype html>\r\n<p\rid=a\nid=b>\r\n</b>\r</i>")
    assert [(fault.line, fault.rule) for fault in found] == [
        (4, "duplicate-attribute"),
        (5, "stray-end-tag"),
        (6, "stray-end-tag"),
    ]


def test_links_that_lead_nowhere_and_ids_that_stand_twice_are_flaws() -> None:
    marks = '<h1 id="%C3%A9">é</h1>\n<p id="é">x</p>\n<a name="old">o</a>'
    fine = ("#é", "#%C3%A9", "#old", "#", "#top", "", "page.html#x", "https://example.org/#x")
    links = "".join(f'<a href="{target}">x</a>' for target in fine)
    page = f"<!doctype html><title>x</title>\n{marks}\n{links}"
    assert flaws(page) == []
    assert flaws(page + '\n<a href="#lost">x</a>') == [
        (6, "link-to-nowhere", "The link to #lost leads nowhere.")
    ]
    twice = '<b id="é"></b>'
    assert [flaw[:2] for flaw in flaws(f"{page}\n{twice}\n{twice}")] == [(n, "duplicate-id") for n in (6, 7)]
    assert [flaw.rule for flaw in flaws(page + "</b>")] == [fault.rule for fault in faults(page + "</b>")]


def test_values_are_decoded_and_what_is_no_markup_is_no_link() -> None:
    fine = '<b id="a&amp;b">x</b><a href="#a&amp;b">y</a><script>"<a href=\'#no\'>"</script><!-- <a href="#no"> -->'
    assert flaws(START + fine) == []
    template = '<template><b id=t></b><a href="#later">x</a></template>'
    assert flaws(START + template + template + '<a href="#t">y</a>') == []


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_every_flaw_has_a_line_and_words(source: str) -> None:
    lines = len(re.findall("\r\n|\r|\n", source)) + 1
    found = flaws(source)
    assert all(isinstance(fault, Fault) and 1 <= fault.line <= lines for fault in found)
    assert all(fault.message[0].isupper() or fault.message[0] in "<“" for fault in found)
    assert all(fault.message.endswith((".", "?")) for fault in found)


def test_every_rule_of_nesting_was_broken() -> None:
    assert set(_SLIPS) <= {rule for rule, _, _ in BROKEN}
    assert all(message.endswith((".", "?")) for message in _ERRORS.values())
