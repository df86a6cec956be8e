"""A request as the turns of a conversation: the one place where a server's prompt is made."""

from collections.abc import Sequence

from gdiff_core.records import UNKNOWN_REQUEST, Edit, Message, Request

Turns = list[dict[str, str]]

_ONLY = (
    "Only this part of the page may change:\n\n```html\n{part}\n```\n\n"
    "Answer with its new text alone, in a code fence."
)
_BUT = (
    "These parts of the page may not change, and stay as they are:\n\n{parts}\n\nAnswer with the whole page."
)
_PARTS = 12
"""Locked parts that are shown; the rest is held all the same."""


def turns(prompt: str, history: Sequence[Message] = ()) -> Turns:
    """The turns before a prompt, and the prompt."""
    said = [{"role": turn.role, "content": turn.text} for turn in history]
    return [*said, {"role": "user", "content": prompt}]


def of_request(request: Request) -> Turns:
    return turns(request.prompt, request.history)


def of_edit(edit: Edit, locked: Sequence[str]) -> Turns:
    """The page as the last answer, and the wish; what may change or may not is said, and held by us whatever comes.

    Args:
        locked: the parts that may not change, if nothing is selected.
    """
    asked = edit.instruction
    if edit.selection:
        asked = f"{asked}\n\n{_ONLY.format(part=edit.page[slice(*edit.selection)])}"
    elif locked:
        parts = "\n\n".join(f"```html\n{part}\n```" for part in locked[:_PARTS])
        asked = f"{asked}\n\n{_BUT.format(parts=parts)}"
    history = (Message("user", edit.request or UNKNOWN_REQUEST), Message("assistant", edit.page))
    return turns(asked, history)
