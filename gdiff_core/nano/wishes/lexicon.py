"""The words in which people ask for changes, and what each is a word for.

    lexicon(held) -> {("get", "rid", "of"): ("drop", ""), ("breads",): ("section", "offer"), ...}

A phrase has a tag, the part it plays in a sentence, and a value. Some hang on the page: its headings, its items, its
name. What a sentence asks for is `wishes`' to say.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from gdiff_core.document.outline import visible
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.corpus import SECTIONS
from gdiff_core.nano.reading import Held

Phrase = tuple[str, ...]
Sense = tuple[str, str]
"""A tag and a value."""

FILL = "_"
"""The tag of what may stand in any sentence and changes nothing."""

SAID: dict[str, dict[str, str]] = {  # tag: value: phrases
    # ---- what is to be done
    "set": {
        "": "make, makes, making, change, changed, changing, turn, turned, set, use, using, switch, go, go with, going, try, do, "
        "update, adjust, alter, modify, paint, pick, choose, apply, convert, transform, get, let, render, give, redo, correct, amend, edit, fix, revise, color it, colour it",
    },
    "replace": {"": "replace, swap out, replaced"},
    "want": {"": "want, wants, need, needs, like, love, prefer, have, has, having, wish for, how about, what about, missing, why not, require, got"},
    "add": {
        "": "add, adding, added, include, including, insert, put in, put up, show, showing, display, create, introduce, append, throw in, "
        "set up, feature, list, build in, bring in, stick in, attach, provide, offer, mention",
    },
    "put": {"": "put, place, placed, putting, position, stick"},
    "move": {"": "move, moved, moving, shift, shifted, bring, push, pull, drag, slide, relocate, send, come, comes, belong, belongs"},
    "take": {"": "take, taken, taking"},
    "out": {"": "out, off, away, off the page, off the site, off the website, off of the page, from the site, from the website, from our page"},
    "drop": {
        "": "remove, removing, removed, delete, deleting, deleted, drop, dropped, get rid of, got rid of, getting rid of, rid of, lose, scrap, ditch, kill, hide, erase, cut, "
        "cut out, do away with, leave out, throw out, bin, eliminate, no need for, not need, stop showing, can it go, it can go, can they go, can go, gone, should go, must go, could go, may go, "
        "has to go, have to go, needs to go, need to go, unnecessary, not needed, superfluous, pointless, useless, exclude, clear out, let go of, chuck out, chuck, axe, trash, dump, take down, take it down, pull down, is not needed, isn't needed, aren't needed",
    },
    "swap": {"": "swap, swapped, exchanged, flipped, traded, switch the order of, change the order of, reverse the order of, swap the order of, swap around, switch around, swap over, swap round, exchange, trade places, trade, change places, swap places, switch places, interchange, flip, other way round, other way around"},
    "say": {
        "": "rewrite, rewriting, rewritten, reword, rewording, reworded, rephrase, rephrased, write again, write anew, write differently, write it differently, "
        "write it again, freshen up, regenerate, re roll, reroll, rework, redraft, phrase, say it differently, put it differently, word it differently, put differently, refresh, paraphrase, another go, another go at, have another go at, have a go at, new one, another one, other one, different one",
    },
    "write": {"": "write, writing, written, reads, word, come up with, think up, think of, invent"},
    "again": {"": "again, anew, once more, over again, differently, afresh"},
    "new": {"": "new, another, other, different, fresh, alternative, something else, something different, something new, anything else"},
    # ---- what is to change
    "accent": {
        "": "accent, accents, colour, color, colours, colors, accent colour, accent color, main colour, main color, primary colour, primary color, brand colour, brand color, "
        "theme colour, theme color, colour scheme, color scheme, highlight colour, highlight color, highlights, highlight, buttons, button, button colour, button color, palette, "
        "colour palette, color palette, shade, link colour, link color, accent colours, accent colors, key colour, key color",
    },
    "ground": {
        "": "background, backgrounds, backdrop, tone, ground, theme, mode, bg, background colour, background color, page background, page colour, page color, base colour, "
        "base color, colour of the background, color of the background, background tone, page behind, behind everything, site background, canvas",
    },
    "type": {
        "": "font, fonts, typeface, typefaces, lettering, letters, typography, type, text, texts, words, wording, copy, font family, font style, sentences, print, letterforms, paragraph, paragraphs, bit of text",
    },
    "ones": {"": "ones"},
    "version": {"": "version"},
    "corners": {"": "corners, corner, edges, edge, border radius, boxes, cards, shapes"},
    "space": {
        "": "space, spacing, room, gap, gaps, padding, white space, whitespace, distance, air, margins, margin, blank space, empty space, spaces",
        "airy": "breathing room, room to breathe, breathing space, breathe, elbow room",
    },
    "head": {"": "title size, heading size, headline size, size of the title, size of the heading, size of the headline, size of the name, name size, heading, headline, hero, title, h1, header text, main heading, main title, hero text, hero section, page title, top section"},
    "name": {"": "name, names, business name, shop name, company name"},
    "tagline": {
        "": "tagline, tag line, slogan, motto, strapline, strap line, subtitle, sub title, subheading, sub heading, subheader, sub header, catchphrase, catch phrase, claim, line under the name, line under the title, line under the heading, line below the name, line below the title",
    },
    "element": {
        "": "footer, navbar, link, banner, line, lines, row, rows, column, columns, headings, bullet, bullets, icon, button text, button label, label, labels, border, borders",
        "header": "header",
    },
    "links": {"": "links"},
    "gadget": {"": "a switch, little switch, switch for, switch button, a toggle, button to, button that, button for, a little switch, light switch, switch that"},
    "pages": {"": "second page, another page, new page, extra page, third page, own page, separate page, subpage, sub page, pages, more pages, multiple pages"},
    "nav": {"": "navigation, nav, nav bar, menu bar, navigation bar, navigation menu, menu links, nav links, page menu, top menu, nav menu"},
    "menu": {"": "menu, menus"},
    "picture": {"": "picture, image, photo, photograph, pic, illustration, artwork"},
    "side": {"": "side, left, left hand, left hand side, left side, vertical, vertically, sideways, lefthand"},
    # ---- looks
    "layout": {
        "split": "split hero, split, split screen, split layout, hero image, hero picture",
        "sidebar": "sidebar, side bar, side menu, side navigation, side nav",
        "centred": "centred hero, centered hero, centred layout, centered layout",
    },
    "centre": {"": "centre, center, centred, centered, middle, centrally, centring, centering"},
    "across": {"": "across, horizontal, horizontally"},
    "font": {
        "serif": "serif, serifs, georgia, serifed",
        "sans": "sans, sans serif, sanserif, sansserif, without serifs, no serifs, non serif, sans serifs",
        "mono": "mono, monospace, monospaced, typewriter, type writer, fixed width, consolas, coding, code like, terminal, computer",
    },
    "other font": {
        "": "arial, helvetica, roboto, times, times new roman, garamond, futura, comic sans, verdana, calibri, courier, courier new, open sans, lato, montserrat, playfair, "
        "handwritten, handwriting, cursive, calligraphy, gothic, slab, merriweather, poppins, inter, script font, bubble, brush, baskerville, palatino, cambria, tahoma",
    },
    "adj": {},  # filled below
    "more": {"": "more, extra, additional, lots of, plenty of, not enough, too little, hardly any, enough, increase, lot more, generous, bit more"},
    "less": {"": "less, fewer, not so, reduce, decrease, not as, not that, cut down on, cut down"},
    "too": {"": "too, too much, too many, overly, so much, way too, far too"},
    "not": {"": "not, isn't, aren't, don't, doesn't, never, nor, instead of, rather than, not a fan of, no fan of, dislike, hate, fed up with, tired of, bored of, do not, does not, can't stand, sick of, isnt, dont, doesnt, arent", "no": "no, without, no longer, no more, turn off, switch off, disable, turn off the"},
    "instead": {"": "instead, rather"},
    "some": {"": "a bit, kinda, kind of, sort of, a little, slightly, somewhat, a touch, a tad, a shade, a little bit, touch, tad, a notch, ever so slightly, bit"},
    "from": {"": "from"},
    "to": {"": "to, into, onto"},
    "with": {"": "with"},
    "for": {"": "for"},
    "on": {"": "on, against"},
    "and": {"": "and, plus, then, as well as, &, along with, but, so"},
    "is": {"": "is, are, was, be, being, becomes, become, it's, its, equals, looks, look, feels, feel, feeling, seem, seems, they're"},
    "people": {"": "people"},
    "all": {"": "everything, all, everything else, all else, the rest, rest, each, whole, entire"},
    # ---- places
    "place": {
        "first": "first, top, start, beginning, front, up front, upfront, up top, very top, first of all",
        "last": "last, end, bottom, finally, very end, very bottom, foot",
        "before": "before, above, over, ahead of, in front of, preceding, prior to, on top of",
        "after": "after, below, under, underneath, beneath, following, behind, beside, next to, alongside",
        "up": "one up, up, higher, earlier, upwards, further up, higher up",
        "down": "one down, down, lower, later, downwards, further down, lower down",
        "between": "between, in between",
    },
    "nth": {"2": "second, 2nd", "3": "third, 3rd", "4": "fourth, 4th", "5": "fifth, 5th"},
    "num": {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve"},
    # ---- what a page holds
    "section": {
        "about": "about, about us, info about us, information about us, something about us, section about us, text about us, paragraph about us, words about us, bit about us, part about us, more about us, story, history, our story, who we are, intro, introduction, bio, where we come from, our background, origins, about me, how we started, how it all started, who you are",
        "pricing": "pricing, prices, price list, pricelist, price section, price table, pricing table, rates, fees, costs, what it costs, what things cost, what everything costs, what we charge, tariffs, list of prices, price overview, rate card",
        "gallery": "gallery, photos, pictures, images, photographs, pics, portfolio, photo gallery, picture gallery, image gallery, photo section, picture section, photo wall, photo grid, photo album, pictures of our work, photos of our work, pictures of what we do, photo part",
        "reviews": "reviews, testimonials, quotes, feedback, kind words, opinions, recommendations, guestbook, guest book, ratings, comments, review section, testimonial section, customer voices, what they say, customer stories, students say",
        "faq": "faq, faqs, f a q, questions, common questions, frequently asked questions, questions and answers, q and a, q&a, q & a, answers, frequent questions, question section, answers to common questions",
        "team": "team, staff, crew, employees, who works here, team members, meet the team, colleagues, personnel, people who work here, faces, who's who, who does the work, the people, our people",
        "hours": "hours, opening hours, opening times, open hours, business hours, when we are open, when we're open, when you are open, when you're open, working hours, hours of operation, times, open times, opening time, when we open, shop hours, office hours, visiting hours",
        "contact": "contact, contact form, contact us, form to write to us, form, message form, get in touch, write to us, write us a message, send us a message, message us, leave a message, send a message, drop us a line, write us, leave us a message, enquiry form, inquiry form, email form, contact box, message box, contact details, contact info, "
        "contact information, way to contact us, way to write to us, way to message us, way to get in touch, way to reach us, reach out, form to contact us, feedback form, contact page",
        "map": "map, where to find us, find us, location, directions, address on a map, how to get here, how to find us, where we are, how to reach us, how to get to us, where you find us, where you can find us, street map, how to get there, "
        "where we're located, where we are located, way to find us, map with our address, map with the address, map of where we are, maps",
        "newsletter": "newsletter, news letter, newsletter signup, newsletter sign up, mailing list, email list, sign up form, signup form, signup, sign up, subscription form, email signup, email sign up, subscribe form, subscribe box, sign up box, signup box, "
        "newsletter form, newsletters, newsletter subscription, sign up for our newsletter, sign up for the newsletter, signup for our newsletter, email newsletter, sign up to our newsletter, sign up to the newsletter, subscription, subscribe to our newsletter, subscribe to the newsletter, subscribe, join our mailing list",
        "cta": "call to action, cta, phone button, call button, big button, telephone button, button at the end, button at the bottom, big button at the end, big button at the bottom, button to call us, call us button, call now button, button to call, "
        "big phone button, big call button, ready, closing call, button with our number, button with our phone number, button to ring us, click to call button, big button to call us, big button to call, button to phone us, big button to phone us, button for calling us, button for calling, way to call us, way to ring us, way to phone us, ready part",
        "offer": "services, products, offers, offerings, what we offer, what we sell, what we do, what we make, what we serve, what you can buy, what you can get, goods, range, what's on offer, product list, list of services, service list, list of products, assortment",
    },
    "single": {
        "reviews": "review, testimonial, quote, comment, recommendation", "faq": "question, answer", "team": "person, employee, member, colleague, team member, staff member",
        "offer": "service, product, item, dish", "gallery": "",
    },
    "address": {"": "address, street, postal address, street address"},
    "mail": {"": "email address, e mail address, mail address, email, e mail, mail, emails"},
    "phone": {
        "": "phone, phone number, telephone, telephone number, number, tel, cell, mobile number, contact number, phone no, call us on, call us at, call us, ring us, ring us on, ring, call, reach us on, reach us at, hotline, landline, dial, cell phone, "
        "telephone no, phone nr, tel no, tel nr, nr, phone numbers, reached on, reached at, our number, numbers",
    },
    "free": {"": "free, free of charge, for free"},
    "price": {"": "price, cost, costing, priced, charge, charged, charges, price tag, rate, fee, goes for, sells for, sell for, sold for"},
    "raise": {"": "raise, dearer, raised, more expensive, increased, put up, went up, gone up, hike"},
    "lower": {"": "cheaper, discount, reduced, lowered, decreased, discounted, bring down, less expensive"},
    "day": {
        "1": "monday, mondays, mon", "2": "tuesday, tuesdays, tue, tues", "3": "wednesday, wednesdays, wed", "4": "thursday, thursdays, thu, thurs", "5": "friday, fridays, fri",
        "6": "saturday, saturdays, sat", "7": "sunday, sundays, sun",
        "12345": "weekdays, weekday, workdays, working days, during the week, week days, work days, monday to friday, mondays to fridays, mon to fri, mon fri, monday through friday, monday till friday, monday until friday, business days, mo fr, mon thru fri, monday friday, in the week, through the week",
        "67": "weekend, weekends, saturday and sunday, saturdays and sundays, sat and sun, saturday sunday, sat sun, saturday & sunday, sat & sun",
        "1234567": "every day, daily, each day, all week, seven days a week, 7 days a week, monday to sunday, all days, everyday, mon sun, mon to sun",
        "123456": "monday to saturday, mon to sat, mon sat, monday through saturday, mondays to saturdays",
    },
    "open": {"": "open, opens, opening, opened, starts"},
    "closed": {"": "closed, close, closes, closing, shut, shuts, shutting, day off"},
    "till": {"": "till, until, til, through, thru, up to, untill"},
    "clock": {"": "o'clock, oclock, am, pm, noon, midday, midnight, hour, h, past, morning, evening, afternoon, longer, shorter, mornings, evenings, afternoons, earlier, later, half, quarter, hours later"},
    "praise": {
        "": "thanks, thank you, thx, ty, cheers, great, perfect, lovely, awesome, amazing, wonderful, fantastic, brilliant, excellent, nice, good, well done, good job, great job, nice job, good work, great work, superb, bravo, wow, yay, gorgeous, "
        "beautiful, super, happy, impressive, delighted, neat, sweet, spot on, exactly, just right, appreciate, magnificent, marvellous, appreciated, pleased, yes, yep, yeah, ok, okay, fine, cool, stunning, bless, pretty, job, fab, fabulous, terrific, ace, done, thank, enjoy, loving",
    },
    "hello": {"": "hello, hi, hey, hiya, good morning, good evening, good afternoon, greetings"},
    "ask": {"": "what, which, who, when, where, why, how, whose"},
}  # fmt: skip

ADJECTIVES: dict[str, dict[str, str]] = {  # of what: value: words
    "font": {
        "serif": "classic, elegant, traditional, old fashioned, bookish, formal, literary, antique, vintage, timeless, classical, classier, newspaper, like a book, like a newspaper, like in a book, book like, like a novel, oldschool, old school, posh, fancy",
        "sans": "modern, clean, cleaner, plain, plainer, simple, simpler, contemporary, minimal, minimalist, straightforward, sleek, sleeker, normal, standard, regular, neutral",
    },
    "corners": {
        "rounded": "round, rounded, rounder, soft, softer, curved, curvy, curvier, smooth, smoother, bubbly, pill, roundish, rounding, round off, soften, bubble like",
        "sharp": "square, squared, sharp, sharper, hard, harder, pointy, pointed, boxy, boxier, angular, crisp, straight, edgy, squarer, squared off, square off, right angled, sharpen, hard edged",
        "plain": "normal, usual, default, standard, regular, plain",
    },
    "spacing": {
        "airy": "airy, airier, far apart,  roomy, roomier, spacious, loose, looser, generous, open, spread out, further apart, farther apart, apart, wide, wider, big, bigger, large, larger, spaced out, loosen, space out, open up",
        "compact": "compact, tight, tighter, dense, denser, condensed, close, closer, closer together, snug, narrow, narrower, tighten, tighten up, condense, small, smaller, together, squeeze",
        "even": "normal, usual, default, standard, regular, even, medium, ordinary",
        "cramped": "cramped, crowded, squeezed, squashed, cluttered, stuffed, crammed, squished, busy, jammed, on top of each other, claustrophobic, squeezed together, crammed together, packed together, too close together, squashed together, stuffed together",
    },
    "ground": {
        "dark": "dark, moody, night, darkness, gloomy, darkened, nighttime", "darker": "darker, darken, dimmer, dim", "light": "light, bright, day, clean",
        "lighter": "lighter, brighter, lighten, brighten, brighten up, lighten up", "cream": "warm, cosy, cozy, creamy", "warmer": "warmer, cosier, cozier", "grey": "neutral, greyish, grayish",
        "cooler": "cooler, cool, cold, colder",
    },
    "hero": {
        "bigger": "blow up, blow it up, size up, one size up, sizes up, big, bigger, large, larger, huge, enormous, massive, giant, enlarge, increase, prominent, oversized, wider, taller, biggest, scale up, grow, larger size",
        "smaller": "tone down, size down, one size down, sizes down, small, smaller, tiny, shrink, reduce, little, modest, discreet, decrease, scale down, shorten, loud, tinier",
    },
}  # fmt: skip
UNAIMED = {
    "corners": ("round", "rounded", "rounder", "sharp", "square", "squared", "pointy", "curved", "curvy", "boxy", "square off", "round off", "squared off", "boxier", "rounding"),
    "spacing": ("airy", "airier", "roomy", "roomier", "spacious", "compact", "tight", "tighter", "dense", "denser", "tighten", "tighten up", "condense", "condensed", "spread out", "apart", "far apart", "further apart", "closer together",
    "cramped", "crowded", "squeezed", "squashed", "crammed", "squished", "spaced out", "space out", "loosen", "snug", "squeeze", "together", "tighten"),
    "ground": ("dark", "darker", "darken", "moody", "light", "lighter", "bright", "brighter", "brighten", "brighten up", "lighten", "lighten up", "warm", "warmer", "cosy", "cozy", "cosier", "cozier", "neutral", "cooler", "cool", "gloomy"),
}  # fmt: skip
UNAIMED["spacing"] += tuple(ADJECTIVES["spacing"]["cramped"].split(", "))
"""Adjectives that say of what they are spoken."""

FILLERS = """
a an the at some called named read able of our my your their his her this that these those it them there here just simply maybe perhaps actually really very quite bit lot lots
page site website webpage web homepage landing overall total everywhere thing things stuff part parts section sections block area areas piece
one's would could can may might will shall should must i we you us me i'm i've we've we're you're they i'd we'd i'll we'll let's by in as than such kind sort way style styles
styled vibe vibes atmosphere please pls plz pleasee now still already currently present existing kindly today think thought thinking guess
suppose hope wonder wondering if possible able well hmm um oh ah ooh oooh oops uh umm erm er hm hmmm aha alright sooo yo dude mate guys man pal buddy lads wait sorry sir madam dear per guide guidelines guideline edged match matches suit suits fit fits work works better best nicer who which where customers
customer clients client visitors visitor guests guest patients patient business shop company store place studio across-from around next time
right sound sounds definitely honestly personally basically completely totally fully properly generally coloured colored tinted based themed ish
nah nope layout layouts say says saying anything somewhere listed list-of see sees read reads send feel-free browse view check paragraph-of mine own having via per anyway though although since ourselves myself that's there's what's been am did does do any only
asking ask keep keeps because even far much rest's something look's same people's going-to gonna wanna gotta lets our's everyone everybody old few find finds found closer-to else anymore wrong went gone-up goes-up went-up goes-to up-to-now stay stays week weeks year
years month months day days-ago summer winter spring season ago often always sometimes usually never-mind soon later-on yesterday tomorrow
tonight kids children students student members folks folk neighbours someone somebody anybody nobody others mum dad wife husband boss owner
family friends friend team's feel-free wanted needed asked told said heard seen saw see sees looked tried trying bit-of kind-of useful helpful handy
important necessary nicely quickly easily clearly properly simply truly indeed especially particularly exactly almost nearly enough-of
heavy loud-ish harsh boring dull bland ugly fake stiff preachy shouty techy cheap outdated dated tired sad cold-ish flat weird odd strange
silly childish stuffy-ish fussy confusing confused hard-to hard-to-see hard-to-read difficult unreadable readable annoying distracting
overwhelming plain-ish perfect-for right-for bad terrible awful horrible nasty funny real true honest own-way pleasant relaxed inviting
busy-looking about-it about-that over-it first-impression bit-too away-from since-then afterwards instead-of-it maybe-something someone's
whatever however therefore besides otherwise either neither anyways believe imagine remember forget forgot seems-like turns-out apparently
obviously please-and eyes eye hurts hurt taste mood spirit character brand branding van sign storefront front-window window wall walls
uniform uniforms apron cards-and business-card flyer flyers packaging interior furniture paint painted door doors team-shirts look-of design its sit sits sitting stand stands goes bunch couple set-of proper properly
""".split()
FILLING = (
    "all about, look after, looks after, through a, by a, via a,  make sure, be sure, please make sure, says so, say so, says that, so it says so, keep the rest, leave the rest, leave everything else, keep everything else, leave the rest as it is, keep the rest as it is, keep everything else the same, i think, if you can, "
    "if possible, as well, for us, for me, for our customers, for our guests, for our visitors, for our clients, for my customers, from now on, at the moment, right now, any more, anymore, "
    "on the page, of the page, from the page, to the page, on this page, on our page, on the site, of the site, from the site, to the site, on our site, to our site, from our site, "
    "on the website, of the website, from the website, to the website, on our website, to our website, from our website, to our page, from our page, to this page, from this page, in the page, to it, on it, on there, on here, in there, in here, "
    "for the page, for the site, for the website, the whole page, the whole site, the whole website, the whole thing, the entire page, the entire site, all over, all of it, throughout, as a whole, in general, "
    "can you, could you, would you, will you, can we, could we, can i, could i, may i, shall we, is it possible to, would it be possible to, i'd like you to, we'd like you to, i want you to, i need you to, go ahead and, "
    "would be nice, would be great, would be good, would be better, would be lovely, would suit us better, would suit us, would look better, would look nicer, looks better, looks nicer, looks cleaner, looks good, would be nicer, "
    "might be better, would fit better, fits better, fits us better, works better, that would be great, that would be nice, of course, for a change, by the way, to be honest, on second thought, on second thoughts, i changed my mind, "
    "changed my mind, so that it is, i mean, i don't mind, look and feel, looks like, look like, feels like, feel like, in style, the look of, as a, for now, there is, there are, for all, also, too please, no worries, if you don't mind, "
    "at all, of ours, what if, you know, going forward, in future, all the way, all that, this bit, that bit, want you to, need you to, like you to, like to, want to, love to, prefer to, need to, have to, in order to, ought to, right at, "
    "right to, straight, directly, immediately"
)  # fmt: skip
_SUFFIXES = ("paragraph", "paragraphs", "words", "details", "section", "part", "block", "area", "bit", "text", "list", "page", "box")
_SINGULAR = {"about": "", "gallery": "photo, picture, image", "reviews": "review, testimonial, feedback", "faq": "question", "offer": "service, product", "pricing": "price", "team": "staff", "hours": "hour"}  # fmt: skip
_OFFERS = {  # what else people call what a business offers, by the heading of its offers
    "Menu": "food, drinks, coffees, dishes", "Breads": "bread, baked goods, bakes, cakes, loaves", "Repairs": "repair, repair list", "Flowers": "bouquets, arrangements",
    "Classes": "class list, courses, schedule, timetable, lessons", "Cuts": "haircuts, styles", "Treatments": "treatment, treatment list", "Care": "treatments", "Books": "titles, book list",
    "Pizzas": "pizza, food, dishes", "Sushi": "food, dishes", "Tacos": "food, dishes", "Flavors": "flavours, ice creams, flavor, flavour", "Teas": "tea list, drinks", "Beers": "beer list, drinks, taps",
    "Wines": "wine list, drinks", "Cheeses": "cheese list, cheese", "Produce": "vegetables, what we grow", "Memberships": "membership, plans, packages, classes", "Courses": "course list, classes, lessons",
    "Lessons": "classes, courses", "Packages": "package, package list", "Styles": "designs, tattoos, tattoo styles", "Work": "our work, furniture, pieces", "Practice areas": "areas of practice, areas of law, areas, legal services",
    "Plans": "plan, packages, cleaning plans", "Washes": "wash list, wash packages", "Grooming": "grooming list, groomings", "Rooms": "room, room list, bedrooms, our rooms",
}  # fmt: skip
_FOOD = ("Menu", "Breads", "Pizzas", "Sushi", "Tacos", "Flavors", "Teas", "Beers", "Wines", "Cheeses")


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, as phrases have them."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|&", text.lower().replace("’", "'"))


def _split(said: str) -> list[Phrase]:
    return [tuple(phrase.split()) for phrase in said.split(", ") if phrase.strip()]


@cache
def _everywhere() -> dict[Phrase, Sense]:
    """Every phrase that hangs on no page."""
    found: dict[Phrase, Sense] = {tuple(word.split("-")): (FILL, "") for word in FILLERS}
    found |= dict.fromkeys(_split(FILLING), (FILL, ""))
    for values in ADJECTIVES.values():
        found |= {phrase: ("adj", " ".join(phrase)) for said in values.values() for phrase in _split(said)}
    for tag, values in SAID.items():
        found |= {phrase: (tag, value) for value, said in values.items() for phrase in _split(said)}
    for section, named in SECTIONS.items():
        bare = [re.sub(r"^(an?|the|our) ", "", phrase).split() for phrase in named]
        found |= {tuple(phrase): ("section", section) for phrase in bare if phrase != ["people"]}
        found |= dict(_lengthened(section, SAID["section"][section]))
    return found


def _lengthened(section: str, said: str) -> Iterator[tuple[Phrase, Sense]]:
    """A section's names with "section", "part" … behind: there one of many stands for all."""
    names = _split(said) + _split(_SINGULAR.get(section, ""))
    for name in names:
        yield from (((*name, suffix), ("section", section)) for suffix in _SUFFIXES)
    for name in _split(said):
        yield from (((*start, *name), ("section", section)) for start in _STARTS if name[0] not in ("what", "how"))


