"""Playground: a conversation. Its turns are jobs, each after the one before; the URL names the last."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from gdiff_core.document.extract import extract_page, parted
from gdiff_core.errors import GdiffError
from gdiff_core.records import Job, Message, Picture, Turn
from gdiff_core.serving.answers import Answer
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import jobs, pictures, sampler, texts
from gdiff_core.ui.asking import readable
from gdiff_core.ui.live_component import live_view
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.model import FULL_MODEL
from gdiff_core.ui.outcome import outcome
from gdiff_core.ui.place import where
from gdiff_core.ui.shared import server
from gdiff_core.ui.waiting import waiting

EXAMPLES = (
    "What is a diffusion language model? Answer in two sentences.",
    "Write a haiku about noise that becomes words.",
    "List five names for a small bakery, with one word each on why.",
)
ONLY = "What is this?"
"""Asked where a picture comes without words."""
FORGOTTEN = "What was said before is not kept any more: a conversation stays in memory only."


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that is over."""

    job: Job
    answer: Answer | None
    """None: nothing came of it."""

    @property
    def parts(self) -> tuple[str, str]:
        """What the model thought, and what it said."""
        return parted(self.answer.text) if self.answer else ("", "")


def talk(look_elsewhere: Callable[[], None]) -> None:
    """The whole room.

    Args:
        look_elsewhere: goes to the other room. A callback.
    """
    said, snapshot, forgotten = _conversation(texts.current("talk"))
    allowed = _may_chat(said, snapshot, look_elsewhere)
    if allowed:
        with st.bottom, st.container(key="request-row", horizontal=True, vertical_alignment="bottom"):
            writing = snapshot is not None
            st.chat_input(
                "Say something",
                key="play-words",
                on_submit=_send,
                disabled=writing,
                **pictures.beside_words(),
            )
            pictures.room()
            sampler.system_prompt()
            sampler.sampler()
    if forgotten:
        st.caption(FORGOTTEN)
    for one in said:
        _show(one, last=one is said[-1] and snapshot is None)
    if snapshot:
        _asked(snapshot.job)
        waiting(snapshot)
    live_view(snapshot)
    if allowed and not said and not snapshot:
        _welcome()


def _conversation(last: str) -> tuple[list[Said], Snapshot | None, bool]:
    """Its turns that are over, the oldest first; the one under way; and whether older ones are forgotten."""
    said: list[Said] = []
    under_way, id = None, last
    while id:
        snapshot, answer = texts.look(id), texts.answer(id)
        if not (snapshot or answer):
            return said[::-1], under_way, True
        if snapshot and not snapshot.over:
            under_way = snapshot
        else:
            said.append(Said(snapshot.job if snapshot else answer.job, answer))
        id = (snapshot or answer).job.parent
    return said[::-1], under_way, False


def _may_chat(said: list[Said], snapshot: Snapshot | None, look_elsewhere: Callable[[], None]) -> bool:
    """Whether the model can, or the person tries it anyway; else they are told what it can."""
    if not (why := server().unable("chat")):
        return True
    if st.session_state.get("play-anyway") or said or snapshot:
        st.caption(f"It cannot chat. {why} What follows is its raw output.")
        return True
    with st.container(key="welcome"):
        st.title("This model cannot chat.")
        st.markdown(plain(why))
        st.markdown(
            f"To chat, choose another model in the sidebar: a checkpoint such as `{FULL_MODEL}`, on a GPU with "
            "60 GB, or any server that speaks the OpenAI protocol."
        )
        st.space("small")
        arrow = ":material/arrow_forward:"
        st.button("Fill holes in one of its pages", type="tertiary", icon=arrow, on_click=look_elsewhere)
        st.button("Describe a website", type="tertiary", icon=arrow, on_click=_describe)
        st.button("Try anyway, and see its raw output", type="tertiary", icon=arrow, on_click=_try_anyway)
    return False


def _describe() -> None:
    st.switch_page("pages/build.py", query_params=where())


def _try_anyway() -> None:
    st.session_state["play-anyway"] = True


def _welcome() -> None:
    with st.container(key="welcome"):
        st.title("Say something.")
        st.markdown("The answer denoises before your eyes. It is kept in memory only, unless you save it.")
        st.space("small")
        for example in EXAMPLES:
            arrow = ":material/arrow_forward:"
            st.button(example, type="tertiary", icon=arrow, on_click=_say, args=(example,))


def _send() -> None:
    pictures.send("play-words", _say, ONLY)


def _say(words: str, shown: tuple[Picture, ...] = ()) -> bool:
    """Queue the next turn. A callback."""
    said, snapshot, _ = _conversation(texts.current("talk"))
    if snapshot:
        warn("The answer is still being written. Stop it, or wait for its end, then send this.")
        return False
    return _ask(words, shown, said)


def _ask(words: str, shown: tuple[Picture, ...], said: list[Said], by: int = 0) -> bool:
    """Have words answered, after these turns.

    Args:
        by: how far the seed is from the one that is set.
    """
    text, dropped = readable(words)
    if dropped:
        warn(f"Left out {dropped} control characters that cannot be part of a message.")
    try:
        turn = Turn(text, sampler.chosen(), (*sampler.system(), *_history(said)), shown)
    except GdiffError as error:
        warn(str(error))
        return False
    return texts.submit("talk", jobs.reseeded(turn, by), said[-1].job.id if said else None)


def _history(said: list[Said]) -> list[Message]:
    """What was said so far; a turn that nothing came of is as if it had not been."""
    turns = []
    for one in said:
        if words := one.parts[1].strip():
            turns += [Message("user", one.job.words, one.job.request.pictures), Message("assistant", words)]
    return turns


def _again(job: Job) -> None:
    """The last turn once more, with the next seed. A callback."""
    said, _, _ = _conversation(job.parent or "")
    by = job.request.settings.seed - sampler.chosen().seed + 1
    _ask(job.words, job.request.pictures, said, by)


def _show(one: Said, last: bool) -> None:
    """A turn, with what came of it."""
    job, answer = one.job, one.answer
    _asked(job)
    with st.chat_message("assistant", avatar=":material/blur_on:"):
        thought, words = one.parts
        if thought:
            with st.expander("Thought", icon=":material/psychology:"):
                st.text(thought)
        _words(words)
        if job.error:
            st.warning(plain(job.error))
        if answer:
            st.caption(outcome(answer.commits, words, job.state, answer.seconds, thought))
        elif not job.error:
            st.caption("You stopped it before anything came.")
        with st.container(horizontal=True, gap="small"):
            texts.watch_button(job.id, answer)
            if last:
                st.button(
                    "Answer again", icon=":material/casino:", type="tertiary", on_click=_again, args=(job,),
                    help="The same words with the next seed.",
                )  # fmt: skip
                st.button(
                    "New conversation",
                    icon=":material/add:",
                    type="tertiary",
                    on_click=texts.forget,
                    args=("talk",),
                )
            if page := extract_page(words).html:
                texts.save_button(job.id, page)
        texts.watched(job.id, answer)


def _asked(job: Job) -> None:
    """What the person said, and showed."""
    with st.chat_message("user", avatar=":material/person:"):
        st.text(job.words)
        pictures.show(job.request.pictures)


def _words(words: str) -> None:
    """What was said: as Markdown, of which no picture is loaded; a page as its source."""
    if extract_page(words).html or words.lstrip().startswith("<"):
        st.code(words, language="html", wrap_lines=True, height=320)
    elif words.strip():
        st.markdown(texts.prose(words))
