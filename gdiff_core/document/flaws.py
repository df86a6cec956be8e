"""Where a page breaks the rules of HTML, so that browsers guess, or leads its visitors nowhere: by line, in words."""

from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import unquote

from gdiff_core.document.elements import Element
from gdiff_core.document.markup import Doctype, Markup
from gdiff_core.document.nesting import Slip, nested

_START = attrgetter("start")
_LINE = attrgetter("line")
_LEGACY = ("html", "", "about:legacy-compat")
_SLIPS = {
    "stray-end-tag": "{tag} closes nothing that is open here.",
    "unclosed": "{tag}{opened} is not closed before {other}.",
    "eof-unclosed": "{tag}{opened} is never closed.",
    "overlap": "{tag}{opened} ends inside {other}, which began in it: close {other} first.",
    "mismatched-end-tag": "{tag} closes {other}.",
    "ignored-start-tag": "{tag} cannot stand here, so browsers leave it out.",
    "misplaced-in-table": "{tag} stands between the cells of a table, so browsers move it before the table.",
    "text-in-table": "There are words between the cells of a table, so browsers move them before the table.",
    "cell-without-row": "{tag} stands in a table without a row: put it into <tr>.",
    "after-head": "{tag} stands behind the end of the head.",
    "after-body": "{tag} stands behind the end of the body.",
}
"""Rules of nesting, and what to tell people."""
_ERRORS = {
    "duplicate-attribute": "An attribute stands twice in one tag: only the first counts.",
    "non-void-html-element-start-tag-with-trailing-solidus": "The slash before “>” closes nothing in HTML.",
    "end-tag-with-attributes": "An end tag has attributes.",
    "end-tag-with-trailing-solidus": "An end tag has a slash before “>”.",
    "missing-whitespace-between-attributes": "There is no space between two attributes.",
    "missing-attribute-value": "An attribute has no value behind its equals sign.",
    "unexpected-character-in-attribute-name": "An attribute's name holds a quote or “<”: is a quote or “>” missing?",
    "unexpected-character-in-unquoted-attribute-value": "An attribute's value holds a quote, “<”, “=” or “`”.",
    "unexpected-equals-sign-before-attribute-name": "An equals sign stands before an attribute's name.",
    "unexpected-solidus-in-tag": "A slash stands in the middle of a tag.",
    "invalid-first-character-of-tag-name": "“<” is followed by what begins no tag: write &lt; for the sign.",
    "missing-end-tag-name": "“</>” is no tag.",
    "eof-in-tag": "The page ends in the middle of a tag: is a quote or “>” missing?",
    "eof-before-tag-name": "The page ends in the middle of a tag.",
    "eof-in-comment": "A comment is never closed.",
    "eof-in-script-html-comment-like-text": "A script is never closed: it holds “<!--”.",
    "incorrectly-opened-comment": "“<!” begins no comment: that would be “<!--”.",
    "incorrectly-closed-comment": "A comment ends with “--!>” instead of “-->”.",
    "abrupt-closing-of-empty-comment": "A comment ends as it begins.",
    "nested-comment": "A comment holds “<!--”: it ends at the first “-->”.",
    "cdata-in-html-content": "<![CDATA[ means nothing outside of SVG and MathML.",
    "unknown-named-character-reference": "There is no such character as this one between “&” and “;”.",
    "missing-semicolon-after-character-reference": "A character after “&” is not ended by “;”.",
    "unexpected-doctype": "A doctype may only stand at the start.",
}
"""Names that the standard gives to the rules that need no tree, and what to tell people. Others speak for themselves.
https://html.spec.whatwg.org/multipage/parsing.html#parse-errors"""


class Fault(NamedTuple):
    """A broken rule, or a link that leads nowhere."""

    line: int
    """From 1: where it is seen."""
    rule: str
    message: str
    """For a person."""


def faults(page: str) -> list[Fault]:
    """Every broken rule of HTML, by line. Never raises."""
    markup, slips = nested(page)
    found = [*_doctype(markup.doctype), *(Fault(line, rule, _said(rule)) for line, rule in markup.errors)]
    found += [Fault(markup.line(slip.at), slip.rule, _told(slip, markup)) for slip in slips]
    return sorted(found, key=_LINE)


@lru_cache(maxsize=16)
def flaws(page: str) -> list[Fault]:
    """The faults, and what a visitor stumbles over: ids that stand twice, links to ids that are not there."""
    markup = nested(page).markup
    return [*faults(page), *(_strays(markup) if markup.whole else ())]


def _doctype(doctype: Doctype | None) -> Iterator[Fault]:
    if doctype is None:
        yield Fault(1, "missing-doctype", "The page does not begin with <!doctype html>.")
    elif doctype not in (("html", "", ""), _LEGACY):
        yield Fault(1, "old-doctype", "The doctype is another one than <!doctype html>.")


def _said(rule: str) -> str:
    return _ERRORS.get(rule, f"{rule.replace('-', ' ').capitalize()}.")


def _told(slip: Slip, markup: Markup) -> str:
    """What to tell of a slip; the line where its element begins is named where it is another one."""
    line = markup.line(slip.opened) if slip.opened is not None else None
    opened = f", opened in line {line}," if line not in (None, markup.line(slip.at)) else ""
    words = _SLIPS[slip.rule].format(tag=slip.tag, other=slip.other, opened=opened)
    return words[0].upper() + words[1:]


def _strays(markup: Markup) -> Iterator[Fault]:
    written = sorted((element for element in markup.elements if element.written), key=_START)
    ids = [markup.attribute(element, "id") for element in written]
    there = {"", "top", *ids, *(markup.attribute(element, "name") for element in written)}
    seen: set[str] = set()
    for element, own in zip(written, ids, strict=True):
        if element.inert:
            continue
        target = _target(markup, element) if element.tag == "a" else ""
        if target not in there and unquote(target) not in there:
            line = markup.line(element.start)
            yield Fault(line, "link-to-nowhere", f"The link to #{target} leads nowhere.")
        if own and own in seen:
            yield Fault(markup.line(element.start), "duplicate-id", f"The id {own} stands twice.")
        seen.add(own or "")


def _target(markup: Markup, link: Element) -> str:
    """The id in the page that a link leads to; empty if it leads elsewhere."""
    place, _, target = (markup.attribute(link, "href") or "").partition("#")
    return "" if place else target