_STARTS: tuple[Phrase, ...] = (("section", "about"), ("section", "with"), ("part", "about"), ("something", "about"), ("text", "about"), ("bit", "about"), ("page", "about"), ("section", "for"), ("customer",), ("client",), ("guest",), ("patient",), ("list", "of"), ("paragraph", "about"), ("words", "about"), ("info", "about"), ("information", "about"), ("visitor",), ("student",))  # fmt: skip


@lru_cache(maxsize=16)
def lexicon(held: Held) -> dict[Phrase, Sense]:
    """Every phrase that can be said of a page. What it calls its sections goes first, what it is called itself last."""
    names = {tuple(words_of(visible(held.name))): ("our name", ""), tuple(words_of(visible(held.tagline))): ("our tagline", "")}
    items = {tuple(words_of(visible(row.what))): ("item", row.what) for row in held.prices}
    nouns = {word for noun in (*KINDS[held.kind].nouns, held.kind) for word in noun.split()} if held.kind else set()
    found = {**names, **items, **dict.fromkeys(((noun,) for noun in nouns), (FILL, "")), **_everywhere(), **dict(_of_sections(held))}
    found |= {phrase: sense for phrase, sense in items.items() if len(phrase) > 1}
    found.pop((), None)
    return found


def _of_sections(held: Held) -> Iterator[tuple[Phrase, Sense]]:
    offer = KINDS[held.kind].offer if held.kind else held.heading("offer")
    said = f"{_OFFERS.get(offer, '')}, {offer.lower()}" + (", menu, menus" if offer in _FOOD else "")
    yield from ((phrase, ("section", "offer")) for phrase in _split(said))
    yield from _lengthened("offer", said)
    if held.kind:
        roles = {role.split()[-1].lower() for role in KINDS[held.kind].roles}
        yield from (((f"{role}s",), ("section", "team")) for role in roles)
    for part in held.parts:
        words = tuple(words_of(visible(part.heading)))
        yield from ((phrase, ("section", part.id)) for phrase in (words, (*words, "section")) if 0 < len(words) <= 6)
