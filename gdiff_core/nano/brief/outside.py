"""Requests that the bundled model cannot answer, and the sentence that says so."""

import re
import unicodedata

from gdiff_core.nano.brief.english import FUNCTION_WORDS, language_of
from gdiff_core.nano.brief.words import Reading, bag

PAGES = "pages for businesses, people, events and clubs"
_OWN = f"This small bundled model writes {PAGES}, in English only."
_ATTACK = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior|guideline|everything|filter|training|restriction)"
    r"|\bsystem prompt\b|\byour (?:hidden |secret |initial |own )?(?:instructions|prompt|rules|weights|guidelines)\b|\bjailbreak|\byou are now\b|\b(?:as|be) (?-i:DAN)\b|\bdo anything now\b|\bdeveloper mode\b|\b(?:output|print|repeat|reveal|show)\b.{0,30}\b(?:text|words|everything|prompt|instructions) above\b|<\s*/\s*(?:request|user|prompt)\b|\bpretend (?:to be|you)|\bact as (?:a|an|if)\b"
    r"|<\s*/?\s*(?:script|iframe|img|svg|style|html|body|object|system)\b|javascript:|on(?:error|load|click)\s*=|\bdrop\s+table\b|\bunion\s+select\b|\bor\s+1\s*=\s*1|\{\{.*\}\}|\$\{.*\}|\[/?INST\]|<\|\w+\|?>|<(?:start|end)_of_turn>|###\s*(?:system|instruction)"
    r"|\b(?:hack|phish|phishing|steal)\b.{0,30}\b(?:password|account|bank|card|wifi|site|data)|\bsteal(?:s|ing)?\b.{0,20}\bpasswords?|\bbomb\b|\bmalware\b|\bransomware\b|\brm -rf\b|\bkeylogger\b|\bprint (?:out )?your\b|\breveal\b.{0,30}\b(?:prompt|instruction|secret|key)|\brepeat (?:the|everything|all|your)\b.{0,25}\b(?:above|prompt|words|text)|\bfake (?:paypal|bank|login|amazon|google|apple)\b|\bphishing\b",
    re.I | re.S,
)
_ASKS = re.compile(
    r"^\W*(?:hi|hello|hey|ok|okay|so|um|please|and|but|excuse me|sorry|quick question|question)?\W*(?:who|what|whats|what's|when|where|why|how|which|whose|whom|is|are|am|was|were|do|does|did|can|could|will|would|should|shall|may|have|has|who's|how's|where's|isn't|don't|tell me|explain|define|do you)\b",
    re.I,
)
_WISHING = re.compile(
    r"\b(?:can|could|would|will|may|might) (?:you|u|i|we|ya|someone|somebody|it)\b.{0,40}\b(?:make|build|create|do|put|design|have|get|write|help|set|whip|knock|give|mock|draft|please|sort|throw|produce|develop|prepare|generate|rustle|see|order|be)\b"
    r"|\bi(?:'d| would) (?:like|love)\b|\b(?:need|want|make|build|create|design)\b.{0,40}\b(?:site|website|page|homepage|webpage)\b|\bhow about\b|\bis it possible\b|\bdo me a\b|\bany chance\b|\bdo you (?:do|make|build|create|design)\b.{0,30}\b(?:site|website|page)s?\b",
    re.I | re.S,
)
_PRICE_QUESTION = re.compile(
    r"^\W*(?:hi|hello|hey)?\W*(?:how (?:much|long|do|does|can|many|would|should|is|are|to|come|often|old|far|big)|what (?:is|are|does|do|was|can|would|should)|why|who|when|which)\b",
    re.I,
)
_LANGUAGES = "spanish french german italian portuguese dutch polish russian chinese mandarin japanese korean arabic hindi turkish swedish norwegian danish finnish greek hebrew welsh irish gaelic catalan basque czech slovak hungarian romanian ukrainian vietnamese thai tagalog indonesian malay urdu bengali tamil punjabi latin afrikaans swahili croatian serbian bulgarian persian farsi cantonese telugu marathi gujarati"
_WRITTEN_IN = re.compile(
    rf"\b(?:(?:written|write|page|site|website|text|texts|content|copy|all|everything|words|translated?|wording|it|be|only|homepage|webpage|menu)\b[^.!?\n]{{0,12}}?\s(?:in|into|to)\s+(?:{'|'.join(_LANGUAGES.split())})\b(?!\s+(?:style|food|tea|wine|colours?|colors?|town|school|class|lessons?|street|quarter))"
    rf"|\bin (?:{'|'.join(_LANGUAGES.split())}) (?:language|please)\b|\b(?:{'|'.join(_LANGUAGES.split())})[- ](?:language )?(?:website|web site|site|web page|page|version|text)\b(?! for))",
    re.I,
)
_SMALLTALK = bag(
    "hi hello hey thanks thank cheers good morning evening afternoon bye goodbye ok okay yes no test testing lol nice great cool help please sorry you how are there so much very what's up sup yo welcome hmm"
)
_ORDERS = re.compile(
    r"^\W*(?:please |can you |could you |pls |hey,? |hi,? )*(?:translate|write (?:me )?(?:a|an|the|my|some) (?:(?:short|long|little|funny|nice|quick|sweet|sad|romantic|good) ){0,2}(?:poem|story|essay|song|letter|email|haiku|joke|speech|limerick|novel|article|review|caption|cover letter|report|summary)|draw|paint|sing|tell me|summari[sz]e|compose|calculate|solve|compute|play|book me|order me|buy|remind|call|send|search|find me|convert|rap|recommend|explain|generate (?:an? )?image|proofread)\b",
    re.I,
)
APP = (
    f"{{What}} is a program, and this small bundled model writes {PAGES}, in English, with nothing that runs."
)
SITE = f"{{What}} is another kind of page than this small bundled model writes: it writes {PAGES} only, in English."
NO_KIND = "It does not say what the page is for. " + _OWN
ORDER = "That is not a page to write. " + _OWN


