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
    r"^\W*(?:hi|hello|hey|ok|okay|so|um|please|and|but|excuse me|sorry|quick question|question)?\W*(?:love|mate|there|dear|all)?\W*(?:who|what|whats|what's|when|where|why|how|which|whose|whom|is|are|am|was|were|do|does|did|can|could|will|would|should|shall|may|have|has|who's|how's|where's|isn't|don't|tell me|explain|define|do you)\b",
    re.I,
)
_WISHING = re.compile(
    r"\b(?:can|could|would|will|may|might) (?:there|you|u|i|we|ya|someone|somebody|it)\b.{0,40}\b(?:make|build|create|do|put|design|have|get|write|help|set|whip|knock|give|mock|draft|please|sort|throw|produce|develop|prepare|generate|rustle|see|order|be)\b"
    r"|\bi(?:'d| would) (?:like|love)\b|\b(?:need|want|make|build|create|design)\b.{0,40}\b(?:site|website|page|homepage|webpage)\b|\bhow about\b|\bis it possible\b|\bdo me a\b|\bany chance\b|\bdo you (?:do|make|build|create|design)\b.{0,30}\b(?:site|website|page)s?\b",
    re.I | re.S,
)
_PRICE_QUESTION = re.compile(
    r"^\W*(?:hi|hello|hey)?\W*(?:how (?:much|long|do|does|can|many|would|should|is|are|to|come|often|old|far|big)|what (?:is|are|does|do|was|can|would|should)|why|who|when|which)\b",
    re.I,
)
_ASKS_YOU = re.compile(
    r"\b(?:are|were) you (?:an?|the|real|human|there|just|still|one|able|ok)\b|\bdo you (?:know|think|like|speak|sleep|dream|feel)\b", re.I
)  # fmt: skip
_PAGE_SAID = re.compile(r"\b(?:(?:web)?sites?|(?:home|web)?pages?|online|web)\b", re.I)
_ONES_SITE = re.compile(r"\b(?:our|my|the) (?:(?:own|current|existing|old) )?(?:web ?)?(?:site|page)\b", re.I)
_MENDS = re.compile(
    r"\b(?:change|fix|update|edit|correct|mend|take down|log (?:in|on)(?:to)?|go (?:on|in|into))\b", re.I
)
_MAKES = re.compile(
    r"\b(?:new|make|build|create|creating|need|needs|want|wants|design|redo|replace|rebuild|like|another|instead|put|with|for)\b",
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
_QUESTION = "That is a question, and this model answers none. " + _OWN
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
    if not wishing and not _PAGE_SAID.search(text) and asking:
        opens = sentences[0].strip().endswith("?") and _PRICE_QUESTION.match(text)
        if opens or (len(sentences) == 1 and _ASKS_YOU.search(text)):
            return _QUESTION
    if (
        not asking
        or (len(asking) < len(sentences) and has_kind)
        or (wishing and not (_PRICE_QUESTION.match(text) and len(sentences) == 1 and "?" in text))
    ):
        return ""
    if has_kind and not text.strip().endswith("?") and not _PRICE_QUESTION.match(text):
        return ""
    return _QUESTION


def order(text: str) -> str:
    """Why, if a text wants something done that is no page."""
    return ORDER if _ORDERS.match(text) else ""


# ---- what is asked for ----------------------------------------------------------------------------------------

PAGES_SAID = bag("website site page homepage webpage web one-pager pager landing")
_PROGRAMS = bag(
    """bot chatbot app application program software script macro tool plugin extension widget spreadsheet sheet game quiz puzzle crossword
    calculator tracker timer reminder scheduler database system marketplace dashboard robot code algorithm
    rota roster automation simulator converter formula"""
)
_PAPERS = bag(
    """template invoice receipt contract letter email poem song jingle haiku limerick rap speech eulogy toast essay logo flyer flier leaflet
    poster brochure sticker video reel trailer clip animation gif caption tweet recipe playlist slogan tagline advert ad
    presentation slide powerpoint translation cartoon voiceover script certificate receipt worksheet label"""
)
_COMPOUNDS = {
    "plan": bag("business marketing lesson meal diet training revision seating"),
    "card": bag("business birthday christmas greeting loyalty"),
    "post": bag("facebook instagram insta linkedin social media"),
    "list": bag("shopping packing to-do todo"),
    "description": bag("job"),
    "report": bag("sale annual school"),
}  # fmt: skip
"""Nouns that are no page behind some others."""
_FORMATS = re.compile(
    r"\b(?:as|in|to) (?:an? )?(?:word|excel|png|pdf|jpe?g|svg|mp[34]|powerpoint|docx?|google (?:docs?|sheets?))\b|\bto print\b|\bprintable\b",
    re.I,
)
_BEFORE_BIDS = bag(
    """hi hello hey hiya ok so please just there mate love can could would will you u i'd i we we'd like need want make build create write do
    design draw code develop generate give get send put together knock up set me us am i'm we're after looking for a an the some my our one
    two three four five six seven eight nine ten another new little small simple short quick good nice proper to have love be"""
)
_GREETS = bag("hi hello hey hiya ok so please just there mate love")
_WISHES = bag("need want like i'd we'd would after looking require")
_BIDS = bag(
    "make build create write design draw code develop generate give get send put knock need want can could would will"
)
_REQUESTS = ("any chance", "i'd like", "we'd like")
_ASKED_BARE = bag("for that which to where in")
_THE = bag("the a an my our")
_ENDS_NOUN = bag(
    "for that which where to of about with who in on at by from and or so when if as but using i we you it he she they is are has"
)
_TELLING = bag("say says shows show tells tell looks explains lets has is gives makes sells")
_FUNCTIONS = tuple(
    re.compile(rf"\b(?:{work})\b", re.I)
    for work in (
        r"baskets?|shopping carts?|checkout|pay(?:ments?)?(?: an?| the| their)?(?: deposits?)?(?: by| with)? cards?|card payments?|take payments?|pay (?:an? |the )?deposits?",
        r"log[ -]?ins?|logs? in|sign[ -]?ins?|signs? in|(?:user|customer|own) accounts?|passwords?|(?:can|must|to) register|moderators?",
        r"(?:stock|inventory).{0,20}(?:count\w*|levels?|track\w*|updat\w*)|edit stock",
        r"(?:texts?|emails?|pings?|alerts?|notif\w+|charges?) (?:me|us|them|him|her).{0,20}(?:when|if|every|automatic\w*)|gets? an? (?:text|alert|notification|reminder)",
        r"(?:free|open|available) slots?|slots? (?:goes|go) back|swap\w* shifts|pick an? (?:slot|time|stylist|seat)",
        r"buyers? and sellers?|upload\w* their|list their own|match\w* (?:them|people)|post (?:drafts?|ads?|jobs?|their)|comments? on (?:one|each|other)",
        r"scans? an? code|(?:collect|earn)s? (?:points|stamps)|see on my phone|stamp cards?",
    )
)
"""What only a program does: a page that wishes for one of these is one, for two it is a shop or a system."""
_REWORKS = re.compile(
    r"\b(?:correct|proof-?read|check|polish|rewrite|re-?word|shorten|translate) (?:the|my|our|this|these|her|his) (?:\w+ ){0,2}?(?:grammar|spelling|text|words?|wording|letter|email|essay|paragraphs?|poem|statement|chapter)\b",
    re.I,
)


def mends(text: str) -> str:
    """Why, if a page that stands somewhere is to be changed, and none is to be made."""
    found = _ONES_SITE.search(text) and _MENDS.search(text) and not _MAKES.search(text)
    return "That is a change to a page that stands elsewhere, which I cannot reach. " + _OWN if found else ""


def asked_for(reading: Reading) -> str:
    """Why, if the thing that is asked for is no page, whatever business it is for; nothing if a page is spoken of.

    What is asked for is the noun that the first words end in: "a bot that answers", "logo for a barber".
    """
    if sum(bool(function.search(reading.text)) for function in _FUNCTIONS) > 1:
        return sentence("app", "what works like that")
    if _REWORKS.search(reading.text):
        return ORDER
    if PAGES_SAID & set(reading.keys):
        return ""
    start, end, bid = _first_noun(reading)
    if start == end:
        return ""
    head, behind = reading.keys[end - 1], reading.key(end)
    if head in {"something", "thing"} and behind in {"that", "which"}:
        verb = reading.words[end + 1].text.lower() if end + 1 < len(reading.words) else ""
        return sentence("app", head) if verb.endswith("s") and verb not in _TELLING else ""
    formatted = bool(_FORMATS.search(reading.text))
    several = reading.words[end - 1].text.lower().endswith("s")
    if not bid and (several or behind not in _ASKED_BARE or reading.breaks(end)):
        return ORDER if formatted and reading.keys[0] in _THE else ""
    if head in _PROGRAMS:
        return sentence("app", " ".join(reading.cut((start, end)).split()))
    paper = head in _PAPERS or set(reading.keys[start : end - 1]) & _COMPOUNDS.get(head, frozenset())
    return ORDER if paper or formatted else ""


def _first_noun(reading: Reading) -> tuple[int, int, bool]:
    """The words up to where the first noun ends, without what bids for it, and whether something does.

    "We make videos" bids for nothing, nor does "my letters"; "a bot that answers" does as it stands.
    """
    keys, start = reading.keys, 0
    while reading.key(start) in _GREETS:
        start += 1
    subject = reading.key(start) in {"i", "we", "i'm", "we're"}
    wish = reading.key(start + subject) in _WISHES
    if subject and not wish:
        return start, start, False
    bid = wish or reading.key(start) in _BIDS or reading.says(start, *_REQUESTS)
    while bid and reading.key(start) in _BEFORE_BIDS:
        start += 1
    start += not bid and reading.key(start) in {"a", "an"}
    end = start
    while end < len(keys) and end - start < 6 and keys[end] not in _ENDS_NOUN:
        if end > start and reading.breaks(end):
            break
        end += 1
    return start, end, bid


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
