"""What people call a page's font, corners, spacing, layout and tone."""

from functools import cache

from gdiff_core.nano.brief.words import Phrases, listed
from gdiff_core.nano.corpus import CORNER_WORDS, FONT_WORDS, LAYOUT_WORDS, SPACING_WORDS

_LOOKS = {
    ("font", "serif"): """serif, serifs, serif font, serif type, serif lettering, old fashioned lettering, old fashioned font, traditional font, traditional lettering,
        classic font, classic lettering, elegant font, elegant lettering, georgia, garamond, times new roman, baskerville, playfair, playfair display, bookish font, book font,
        old style font, newspaper font, classical font, vintage font, caslon, bodoni, didot, merriweather, slab serif, classy font, fancy font, literary font, old school font, elegant letters, thin elegant letters, old fashioned letters, elegant type, elegant typography, traditional type, classic type, classic typography, typography with serif, old style lettering, old style letters, bookish type, posh font, elegant script like font, delicate font, refined font, thin elegant font""",
    ("font", "sans"): """sans, sans serif, sanserif, sans-serif, modern font, clean font, plain font, simple font, modern lettering, helvetica, arial, roboto, futura, open sans,
        montserrat, poppins, lato, verdana, geometric font, thick font, clean type, modern type, modern typeface, clean typeface, bold font, chunky font, gill sans, minimal font,
        easy to read font, readable font, no serif, without serif, grotesque, no serifs, non serif, font without serif, clear font, blocky font, clean lettering, plain letters, plain lettering, simple lettering, modern letters, simple letters, clean typography, modern typography, letters that are easy to read, easy to read letters, big clear letters, thick letters, bold lettering, chunky letters, big bold font, straight letters""",
    ("font", "mono"): """mono, monospace, monospaced, typewriter, type writer, typewriter font, courier, code font, coding font, fixed width, fixed width font, console font,
        terminal font, computer font, mono font, typewriter style, teletype, consolas, typewriter lettering, typewriter text, typewriter look""",
    ("corners", "rounded"): """rounded, rounded corner, round corner, soft corner, rounded edge, round edge, soft edge, rounded everything, pill button, rounded button, round button,
        curvy, curved corner, curved edge, rounded shape, rounded box, rounded card, soft rounded, bubbly shape, pill shaped, roundish, softened corner, corner rounded, no sharp corner,
        no sharp edge, no hard edge, nothing sharp, soft rounded corner""",
    ("corners", "sharp"): """sharp, sharp corner, square corner, sharp edge, hard edge, hard corner, straight edge, straight corner, square edge, square button, boxy, angular, crisp edge,
        crisp corner, no rounded corner, no round corner, no rounding, not rounded, sharp box, corner sharp, corner square, square box, no rounded, no rounded edge, right angle, squared corner,
        squared off, edges sharp, nothing rounded, without rounded corner, pointy corner, hard square""",
    ("spacing", "airy"): """airy, lot of space, lots of space, plenty of space, white space, whitespace, lots of white space, roomy, spacious, breathing room, room to breathe, space to breathe,
        generous spacing, more space, spaced out, well spaced, open space, breathing space, big margin, wide margin, generous margin, uncluttered, loose spacing, not cramped, not crowded, nothing cramped,
        generous white space, open and airy, lot of white space, lot of room, plenty of room, wide spacing, big spacing, large spacing, extra space, spread out, loads of space, plenty of white space,
        air around, lot of air, plenty of air, let it breathe, spacious layout, tons of space, generous space, much space, nice spacing""",
    ("spacing", "compact"): """compact, tight spacing, tight, dense, compact layout, tightly packed, close together, tightly spaced, little space, small gap, not much space, less space, compact spacing,
        small margin, no big gap, no wasted space, condensed, snug, packed in, narrow spacing, not too spread out, minimal spacing, close spacing, tight layout, without much scrolling, packed tight""",
    ("layout", "centred"): """centred, centered hero, centred hero, centered header, centered layout, centred layout, centred heading, centered title, centered text, everything centered, all centered, centered on page,
        hero centered, title in the middle, heading in the middle, text in the middle, name in the middle, in the centre, centre aligned, center aligned, centered banner, in the middle""",
    ("layout", "split"): """split, split hero, split layout, split screen, hero with a picture, picture beside, picture next to, image beside, image next to, picture on the side, picture on the right, picture on the left, photo on the right,
        photo on the left, image on the right, image on the left, image on the side, photo beside, photo next to, two column hero, two columns, two column, hero with picture, hero with image, hero with an image, hero with a photo, hero picture, hero image,
        hero photo, half and half, side by side, picture on one side, text on one side, with a picture at the top, picture at the top, image at the top, big picture, photo at the top, hero with a big picture, split header, picture at the side, two halves""",
    ("layout", "sidebar"): """sidebar, side menu, side bar, side navigation, sidebar menu, sidebar navigation, menu on the left, menu on the side, menu at the side, menu down the side, nav on the left, navigation on the left, navigation on the side, left menu, side nav,
        vertical menu, vertical navigation, menu at the left, menu on the left hand side, nav on the side, left hand menu, left sidebar, menu to the left, left navigation, left side menu, navigation down the side, navigation at the side, menu left, side panel, nav down the side""",
    ("tone", "dark"): """dark, moody, dark mode, dark theme, night mode, black theme, dark look, dark background, dark page, dark backdrop, darkness, dark tone, gothic, noir, dark and moody, dim, dark design, dark color, dark site,
        dark website, dark style, dark feel, dark palette, black mode, dark color scheme, darker, dark tones, dark colors, dark version, shadowy, inky""",
    ("tone", "light"): """light, bright, light theme, light mode, light background, bright background, pastel, pastel color, bright color, sunny, light color, light and bright, light page, light look, lots of light, light tone,
        bright and airy, light palette, pastel tone, pastel shade, light backdrop, pastel palette, light colored, pastels, bright and cheerful, light website, bright website, light site, bright look, bright theme, luminous, light colors""",
    ("tone", "cream"): """warm, warm color, warm tone, earthy, earth tone, earthy tone, earthy color, natural color, natural tone, warm look, warm feel, warm background, warm palette, warm shade, warm and cozy, warm theme, warm neutral,
        rustic, autumnal, autumn color, warm earthy tone, warm feeling, sepia, cosy color, cozy tone, homely color, warm and welcoming, warm and inviting, vintage color, old paper, paper color, rustic color""",
    ("tone", "grey"): "neutral, neutral color, neutral tone, neutral background, neutral palette, muted gray, neutrals",
}  # fmt: skip


@cache
def look_phrases() -> Phrases:
    """Phrases of the look that are not colours, labelled ("font", "serif")."""
    tables = {"font": FONT_WORDS, "corners": CORNER_WORDS, "spacing": SPACING_WORDS, "layout": LAYOUT_WORDS}
    entries = {
        word: (wish, choice) for wish, table in tables.items() for choice in table for word in table[choice]
    }
    entries |= {phrase: label for label, text in _LOOKS.items() for phrase in listed(text.replace("\n", " "))}
    return Phrases(entries.items())
