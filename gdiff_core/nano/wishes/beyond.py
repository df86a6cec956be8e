"""What people ask of a page that the bundled model cannot do, or that is no wish at all, and what to tell them.

topic("translate it to Spanish")  -> Declined("This model writes English only …")
small_talk(tokens)                -> Declined("Glad to hear it …", answered=True)
"""

import re
from functools import cache
from itertools import pairwise

from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.clause import Clause
from gdiff_core.nano.wishes.lexer import UNKNOWN, Token, meaningful
from gdiff_core.nano.wishes.lexicon import adjectives
from gdiff_core.records import Declined

CAN = (
    "It changes colours, the font, corners, spacing, the hero, names, prices, opening hours, the phone number and "
    "other words of the page, adds and takes out entries, and adds, removes, moves and rewrites sections"
)
WAYS = "the editor changes any line, and a full model does the rest"
FOREIGN = (
    "This page is not of the bundled model's own kind, and there it spoils more than it mends. Change it in the "
    "editor, line by line, or connect a full model such as DiffusionGemma 26B."
)
BY_HAND = "The page's {} was rewritten by hand, and a change would undo that: change it there, in the editor."
UNKNOWN_CHANGE = f"This model does not know such a change. {CAN}; {WAYS}."
IN_PART = "“{}” was not understood, so nothing was changed. Say it in other words, or leave it out."
UNSURE = (
    "Is it meant that {}? Nothing was changed yet. If not, say it in other words, or one thing at a time."
)
WHICH_ONE = "Which of these is meant? Nothing was changed yet. If none is, say it in other words, or one thing at a time."
PART = "“{}” is beyond this model, so nothing was changed. Leave it out, or connect a full model."
WHICH = "Which words?"
WHICH_WORDS = WHICH + " Name a section as this page calls it, for example: rewrite “{}”."
LONG = "That is a lot at once: say one change, in a sentence."
NOTHING = f"Nothing was said to change. {CAN}."
_TOPICS: dict[str, tuple[str, str]] = {  # words, as regular expressions, and what to say
    "undo": (r"undo|revert|rever[st]e (?:that|this|it|the (?:last )?change)|roll (?:it |that )?back|go back|(?:change"
        r"|put|turn|switch|bring) (?:it|that|this|them|everything) back|(?:previous|last|earlier|old|original) "
        r"version|take (?:that|it|this) back|how it was|as it was before|back to (?:how|what|the way)|restore",
        "To take a change back press Undo above the page: nothing is lost, and History keeps every version."),
    "afresh": (r"start (?:over|again|afresh|from scratch)|from scratch|(?:delete|remove) everything|clear (?:the|this) "
        r"(?:page|site)|wipe|(?:completely )?new (?:web)?site|a different (?:web)?site",
        "That would be a new page: describe it under Build. Here the page that is there is changed, one "
        "thing at a time."),
    "button": (r"(?:button|buttons?'?)(?: text| label| wording| says?| should say| to say)|(?:text|label|words"
        r"|wording|writing) (?:on|of|in) the button"
        r"|the button (?:say|read)|button'?s text|where the button|button (?:links?|leads?|goes|go)",
        "Say what the button is to say, for example: the button should say “Book a visit”. Where it leads to goes "
        "into the editor."),
    "language": (r"translat\w*|multi-?lingual|bilingual|languages?|(?:in|to|into) (?:spanish|french|german|italian"
        r"|portuguese|chinese|japanese|arabic|hungarian|polish|dutch|russian|turkish|swedish|greek|hindi|korean"
        r"|english|welsh|irish|czech|ukrainian|romanian|danish|finnish|norwegian|catalan)|(?:spanish|french"
        r"|german|italian|english|chinese|japanese|portuguese|dutch|polish|hungarian) (?:version|translation|text)",
        "This model writes English only, so it cannot translate. It can give a tagline in your own words, to the "
        "letter; for whole pages connect a full model."),
    "video": (r"videos?|youtube|vimeo|clips?|film|movie|audio|podcasts?|music|sound effects?|spotify|webcam|live ?stream",
        "Video and sound are beyond this model. It can add a gallery, or a picture beside the heading; what "
        "you have yourself goes in by the editor."),
    "booking": (r"book(?:ings?| online| now| a (?:table|room|slot|time|class|visit|lesson|seat)| (?:in|with|through|on) "
        r"(?:here|us|it)|able)|(?:to|can|could|let (?:people|them|customers|guests|clients)) book|waiting list"
        r"|reserv\w+|appointments?|calendars?|scheduler|scheduling|availability|time ?slots?",
        "A page of this model cannot take bookings. It can add a contact form, a phone button or opening hours."),
    "shop": (r"(?:shopping )?(?:cart|basket)|check-?out|(?:online|web) ?(?:shop|store)|e-?commerce|paypal|stripe"
        r"|pay(?:ing|ments?)?(?: online)?|credit cards?|(?:order|buy|sell)(?:ing)?(?: \w+)? online|buy (?:now "
        r")?buttons?|add to (?:cart|basket)|gift (?:cards?|vouchers?|certificates?)|vouchers?|coupons?|online "
        r"order\w*",
        "A page of this model cannot sell or take payments. It can add a price list, change a price, or add "
        "a phone button."),
    "account": (r"log-?ins?|log ?in|sign ?in|accounts?|passwords?|members'? (?:area|only)|user ?names?|users"
        r"|admin(?: area| panel)?|register\w*",
        "Accounts and log-ins are beyond a page of this model. It can add a newsletter or a contact form."),
    "toggle": (r"toggles?|switcher|an? (?:little )?switch(?! (?:to|from)\b)|switch between|theme switch(?:er)?|(?:dark|light)[ /-]*(?:and |or |/)?(?:dark"
        r"|light)? ?mode (?:switch|button|toggle|option)"
        r"|let (?:people|visitors|users|customers|the user) (?:choose|pick|switch|change)",
        "A switch for visitors is beyond this model. It can make the page dark or light for everybody: say "
        "“dark background” or “light background”."),
    "logo": (r"logos?|favicon|icons?|emojis?|watermark|badges?|stickers?|brand mark|crest|emblem",
        "Logos and icons are beyond this model: a page has its name in large letters. It can change the "
        "name, the accent or the font."),
    "motion": (r"animat\w*|hover\w*|parallax|fad(?:e|es|ing)(?: in| out)?|slid(?:e|es|ing) (?:in|out)|slide ?shows?"
        r"|carousels?|sliders?|(?:on|when|while|as) (?:\w+ )?scroll\w*|scroll(?:s|ing)? (?:text|banner|effect|by)|transitions?|bounc\w+|blink\w*|spin\w*|rotat\w+|flash\w*|confetti"
        r"|snow(?:ing|fall|flakes?)?|fireworks|particles|typing effect|zoom\w*|mov(?:e|es|ing) (?:around"
        r"|automatically)|wiggl\w*|puls\w+|glow\w*|sparkl\w*|marquee|ticker|ripple",
        "Movement is beyond this model: its pages stand still. It can change colours, corners and spacing."),
    "social": (r"instagram|insta|facebook|fb|twitter|tik ?tok|linked ?in|pinterest|whats ?app|socials?|social media"
        r"|trip ?advisor|yelp|snapchat|telegram|google reviews?",
        "Links to other sites are beyond this model: put them in by the editor. It can add a contact form "
        "or a newsletter."),
    "lettering": (r"italics?|bold(?:er|face)?|underlin\w*|upper ?case|lower ?case|capital(?: letters?|s|ise\w*|ize\w*)?"
        r"|all[- ]caps|caps|strike ?through|(?:letter|line)[ -](?:spacing|height)|drop ?cap|thick(?:er)?"
        r"|thin(?:ner)?|(?:text|font|fonts|letter) (?:size|weight)",
        "Single words cannot be set in another way. This model can change the font of the whole page (serif, "
        "sans or typewriter) and the size of the heading."),
    "search": (r"seo|google|search engines?|meta(?: ?data| tags?| description)?|keywords?|analytics|tracking"
        r"|rank\w*|bing|open ?graph|sitemap|schema",
        "What search engines read is beyond this model; the editor has the page's source. It can change the "
        "name and the tagline, which they read first."),
    "legal": (r"cookies?|gdpr|privacy(?: policy| notice)?|imprint|impressum|terms(?: and conditions| of (?:use"
        r"|service))?|disclaimers?|copyright|legal (?:notice|page|text)|©",
        "Legal texts are beyond this model: put yours in by the editor."),
    "chat": (r"chat ?-?bots?|(?:live )?chat|pop-?ups?|pop ups?|modals?|notifications?|alerts?|(?:announcement|notice"
        r"|promo|promotion|sale) (?:bar|banner)|banners?|widgets?|chatgpt|ai assistant",
        "Chats, banners and pop-ups are beyond this model. It can add a contact form, common questions or a "
        "phone button."),
    "pages": (r"(?:second|another|separate|new|extra|third|own|different|sub) ?-?(?:web)?pages?|sub-?pages?|multiple "
        r"pages|multi-?page|more pages|pages|blog\w*|news(?: section| feed| page)?|articles?|events?(?: calendar"
        r"| section| list)?|careers? page|tabs?|jobs?(?: offers?| page)?|vacanc\w+",
        "This model's pages are single ones, with twelve sections to choose from. It can add, for example, "
        "an about text, a gallery, reviews or questions."),
    "own images": (r"upload\w*|background (?:image|picture|photo)s?|cover (?:photo|image|picture)|stock (?:photos?|images?)"
        r"|(?:our own|own|real|actual|my|these|better|nicer) (?:photos?|pictures?|images?)|(?:change|replace"
        r"|update|swap) (?:the |our |that )?(?:photos?|pictures?|images?)",
        "This model has no pictures of its own, only coloured fields where yours go: put them in by the "
        "editor. It can add or remove the gallery."),
    "images": (r"(?:new|other|different) (?:photos?|pictures?|images?)|(?:photos?|pictures?|images?|pics?|drawing"
        r"|illustration) (?:of|with|showing)|jpe?g|png|svg"
        r"|thumbnails?|gifs?|captions?|mascot|drawings?|illustrations?",
        "This model has no pictures of its own, only coloured fields where yours go: put them in by the "
        "editor. It can add or remove the gallery."),
    "link": (r"(?:links?|linking|hyperlinks?|url|urls)|pdf|download(?:able)?(?: link| button)?|qr ?-?codes?"
        r"|attachments?|files?|embed\w*|iframes?",
        "Links and files are beyond this model: put them in by the editor."),
    "saving": (r"publish\w*|sav(?:e|ing) (?:it|this|the|my|as)|save|export\w*|host\w*|deploy\w*|domains?|go live"
        r"|print(?: it| this| out)?|(?:email|send|share) (?:it|this|me)",
        "That is not a change of the page: Download, above it, gives you the file. In words this model can "
        "change the page itself."),
    "content": (r"longer|shorter|more (?:text|details?|words)|less text|mentions?|say(?:s|ing)? that|(?:just |please "
        r")?say: |expand\w*|summari[sz]e\w*|in the (?:first|third) person|tone of voice|grammar|spelling|typos?",
        "Say the words as they are to stand, for example: change “Fresh bread” to “Fresh bread every day”. Of its own "
        "this model gives a section other words, but not more of them or fewer."),
    "columns": (r"columns?|grid|masonry|table(?: layout)?|full[- ]?(?:width|screen)|wider|narrower|width|height"
        r"|align\w*|justif\w+|indent\w*|float\w*"
        r"|next to each other|side by side|overlap\w*|two by two|in a row|z-?index|margin|px|pixels|rem",
        "How things stand side by side is beyond this model. It can put a picture beside the heading, the menu "
        "to the side, and give sections more or less space."),
    "style": (r"gradients?|shadows?|transparent|transparency|opacity|borders?|outlines?|glass\w*|textures?|patterns?"
        r"|stripes?|wallpaper|dotted|neon|metallic|glitter\w*|rainbow|multi-?colou?red|colou?rful|sticky|fixed "
        r"(?:header|menu|nav\w*)|frames?|divider\w*|separators?|lines? (?:between|under)",
        "Of the looks this model can change the accent, the background, the font, corners, spacing and the hero."),
    "device": (r"(?:on|for) (?:mobiles?|phones|tablets?|ipads?|iphones?|desktops?|small screens?)"
        r"|mobile[- ]?(?:friendly|version|first|view)?|responsive"
        r"|accessib\w*|screen ?readers?|faster|load\w*|performance|speed|browser|aria|alt (?:text|tags?)",
        "The page fits phones already, and the rest of its technique is beyond this model: the editor has "
        "its source."),
    "address": (r"address (?:is|to|:|should|has|now|changed)|(?:change|update|correct|new|wrong) (?:the |our |my "
        r")?(?:street )?address|moved to|we (?:have |'ve )?moved|(?:new|other) (?:street|location|premises)"
        r"|(?:email|e-mail|mail) address|house number|zip ?code|post ?code|city",
        "Say the whole new address, for example: our address is now 12 High Street."),
    "widget": (r"count ?downs?|timer|clocks?|weather|games?|quiz(?:zes)?|calculators?|polls?|surveys?|search (?:bar|box"
        r"|field)|charts?|graphs?|counter|stars?|star ratings?|spinner|progress bar|filters?|accordion|dropdowns?"
        r"|drop[- ]down|hamburger(?: menu)?|form fields?|fields?|check ?box(?:es)?|captcha|automatic\w*"
        r"|javascript|js|react|wordpress|php|html|css|database|api|bootstrap|tailwind|code|plug-?ins?|script"
        r"|interactive|pin",
        "That is beyond this model, whose pages hold twelve sections and no programs. It can add questions, a "
        "contact form, a newsletter, a map or a phone button."),
    "vague": (r"pops?|better|nicer|prettier|(?:more )?beautiful|professional\w*|modern\w*|fanc(?:y|ier)|cooler"
        r"|fun(?:ner)?|exciting|stand out|fresh(?:er)?|unique|premium|luxur\w+|expensive|playful\w*|trend(?:y"
        r"|ier)|stylish|slick|boring|ugly|bland|dull|improve\w*|optimi[sz]e\w*|fix (?:it|this|the (?:design|page"
        r"|site))|polish|upgrade|enhance|awesome|amazing|attractive|appealing|friendl(?:y|ier)|inviting"
        r"|interesting|special|catch(?:y|ier)|creative|surprise me|redesign|design|less (?:boring|plain)"
        r"|personality|character|wow|spice|jazz|feminine|masculine|youthful|sophisticated|sexy|simpler|simple"
        r"|cute|serious|different|something else|don't like|classy|classier|minimal\w*|dangerous|poetic|elegant"
        r"|clean",
        "This model needs to know what to change. Say one thing, for example “dark background”, “serif font”, "
        "“rounded corners”, “more space” or “make it teal”."),
}  # fmt: skip
_VETOES = ("toggle", "own images", "social", "language", "shop", "account", "video", "chat", "motion")
"""Never a wish, whatever else was said."""
_SMALL_TALK = frozenset(
    ("praise", "is", "stop", "and", "hello", "want", "all", "not", "too", "more", "for", "some", "new", "place", "ask")
)  # fmt: skip
_POINTING = ("that's", "it's", "this is", "looks", "they're")
_QUESTION = re.compile(
    r"(?:what(?!'s with)|which|who|whose|when|where|why|how)\b(?! about| if| it (?:says|said|reads))|(?:is|are"
    r"|was|were|does|did|has|will|am)\s+(?!it possible|not )|(?:do|have)\s+(?:i|we|you|they|people|these|those)\b"
    r"|i wonder|tell me|(?:can|could) (?:you (?:tell|explain|understand)\b|i (?:see how|know|ask|use|download)\b"
    r"|customers|visitors)|should (?:i|we)\b"
)
_NO_QUESTION = re.compile(
    r"[^.!?\n]*(?:\bmissing\b|: (?:please |can you |could you )*(?:please|add|put|show|move|remove|drop|change|make)\b)"
)
_ANSWER = f"That is a question, and this model only changes pages. {CAN}."
_THANKS = "Glad to hear it. Nothing was changed; say what to change whenever you like."
_HELLO = f"Hello! Say what to change on this page. {CAN}."
_NUMBER = "Say the new number, for example: our number is 555-0142."
_NO_NUMBER = "There is no phone number on this page. Say “add a phone button” first."
_ELSEWHERE = (
    "Say which words of the page, and what they are to be: change “Prices” to “What it costs”. "
    "Or click them in the editor."
)
_ONE_COLOUR = (
    "One part cannot have a colour of its own. This model can change the accent (buttons and highlights) and the "
    "background of the whole page."
)
_THINGS = (
    "section", "item", "element", "head", "type", "tagline", "name", "picture", "single", "menu", "nav",
    "links",
)  # fmt: skip
_REASONS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("drop", "add", "take"), ("item", "single"), "Say which entry, as the page has it: take out “Rye bread”. A new "
        "one comes with all of its words: add “Rye bread” for $9 to the prices."),
    (("colour",), _THINGS, _ONE_COLOUR),
    (("adj",), _THINGS, "Of sizes this model can change that of the heading: say “a bigger heading” or “a smaller heading”."),
    (("other-font",), (), "There are three fonts here: serif (Georgia), sans (the system's own) and typewriter. Say which one."),
    (("name",), (), "Say what the name is to be, for example: call it “Luna & Co”."),
    (("tagline", "our tagline"), (), "Say the words of the tagline, for example: tagline “Fresh every morning”. They are taken "
        "over to the letter."),
    (("adj",), (), "Of what? Say for example “a bigger heading”, “dark background”, “more space” or “rounded corners”."),
    (("colour",), (), "Of what? Say for example “make the buttons teal” or “dark green background”."),
)  # fmt: skip
"""Tags, others of which one is there too, what to say."""