def unreadable(text: str, reading: Reading, known: frozenset[str]) -> str:
    """Why a text cannot be a request in English for anybody: a sentence, or nothing if it can."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        pictures = any(unicodedata.category(c) == "So" for c in text)
        return (
            (f"{'A picture' if pictures else 'That'} alone does not say what page you want. " + _OWN)
            if text.strip()
            else "There are no words in it. " + _OWN
        )
    if _ATTACK.search(text):
        return "That is about the model or its instructions, or code, and not about a page. " + _OWN
    if language := language_of(reading, known):
        return f"That seems to be {language}. " + _OWN
    return ""


def is_gibberish(reading: Reading, known: frozenset[str]) -> bool:
    """Whether hardly any word of a text is one."""
    words = [word for word in reading.words if word.text[0].isalpha() and len(word.text) > 1]
    if not words:
        return True
    good = sum(word.key in known for word in words)
    return good < 0.34 * len(words) if len(words) > 2 else good == 0


def gibberish() -> str:
    """The sentence for letters that make no words."""
    return "I cannot make out words in that. " + _OWN


def other_language(text: str) -> str:
    """Why, if an English request wants its page in another language."""
    found = _WRITTEN_IN.search(text)
    if not found:
        return ""
    wanted = re.search("|".join(_LANGUAGES.split()), found[0], re.I)[0].capitalize()
    return f"The page should be in {wanted}. " + _OWN


def question(text: str, has_kind: bool) -> str:
    """Why, if a text only asks something: a sentence, or nothing if it wants a page."""
    sentences = [part for part in re.findall(r"[^.!?]+[.!?]*", text) if re.search(r"\w", part)]
    asking = [part for part in sentences if _ASKS.match(part) and ("?" in part or len(sentences) == 1)]
    wishing = bool(_WISHING.search(text))
    if (
        not asking
        or (len(asking) < len(sentences) and has_kind)
        or (wishing and not (_PRICE_QUESTION.match(text) and len(sentences) == 1 and "?" in text))
    ):
        return ""
    if has_kind and not text.strip().endswith("?") and not _PRICE_QUESTION.match(text):
        return ""
    return "That is a question, and this model answers none. " + _OWN


def order(text: str) -> str:
    """Why, if a text wants something done that is no page."""
    return ORDER if _ORDERS.match(text) else ""


def is_small_talk(reading: Reading) -> bool:
    """Whether a text greets or thanks and says no more."""
    return all(k in _SMALLTALK | FUNCTION_WORDS for k in reading.keys)


def small_talk() -> str:
    """The sentence for a greeting."""
    return "Hello. Say what the page is for. " + _OWN


def sentence(sort: str, what: str) -> str:
    """Why, for a thing that is none of the model's kinds: `what` in the person's words, `sort` as in `lexicon.Other`."""
    text = {"app": APP, "site": SITE}[sort]
    article = (
        ""
        if what.endswith("s") and not what.endswith("ss")
        else ("an " if what[0].lower() in "aeiou" else "a ")
    )
    if not article:
        text = text.replace(" is ", " are ", 1)
    named = article + what
    return text.format(What=named[0].upper() + named[1:])
