"""The words by which people ask for a design."""

from functools import cache

from gdiff_core.nano.designs import designs

_MOODS = {
    "elegant": "elegance, refined, sophisticated, luxurious, luxury, luxe, upscale, high end, high-end, classy, classic, graceful, "
    "romantic, editorial, timeless, chic, posh, stylish, exclusive",
    "bold": "bolder, loud, louder, striking, dramatic, impactful, powerful, confident, eye-catching, eye catching, "
    "brutalist, edgy, punchy, graphic",
    "playful": "fun, funny, funky, cheerful, cute, whimsical, quirky, childlike, child-friendly, kid-friendly, "
    "lively, joyful, bubbly",
    "minimal": "minimalist, minimalistic, minimalism, simple, simpler, clean, cleaner, understated, swiss, austere, "
    "scandinavian, nordic, pared back, stripped back",
    "retro": "vintage, nostalgic, old-school, old school, old-fashioned, old fashioned, seventies, sixties, fifties, 50s, 60s, 70s, "
    "1950s, 1960s, 1970s, rustic, traditional, americana, homely",
    "modern": "contemporary, sleek, techy, futuristic, hi-tech, high-tech, high tech, slick, cutting edge, "
    "cutting-edge, glassy, startup, start-up",
}


@cache
def moods() -> dict[str, str]:
    """What people say, and the design that they mean; the longest first. Names are said too."""
    known = {words: name for name, text in _MOODS.items() if name in designs() for words in text.split(", ")}
    known |= {name: name for name in designs()}
    return dict(sorted(known.items(), key=lambda pair: -len(pair[0])))
