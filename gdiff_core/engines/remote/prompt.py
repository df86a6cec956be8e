"""A request as the turns of a conversation: the one place where a server's prompt is made."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gdiff_core.engines import task
from gdiff_core.records import Edit, Message, Picture, Request, Turn, joined

Turns = list[dict[str, Any]]

_ONLY = (
    "Only this part of the page may change:\n\n```html\n{part}\n```\n\n"
    "Answer with its new text alone, in a code fence."
)
_BUT = (
    "These parts of the page may not change, and stay as they are:\n\n{parts}\n\nAnswer with the whole page."
)
_GO_ON = "The page breaks off there. Go on with the very next character, and write no word of it again."
_PARTS = 12
"""Locked parts that are shown; the rest is held all the same."""


def turns(prompt: str, history: Sequence[Message] = ()) -> Turns:
    """The turns before a prompt, and the prompt."""
    said = [{"role": turn.role, "content": turn.text} for turn in history]
    return [*said, {"role": "user", "content": prompt}]


def _joined(*said: Message) -> Turns:
    """With one turn where several of a role follow each other: many templates want them to alternate."""
    return [{"role": turn.role, "content": _content(turn)} for turn in joined(said)]


def of_request(request: Request) -> Turns:
    """The task, and the words; of a page that goes on, what there is of it stands behind them."""
    asked = task.told(request)
    said = (*asked.history, Message("user", asked.prompt, asked.pictures))
    if not request.begun:
        return _joined(*said)
    return _joined(*said, Message("assistant", request.begun), Message("user", _GO_ON))


def of_turn(turn: Turn) -> Turns:
    """What was said, as it was said."""
    return _joined(*turn.history, Message("user", turn.prompt, turn.pictures))


def _content(message: Message) -> str | list[dict[str, Any]]:
    """Its words; with pictures, as the protocol has them, in the message itself."""
    words = {"type": "text", "text": message.text}
    return [*map(_picture, message.pictures), words] if message.pictures else message.text


def _picture(picture: Picture) -> dict[str, Any]:
    data = base64.b64encode(picture.data).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}


def of_edit(edit: Edit, locked: Sequence[str]) -> Turns:
    """The task, the page, and the wish; what may change or may not is said, and held by us whatever comes.

    Args:
        locked: the parts that may not change, if nothing is selected.
    """
    asked = task.told(replace(edit, selection=None, locks=()))  # their parts are told here
    wish = edit.instruction
    if edit.selection:
        wish = f"{wish}\n\n{_ONLY.format(part=edit.page[slice(*edit.selection)])}"
    elif locked:
        parts = "\n\n".join(f"```html\n{part}\n```" for part in locked[:_PARTS])
        wish = f"{wish}\n\n{_BUT.format(parts=parts)}"
    rules = (
        asked.history[1:] if edit.selection and not edit.task else asked.history
    )  # they want the whole page
    return _joined(*rules, Message("user", wish, edit.pictures))
