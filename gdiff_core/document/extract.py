"""The page in a model's text. Total: it answers for noise and for half-finished drafts, in linear time."""

import html
import re

from gdiff_core.records import Page

# ASCII: HTML's own idea of case and of white space, so that the Kelvin sign is no `k`.
_FLAGS = re.ASCII | re.IGNORECASE
_OPENING = re.compile(r"<\|channel>|<!doctype\s+html|<html[\s>]", _FLAGS)
_CHANNEL_END = "<channel|>"
_THOUGHT_NAME = re.compile(r"\s*thought\b", _FLAGS)
# A `</html>` inside a comment or a raw text element is text. Unclosed ones swallow the rest, as in a browser;
# `\Z` also keeps the scan linear. https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments
# The "<" stands before the choice, so that `re` looks for it first: that takes a seventh of the time.
_CLOSING = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|(script|style|title|textarea)\b.*?(?:</\1|\Z)|(?P<end>/html\s*>))",
    _FLAGS | re.DOTALL,
)
_TITLE = re.compile(r"<title[^<>]*>", _FLAGS)
_MAX_TITLE_CHARS = 300


def extract_page(text: str) -> Page:
    """Find the HTML document in a model's answer, finished or not.

    A thought channel (`<|channel>thought ... <channel|>`, finished or not), prose and a code fence around the
    document are left out. The document opens at `<!doctype html` or `<html` and ends with `</html>`; while
    that is missing it reaches to the closing fence or the end of the text. Never raises; `html` is a substring
    of `text`.
    """
    thought, start = _find_opening(text)
    if start is None:
        return Page(html="", complete=False, title="", thought=thought)
    end = _find_closing(text, start)
    document = text[start : _find_fence(text, start) if end is None else end]
    return Page(html=document, complete=end is not None, title=_title(document), thought=thought)


def _find_opening(text: str) -> tuple[str, int | None]:
    """The thoughts before the document, and where it opens."""
    thoughts, position = [], 0
    while match := _OPENING.search(text, position):
        if match[0] != "<|channel>":
            return "\n".join(thoughts), match.start()
        end = text.find(_CHANNEL_END, match.end())
        name = _THOUGHT_NAME.match(text, match.end())
        thoughts.append(text[(name or match).end() : end if end >= 0 else len(text)].strip())
        if end < 0:
            break
        position = end + len(_CHANNEL_END)
    return "\n".join(thoughts), None


def _find_closing(text: str, start: int) -> int | None:
    ends = (match.end() for match in _CLOSING.finditer(text, start) if match["end"])
    return next(ends, None)


def _find_fence(text: str, start: int) -> int:
    """Where an unclosed document ends: at the fence that closes the one before it, else with the text."""
    fence = text.find("\n```", start) if "```" in text[:start] else -1
    return fence if fence >= 0 else len(text)


def _title(document: str) -> str:
    opening = _TITLE.search(document)
    end = re.compile("</title", _FLAGS).search(document, opening.end()) if opening else None
    if opening is None or end is None:
        return ""
    # Cut first: `html.unescape` refuses character references of more than 4,300 digits.
    return " ".join(html.unescape(document[opening.end() : end.start()][:_MAX_TITLE_CHARS]).split())
