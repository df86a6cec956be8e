"""Words by which people say that something goes, comes or stands elsewhere, whatever it is.

REMOVED.search("get rid of it"), NEW.search("we now sell rye"), LEFT.search("carlos left us")
"""

import re

REMOVED = re.compile(
    r"(?:(?:\A|[,.;]|\b(?:please|pls|can|could|you|to|and|so|should|would|just|i|we|also|then|kindly|must|will|be|been|want|get)) ?)\b"
    r"(?:remove|removed|delete|deleted|drop(?![ -]in\b)|dropped|rid|lose|scrap|bin|ditch|erase)\b"
    r"|\b(?:away with|get rid|taken? (?:\w+ ){0,4}?(?:out|off|down|away)|off|(?<!stand )(?<!stands )(?<!sold )(?<!work )(?<!find )(?<!check )(?<!runs )(?<!ran )out(?! of)|gone|"
    r"(?:can|must|should|has to|have to|needs to) (?:go|come (?:out|off|down))|should(?:n't| not) be (?:listed|there|on|shown))\b"
)
ENDED = re.compile(
    r"\A(?:and |but |so |also )?no (?!longer|more)|\b(?:no longer|not \w+ any ?more|any ?more|stop(?:ped)?|no more|discontinued|gave up|given up|finished|dead)\b"
    r"|(?<!\w)(?:dont|don't|doesn't|doesnt|do not|does not) (?:do|sell|offer|make|have|serve|stock|bake) "
)
"""What is said of a thing that is no longer to be had."""
LEFT = re.compile(
    r"\b(?:went (?:back|home|off|to)|moved (?:to|back|away)|resigned|is on maternity leave|left|leaves|leaving|retired|retires|quit|moved on|gone|no longer|not [\w ]{0,20}any ?more|isn't [\w ]{0,20}any ?more|passed away|off (?:she|he|they) goes?)\b"
)
IT = re.compile(r"\b(?:it|that|this|them|those|these|he|she|him|her|one|everywhere|there)\b")
NEW = re.compile(
    r"\b(?:new|forgot|forgotten|add|added|also|too|another|as well|instead|there's|theres|there (?:is|should be)|(?<!the )(?<!our )list|include|put|(?:we|i)(?:'ve| have)?(?: now)? (?:got|have|do|sell|offer|make|serve|bake)(?: now)?|now have)\b"
)
NOT = r"(?:(?:,|-|–|—|and|but)?\s*\b(?:now )?(?:not|instead of|rather than|no longer|in place of)\b(?: (?:the|our|a|an|at|on|in|just|only))*\s+[\"']?)"
RELATION = re.compile(
    r"\b(?:(?P<before>before|above|ahead of|over)|(?P<after>after|below|under|underneath|behind|beneath))\b"
)
FIRST = re.compile(
    r"\b(?:before (?:anything|everything|all)(?: else)?|(?:very )?first(?! (?:an?|the|your?|we|i)\b)(?: place)?|(?:at|to) the (?:very )?(?:top|start|beginning)|on top|up top|all the way up)\b"
)
LAST = re.compile(r"\b(?:(?:at|to|right at|on) the (?:very )?(?:end|bottom)|last|all the way down)\b")
SUBJECT = re.compile(
    r"(?:\w+ly,? )?(?:we|i|they|he|she|it|you|nobody|no one|everyone|everybody|people|customers|my \w+|our \w+|why do)\b(?! (?:can|could|should|must))"
)
"""What tells of somebody, and asks for nothing."""
PLEA = re.compile(
    r"\b(?:please|pls|plz|kindly|can (?:you|we|i)|could (?:you|we|i)|should|must|(?:i|we) (?:want|need)|(?:i|we)(?:'d| would) (?:like|love)|let's|needs? to|has to|have to|call (?:it|us|them)|name (?:it|them))\b"
)
MODAL = re.compile(r"\b(?:should|must|could|can)\b")