def small_talk(tokens: list[Token]) -> Declined | None:
    """The answer to a thank-you or a greeting; None if it is more than that."""
    admired = [other for one, other in pairwise(tokens) if other.tag == "colour" and one.text in _POINTING]
    tags = {token.tag for token in meaningful(tokens) if token not in admired}  # "that's mint, thanks"
    if not tags <= _SMALL_TALK or not tags & {"praise", "hello"}:
        return None
    return Declined(_THANKS if "praise" in tags else _HELLO, answered=True)


def is_question(text: str) -> bool:
    """Whether somebody wants to know something, and nothing done."""
    return bool(_QUESTION.match(text.lstrip(" ,.!"))) and not _NO_QUESTION.match(text)


def question() -> Declined:
    """The answer to a question."""
    return Declined(_ANSWER, answered=True)


def topic(text: str, only: str = "", but: tuple[str, ...] = ()) -> Declined | None:
    """What to say of words about a known matter beyond the model; None if they are about none."""
    names = (only,) if only else [name for name in _TOPICS if name not in but]
    return next((Declined(_TOPICS[name][1]) for name in names if _rule(name).search(text)), None)


@cache
def _rule(name: str) -> re.Pattern:
    return re.compile(rf"(?<![\w-])(?:{_TOPICS[name][0]})(?![\w-])")


