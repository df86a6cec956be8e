"""What goes wrong with a server, in sentences that say what to do."""

import logging
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from gdiff_core.errors import EngineError

log = logging.getLogger(__name__)

_MOST = 240
"""Characters of a server's own words."""


class NotTheProtocol(Exception):  # noqa: N818 - reads as what it is
    """An answer came that is none of the protocol's, such as a web page."""


class Stalled(Exception):  # noqa: N818 - reads as what it is
    """An answer stopped coming."""


class CutShort(Exception):  # noqa: N818 - reads as what it is
    """An answer ended before its end."""


def host_of(url: str) -> str:
    """What a person calls the server: host and port, and no name or password that stands before them."""
    return urlsplit(url).netloc.rpartition("@")[2] or url


def explain(error: BaseException, url: str, key: str = "", begun: bool = False) -> EngineError:
    """An error as a sentence for a person.

    Args:
        key: is blotted out, wherever a server repeats it.
        begun: a part of the answer had come.
    """
    if isinstance(error, EngineError):
        return error
    sentence = _sentence(error, host_of(url), bool(key), begun)
    return EngineError(sentence.replace(key, "…") if key else sentence, _status(error))


def _status(error: BaseException) -> int:
    return getattr(error, "status_code", 0)


def _sentence(error: BaseException, host: str, has_key: bool, begun: bool) -> str:
    import openai

    if isinstance(error, openai.APIStatusError):
        return _refused(error, host, has_key)
    if isinstance(error, openai.APITimeoutError | Stalled | TimeoutError):
        return (
            f"The server {host} has sent nothing for too long. "
            "It may be overloaded, or still loading its model: try again."
        )
    if isinstance(error, openai.APIConnectionError | CutShort | OSError):
        return _cut_off(error, host, begun)
    if isinstance(error, openai.APIError) and begun:
        return f"The server {host} broke off: {_own_words(error)} Try again."
    if isinstance(error, NotTheProtocol | ValueError | openai.APIError):
        return (
            f"The server {host} answers, but not in the OpenAI protocol: check that the address ends in /v1, and "
            "that nothing in between, such as a login page, answers in its place."
        )
    log.warning("An error that nobody expected of the server %s", host, exc_info=error)
    return f"The server {host} could not be understood: try again; the log of this program says more."


def _refused(error: "Exception", host: str, has_key: bool) -> str:
    status, words = _status(error), _own_words(error)
    if status == 401:
        todo = (
            "does not take the key in GDIFF_ENGINE_KEY: check it"
            if has_key
            else "wants a key: set GDIFF_ENGINE_KEY"
        )
        return f"The server {host} {todo}, and start again."
    if status == 403:
        return f"The server {host} does not allow this: ask who runs it what your key may do."
    if status == 404:
        return (
            f"The server {host} has not got what was asked for: check the address, which mostly ends in /v1, and the "
            f"model's name. {words}"
        )
    if status == 429:
        after = error.response.headers.get("retry-after", "")
        when = f"in {after} seconds" if after.isdecimal() else "in a while"
        return f"The server {host} has too much to do, or you have used up what you may ask of it: try again {when}."
    if status >= 500:
        return f"The server {host} failed ({status}): try again; if it fails again, its log says why. {words}"
    return f"The server {host} refuses the request ({status}). {words}"


def _cut_off(error: BaseException, host: str, begun: bool) -> str:
    causes = [*_causes(error)]
    if any(
        isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(cause)
        for cause in causes
    ):
        return (
            f"The certificate of {host} is not trusted here: set SSL_CERT_FILE to the one that signed it, "
            "or use an address with one that is."
        )
    if begun or isinstance(error, CutShort):
        return f"The server {host} was lost in the middle of its answer: try again once it is there."
    return f"The server {host} cannot be reached: check that it runs, the address, and the network."


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _own_words(error: BaseException) -> str:
    """What the server itself says, as one short sentence; nothing of a web page."""
    body = getattr(error, "body", None)
    found = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(found or "").split())
    if not text or re.search(r"<\w+", text):
        return ""
    return f"It says: {text[:_MOST]}{'…' if len(text) > _MOST else ''}"