def vetoed(text: str) -> Declined | None:
    """What to say of words of which something could be made, but not what they mean."""
    return next((found for name in _VETOES if (found := topic(text, name))), None)


def declined(clause: Clause, words: str) -> Declined:
    """Why nothing can be made of a clause."""
    unknown = [token.text for token in clause.all(UNKNOWN)]
    if (
        clause.has("drop")
        and unknown
        and clause.only("drop", UNKNOWN, "not", "want", "out", "all", "and", "section")
    ):
        return Declined(f"There is no “{' '.join(unknown)}” among this page's sections. {has(clause.held)}")
    if found := topic(words):
        return found
    return Declined(_reason(clause) or UNKNOWN_CHANGE)


def _reason(clause: Clause) -> str:
    """What the tags of a clause tell; empty if they tell nothing."""
    shades = [token for token in clause.all("adj") if token.value in adjectives()["ground"]]
    if shades and clause.has(*_THINGS):
        return _ONE_COLOUR
    for tags, others, why in _REASONS:
        if clause.has(*tags) and (not others or clause.has(*others)):
            return why
    if clause.has("phone") and not clause.has("digits"):
        return _NUMBER if clause.held.phone else _NO_NUMBER
    there = any(token.text in clause.held.words for token in clause.all(UNKNOWN, "number"))
    return _ELSEWHERE if there else ""


def listed(headings: list[str]) -> str:
    """Names as a sentence has them: "Breads, Reviews and Hours"."""
    return " and ".join(filter(None, (", ".join(headings[:-1]), *headings[-1:])))


def has(held: Held) -> str:
    """What sections a page has, as a sentence."""
    return f"It has {listed([part.heading or part.id for part in held.parts])}."
