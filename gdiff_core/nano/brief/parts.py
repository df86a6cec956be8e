"""The sections that a request asks for, in the order said."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from gdiff_core.nano.brief import colours
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.corpus import SECTIONS
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import Phrases, Reading, Span, bag, key, listed

_SURE = {  # what stands for a section wherever it is said
    "about": """about us, about me, about section, about page, about text, about the owner, about the family, about the shop, about the business, about the company, about the place, about the studio,
        about the practice, about the farm, about blurb, about bit, about paragraph, our story, my story, their story, her story, his story, the story, story section, tell our story, history, our history,         who we are, who i am, who she is, who he is, who they are, what we're about, what we are about, bio, biography, how we started, how it started, how it all started, how it began, how i started, our journey, my journey, our philosophy,
        our mission, mission statement, our values, our approach, introduction, short intro, bit about, little about, something about, some words about, few words about,  our heritage, heritage, company profile,
        about, story, background story, back story, backstory, about you section, story of the, intro text, family story, intro, welcome text, paragraph about, introduction about, why we started, brewery story, farm story, about our""",
    "offer": """menu, our menu, the menu, food menu, drinks menu, menu card, services, our services, service list, list of services, services offered, services section, what we do, what i do, what we offer, what i offer, what we sell, what i sell, what we make,
        what i make, what we bake, what we grow, what we treat, what we teach, what i teach, what she does, what he does, what they do, what she treats, what we brew, what we serve, what we cook, what we fix, what we repair, what we cover, what's on offer, what is on offer, what we have,
        what we stock, treatments, treatment list, treatment menu, list of treatments, classes, class list, list of classes, lessons, courses, course list, products, product list, our products, product range, our range, range of, packages, our packages, package, plans,
        membership, memberships, membership plans, membership options, practice areas, areas of practice, areas of law, area of law, legal services, beer list, our beers, beers on tap, tap list, what's on tap, drinks list, drink list, wine list, our wines, the wines, list of wines, teas, tea list, tea menu, list of teas,
        cake list, breads, cheese list, list of cheeses, repairs, washes, wash packages, wash options, our rooms, the rooms, rooms, room types, room list, catalogue, catalog, collection, our books, the range, list of what we do, things we do, jobs we do, work we do, kinds of work, type of work,
        what we can do, list of products, services we offer, services we provide, flavours, our flavours, flavor list, ice cream flavours, list of flavours, beers, wines, cheeses, tacos, pizzas, produce, specials, what's in season, what is in season, what's fresh, what's available, dishes, our dishes, offerings, our offer, offer, the offer, our work list,
        specialities, specialties, our specialities, what you can buy, what people can buy, what we specialise in, bread list, treatments offered, classes offered, styles, tattoo styles, cuts of meat, our cuts, cuts, our meats, meats, service menu, wash menu, list of our, food and drink, set menu, sample menu, class types, grooming packages, bouquets,
        what i treat, what he treats, what they treat, legal areas, drinks, subjects, languages we teach, instruments, what we wash, what we clean, what we build, what we plan, what we groom, what we pour, what's included, what is included, cleaning plans, dance styles, our classes, our courses, our lessons, our treatments, tours, what we print, all we do, everything we do, everything we sell, class timetable, class schedule, lesson timetable, course schedule, course dates, timetable of classes, lesson schedule""",
    "pricing": """pricing, prices, price, price list, pricelist, our prices, rates, our rates, my rates, hourly rate, fees, our fees, fee structure, fee list, fee schedule, costs, what it costs, what things cost, what everything costs, what we charge, what i charge, how much, how much it costs, how much things cost, how much we charge,
        tariff, tariffs, tariff list, price table, pricing table, pricing section, rate card, rate list, price guide, price menu, list of prices, price range, what it all costs, pricing plans, pricing list, ticket prices, our charges, charges,
        prices list, what you pay, cost list, session prices, price of everything, tuition fees, pricing info, prices for, price per, transparent pricing, what it cost""",
    "gallery": """gallery, photo gallery, picture gallery, image gallery, photos, pictures, images, pictures of, photos of, photo of, picture of, images of, snaps, some photos, some pictures, work examples, example work, work samples, examples, my work, portfolio, portfolio section, portfolio of work, before and after, before after, before and after photos, our past work, past work, past projects, past jobs, recent work, recent projects, recent jobs, examples of our work, examples of work,
        examples of my work, example of work, samples of work, samples of our work, sample work, show off our work, show my work, showcase, showcase of, lookbook, look book, our projects, my projects, projects, photo wall, photo section, photographs, photographs of, snapshots, work gallery, gallery of, space for photos, room for photos, images from, photos from, pictures from, finished work, finished pieces, completed projects, completed work,
        completed jobs, previous work, previous projects, previous jobs, my portfolio, our portfolio, photo grid, photo album, image section, gallery section, pieces we made, gallery page, things i have made, things we have made, stuff i've made, stuff we've made, jobs we've done, work i've done, work we've done, grid of photos, old jobs, our work photos, our creations, cake gallery, things we've built, what we've built, what we've made, jobs i've done,
        show our work, show work""",
    "reviews": """reviews, review, customer reviews, client reviews, google reviews, testimonials, testimonial, client testimonials, customer feedback, feedback, client feedback, feedback from, what customers say, what clients say, what people say, what our customers say, what our clients say, what guests say, what our guests say, what pupils say, what students say, what members say, what patients say, what couples say, what brides say, what others say, what parents say,
        what folks say, what owners say, what they say, parents say, clients say, customers say, guests say, people say, pupils say, parents' comments, what regulars say, what readers say, what everyone says, what people think, what customers think, what clients think, what my clients say, what my customers say, what my students say, what people say about us, customer comments, client comments, guest comments, comments from, kind words, nice words, quotes from, quote from, customer quotes, client quotes, quotes by, happy customers, happy clients, happy couples, happy pet parents, guest reviews, guest book, ratings, star ratings,
        client stories, customer stories, success stories, words from, reviews from, review section, love notes, praise, customer opinions, opinions, what locals say, what our members say, what our students say, what our patients say, guest feedback, patient reviews, student reviews, reviews section, customer testimonials, endorsements, recommendations, what families say, what neighbours say, nice things people, things people say, things customers say, what folk say, reviews of""",
    "faq": """faq, faqs, f a q, common questions, frequently asked questions, frequently asked, questions and answers, question and answer, q and a, q&a, questions people ask, questions we get, questions customers ask, questions section, usual questions, questions, common question, answers to, the usual questions, question section, questions parents ask, questions clients ask, some answers, some questions, faq section,
        answers to questions, answers to common questions, questions i get, questions folk ask, typical questions, questions people always ask, things people ask, what people ask, what people always ask, asked questions, queries people have, common queries, faq page, few answers, ask us anything section, questions people have, questions guests ask, questions customers have, question people ask, things people always ask, stuff people ask""",
    "team": """team, our team, the team, meet the team, team section, team members, the people, our people, staff, our staff, the staff, meet the staff, meet the, who teaches, who we have, who works here, who does what, the crew, our crew, crew, people who work here, people behind, faces behind, team page, team photos, staff photos, photos of the team, photos of the staff, photos of staff, introduce the team, introduce our team, introduce the staff, introduce the, meet our, the owners, the partners, our partners,
        team intro, team bios, staff bios, bios of, who's who, your team, people section, the family behind, our faculty, faculty, who you'll meet, who will be teaching, who cuts, who's behind, who is behind, who's teaching, team profiles, staff profiles, pictures of the team, pictures of staff, pictures of the staff, picture of the team, photo of the team, names and photos, team picture, team photo, the stylists""",
    "hours": """opening hours, opening times, opening times and, business hours, open hours, hours, hours of operation, hours of opening, our hours, opening hour, when we are open, when we're open, when we open, when were open, when i'm open, when i am open, when they're open, when it's open, when you're open, when is it open, when open, working hours, visiting hours, office hours, shop hours, store hours, taproom hours, kitchen hours, clinic hours, timings, our timings, opening timings, hours section,
        opening, open times, times we're open, times we are open, days we're open, days we are open, days and times, days and hours, open days, opening days, trading hours, times, our opening, when the shop is open, when the shop's open, surgery hours, surgery times, when to come, when people can come, opening and closing times, closing times, opening schedule, weekly hours, when we open and close, when we trade, timing, service hours, when the truck is open, when people can visit, consultation hours, consulting hours, salon hours, gym hours, studio hours""",
    "contact": """contact, contact us, contact me, contact form, contact section, contact page, contact box, contact info, contact information, contact details, contact detail, enquiry form, inquiry form, enquiries form, enquiry, quote form, quote request, quote request form, request a quote form, form, message form, booking form, order form, reservation form, reservations form, appointment form, request form, email form, get in touch, getting in touch,
        how to contact us, how to contact, how to reach me, ways to contact us, ways to get in touch, write to us, write us, write to me, message us, send us a message, send a message, send me a message, drop us a line, drop us a message, email us, send us an email, contact part, somewhere to contact, way to contact us, way to contact me, way to contact, way to get in touch, way to get hold of, how to get in touch, get hold of, to contact us, contacting us, contact at the bottom, message box, feedback form,
        enquire form, book a table form, form to write, form for, form so, form people, form where, callback form, contact bit, contact area, reach out, appointment request, reservation request, enquiries, bookings form, order request, consultation form, write to, contact options, form to book, form to order, form to request, form at the, contact and, reach us, how to reach us, quote enquiry, enquiry box""",
    "map": """map, google map, google maps, location, our location, location map, location section, where we are, where we're, where i am, where we're based, where to find us, where you find us, where you can find us, where to find me, where people can find us, where is it, where it is, where we park, where the truck is, where the truck will be, where the van is, where we'll be, where we will be, where they can find us, where they are, find us, finding us, how to find us, how to find me, how to find the,
        how to get here, how to get there, how to get to us, how you get here, getting here, getting there, directions, direction to, the way to us, way here, our address, the address, address section, address on address and map, map to, map with, visit us, come visit, come see us, where you'll find us, so people can find us, so folk can find us, so they can find us, so people find us, address on it, how to reach us on where about, whereabouts, where the shop is, where our shop is, locations, where we park up, how to get to, locate us,
        where the studio is, where the clinic is, where we live, where we set up, location info, location details, how to come, driving directions, map showing, where to come, where to go, address at the bottom, to find us, where's the shop""",
    "newsletter": """newsletter, newsletter sign up, newsletter signup, newsletter subscription, mailing list, mailing list signup, email list, email sign up, email signup, sign up for news, sign up for email, sign up for emails, sign up for updates, sign up to our, sign up box, signup box, signup form, sign up form, subscribe, subscribe form, subscribe box, subscription form, email newsletter, email updates, news sign up, news signup, news by email, join our list, join the list, join our mailing list,
        subscription box, monthly letter, monthly email, email club, email subscription, sign up to, sign up to get, sign up for, sign up for our, news letter, emails about, email me when, collect emails, collect email addresses, email alerts, leave their email, leave your email, mail list, emailing list, email capture, news list, get emails, get our news, signing up for, people can subscribe, sign up by email, email sign-up, news by mail, stay in the loop, updates by email, mailinglist, e newsletter, sign up with their email""",
    "cta": """call to action, cta, big button, call button, phone button, call now, call now button, call us button, call us now, call us now button, tap to call, tap to call button, click to call, click to call button, book now, book now button, booking button, book button, book online button, book a table button, book a table, book an appointment, book an appointment button, order now, order now button, order button, order online button, enquire now button, enquire now, enquire button,
        join now, join now button, join button, join us button, sign up button, reserve button, reserve now, reserve a table, reserve a table button, get a quote button, get a quote, free quote button, request a quote, request a quote button, quote button, contact button, buy now, buy button, shop now, shop now button, visit us button, button to call, button to book, button to ring, button for calling, button for booking, button to order, button to reserve, button that calls, button that says, button saying, button so, button to phone,
        ring us button, ring now, phone us button, emergency button, emergency call, emergency call button, emergency phone button, emergency number button, book a class, book a class button, book a visit button, trial button, book a trial, free trial button, book your, book a free, action button, buttons to call, buttons to book, large button, giant button, huge button, button at the end, button at the bottom, big call, button people, button where, button with our number, button with our phone, button with my number, whatsapp button, button for our, appointment button, reservation button, schedule button,
        call me button, call me now, contact now button, donate button, call button at, book me button, book a cut button, get in touch button, book here, book here button, book today button, book a room button, book a stay button, book a lesson button, book a consultation, book a consultation button, dial button, big phone number, big number, number to call big, phone number big, phone link, book your slot, start now button, get started button, order online, book online""",
}
_ON_LIST = {  # what stands for a section only in a list of them
    "about": "the owner, owner, owners, the family, our family, philosophy, mission, values, profile, generations, our why, about her, about him, about them, company history, how we work",
    "offer": """service, treatment, class, lesson, course, product, food, coffee, coffees, flower, flowers, plants, bread, cakes, pastries, pies, books, cleaning, care, grooming, repair, work, the work, our work, room, menus, range, schedule of classes, sessions, workshops, training, personal training,
        massages, facials, manicures, pedicures, haircuts, tattoos, flash, weddings, portraits, lawns, furniture, kitchens, wine, beer, tea, cheese, meat, meats, sausages, ice cream, gelato, scoops, sundaes, sushi, nigiri, rolls, pizza, taco, burritos, vegetables, eggs, honey, cars, valeting, detailing, mot, servicing, tyres, brakes, plumbing, heating, boilers, wiring,
        practices, law, tax returns, bookkeeping, payroll, tasting, tastings, events, tea tasting, book club, plants and flowers, salads, small plates, snacks, sandwiches, afternoon tea, afternoon tea menu, dental services, cosmetic dentistry, checkups, vaccinations, surgery, animals, dogs, baths, full groom, breakfast, breakfast menu, programs, programmes, options, stock, what's on, plates, collections""",
    "pricing": "cost, rate, fee, charge, how expensive",
    "gallery": "photo, picture, image, our work, the work, work, cakes we made, our cakes, samples, past weddings, our weddings, real weddings, our gardens, gardens, our tattoos, rooms photos, interiors, shots, show reel, work samples",
    "reviews": "quotes, comments, stories, thank yous, rating, happy owners, references, happy dogs",
    "faq": "answers, question, ask, q, queries",
    "team": """people, teachers, the teachers, trainers, coaches, the coaches, our coaches, stylists, our stylists, barbers, the barbers, our barbers, vets, the vets, our vets, dentists, the dentists, our dentists, artists, the artists, our artists, instructors, therapists, our therapists, chefs, the chefs, the chef, chef, the lawyers, our lawyers, lawyers, doctors, the doctor, the doctors, our doctors,
        our teachers, tutors, the tutors, our tutors, partners, mechanics, our mechanics, the mechanics, bakers, our bakers, brewers, our brewers, the brewers, staff photo, trainers photo, who trains, groomers, our groomers, the groomers, planners, the planners, photographers, gardeners, our gardeners, electricians, our electricians, plumbers, our plumbers, solicitors, our solicitors, accountants, our accountants,
        attorneys, our attorneys, nail technicians, technicians, our technicians, our trainers, the trainers, our instructors, the instructors, carpenters, our carpenters, cleaners, our cleaners, nurses, our nurses, our guides, the hosts, our hosts, hosts, your host, hosts bios, the two of us, artist bios, instructor bios, teacher bios, hairdressers, baristas, our baristas, the baristas, who's in the kitchen, our cheesemongers, booksellers, our florists, florists, the butchers, butchers, musicians, faculty bios""",
    "hours": "open, closed, days, schedule, timetable, schedule times, weekend hours, calendar of opening",
    "contact": "enquire, booking, bookings, phone, email, phone number, email address, number, reservations, appointments, orders, contacts, quote, quotes form, message, phone and email, telephone, our number, contact number, enquire now form",
    "map": "address, find me, where, visit",
    "newsletter": "news, updates, sign up, signup, mailing, emails, email signup",
    "cta": "call, order, call us, call me, action, reserve",
}  # fmt: skip
_APART = """
    about: line|few line|paragraph|few word|bit|something|blurb|text|piece|page ~ about the place|about us|about me|about our|about my|about how|about why|about who|about the family|about the owner|about the shop|about her|about him|about the farm
    about: tell|explain|mention|describe ~ our story|who we are|how we started|why we started|how it started|how i started|who i am|our history|the history|how we began|the story
    about: say|mention|state|tell ~ been here since|been going since|family run|have been|family business|started in|opened in|been in business|been doing this
    offer: what|thing|list of|stuff|everything ~ we do|we sell|we offer|we make|we bake|we treat|we teach|we serve|we brew|we grow|we repair|we stock|i do|i sell|i offer|i make|i bake|i teach|she sells|she makes|he makes|he does|she does|we fix|we build|we clean|we pour|we cook|we have on
    pricing: what|how much ~ cost|charge|pay|it is per
    gallery: show|showing|display|see ~ my piece|our piece|my cake|our cake|my photo|our photo|finished piece|my picture|our picture|my tattoo|our tattoo|my garden|our garden|my work|our work|what we made|things we made|finished job
    gallery: space|room|place|area|spot|section|wall|page|grid|few|couple of|some|lot of|bunch of ~ photo|picture|image|pic
    reviews: what ~ customer say|client say|people say|guest say|say about us|say about me|think of us|think about us|parent say|bride say
    reviews: some|few|couple of|nice|good ~ review|testimonial|quote from|comment from
    faq: answer|answering|reply ~ question|thing like|stuff like|things people ask|what people ask
    faq: question ~ people ask|we get|asked|customer ask|everyone asks|always get
    team: who ~ teach|work here|works here|teaches|the teacher are|trains|cuts|the team is|we all are|are the people|runs it|will be
    team: introduce|introducing|introduction to|presents|meet ~ team|staff|teacher|trainer|dentist|vet|stylist|coach|baker|crew|barber|lawyer|therapist|artist|instructor|people
    hours: when|what time|which day|what day ~ open|we close|closed|shut
    contact: form|way|somewhere|place|box|page|spot|somehow ~ write|message|contact|email us|email me|enquire|get in touch|reach us|reach me|ask for a quote|request|ask a question|send
    contact: people|customer|client|parent|guest|they|patient|student|visitor|folk|them|anyone|someone ~ write to|message us|message me|contact us|contact me|email me|email us|get in touch|enquire|send a message|send us|ask for a quote|request a quote|reach us|email him|email her|write in
    map: where|how ~ find us|find me|find the shop|find it|located|get here|get to us|get there|find our|park the van
    newsletter: people|customer|they|folk|client|sign|them|can|reader ~ subscribe|sign up for news|join our mailing|up for email|up for our news|up for news|up for the newsletter|up for update
    cta: can|could|able|button|link|them ~ ring|call us|call me|phone us|phone me|call straight|call directly|phone him|call now|tap to call|phone straight|call him|call her
"""
_STARTERS = bag(
    "section include including show showing add need want with list put have page display feature featuring contain containing must should "
    "plus also then follow followed first last end finally part content cover covering tab block structure outline required requirement "
    "bit see important please like get thing mention menu item"
)
_TEACHERS = frozenset(("dance school", "music school", "language school", "yoga studio", "gym"))
_OF = bag(
    "of for about from by on"
)
_NO_OFFER = bag(
    "say cost charge look think want need be have mean like see am are know said call called look"
)
_COUNTS = bag(
    "two three four five six seven eight nine ten eleven twelve many few several couple dozen"
)
_SELLERS = bag(
    "we i he she they who that also wife husband dad mum mom family friend to can people"
)
_SELL = bag(
    "sell make do bake grow serve offer fix repair teach brew treat clean run have keep give service groom wash detail cut build cook selling making baking teaching"
)
_OWNERS = bag(
    "our the my all"
)
_NOT = bag(
    "no not without don't skip drop minus except doesn't never avoid leave ditch nor omit exclude isn't"
)
_UNDOING = bag(
    "but just only instead rather though although however do yes do"
)
_FIRST = (
    ("first",),
    ("at", "the", "top"),
    ("up", "top"),
    ("on", "top"),
    ("right", "at", "the", "top"),
    ("near", "the", "top"),
)
_LAST = (("at", "the", "end"), ("at", "the", "bottom"), ("last",), ("at", "the", "very", "end"))


class Part(NamedTuple):
    """A section as it was said: words `start` to `end`."""

    start: int
    end: int
    section: str
    sure: bool
    """Whether the phrase is a section wherever it stands."""
    own: bool = False
    """Whether it is what this kind of business calls its offer."""


@cache
def part_phrases() -> Phrases:
    """Phrases for sections, labelled (section, whether it is one wherever it stands)."""
    entries = {
        phrase: (section, False)
        for section, text in _ON_LIST.items()
        for phrase in listed(text.replace("\n", " "))
    }
    for copy in KINDS.values():
        entries.setdefault(copy.offer.lower(), ("offer", False))
    for section, text in _SURE.items():
        entries |= {phrase: (section, True) for phrase in listed(text.replace("\n", " "))}
    for section, phrases in SECTIONS.items():
        entries |= {phrase: (section, True) for phrase in phrases}
    apart = (line.split(": ") for line in _APART.strip().splitlines())
    return Phrases([*entries.items(), *((phrase, (section.strip(), True)) for section, phrase in apart)])


def read_parts(
    reading: Reading, taken: Iterable[int], kind: str, head: Iterable[int], nouns: Iterable[Span] = ()
) -> tuple[list[Part], set[int]]:
    """The sections asked for, each once, in order, and the words that say or deny one.

    `taken`: words that are a name, a fact or the look; `kind` settles what its offer is called; `head`: the words that
    first say the kind, which are no section unless with others ("meet the dentists"); `nouns`: where it is said in several
    words, of which none by itself is a section ("cleaning service").
    """
    own = {key(word) for word in KINDS[kind].offer.lower().split()} if kind else set()
    heading = set(head) | {i for i, k in enumerate(reading.keys) if k in _OWNERS}
    parts = _said(reading, frozenset(taken))
    if kind in _TEACHERS:  # they sign up for a course
        signs = {"sign up form", "signup form", "sign up"}
        parts = [
            p._replace(section="contact")
            if " ".join(reading.keys[p.start : p.end]) in signs and reading.keys[p.end - 1] == "form"
            else p
            for p in parts
        ]
    parts = [_owned(reading, p, own) for p in parts if not set(range(p.start, p.end)) <= heading]
    if kind == "photographer":  # "passport photos" are what it sells
        parts = [
            p
            for p in parts
            if not (
                reading.keys[p.start] == "photo" and p.end == p.start + 1 and _is_modified(reading, p.start)
            )
        ]
    parts = [
        p for p in parts if not any(a <= p.start and p.end <= b and p.end - p.start < b - a for a, b in nouns)
    ]
    parts = [p for p in parts if _stands(reading, p, parts)]
    words = {i for p in parts for i in range(p.start, p.end)}
    wished = [p for p in parts if not _denied(reading, p, parts)]
    if sum(p.section == "contact" for p in wished) > 1:  # a form, and "how to reach us"
        wished = [
            p._replace(section="map") if reading.keys[p.end - 2 : p.end] == ["reach", "us"] else p
            for p in wished
        ]
    return _in_order(reading, _settled(reading, wished)), words


def _is_modified(reading: Reading, index: int) -> bool:
    if not index or reading.words[index].breaks:
        return False
    return reading.keys[index - 1] not in FUNCTION_WORDS | _STARTERS | {
        "nice",
        "big",
        "large",
        "few",
        "some",
        "good",
        "lot",
    }


def _said(reading: Reading, taken: frozenset[int]) -> list[Part]:
    """Every phrase that may be a section; a wide one ("what a night costs") stands where no sure one is in it."""
    found = [Part(m.start, m.end, *m.label) for m in part_phrases().find(reading, taken)]
    for wide in [*_apart(reading, taken), *_spoken(reading, taken)]:
        inside = [p for p in found if p.start < wide.end and wide.start < p.end]
        longer = (
            wide.end - wide.start == 3
            and reading.keys[wide.start] == "what"
            or wide.section == "about"
            and wide.start == reading.clause(wide.start)[0]
        )
        longer |= wide.section == "cta" and reading.keys[wide.end - 1] == "button"
        if longer or not any(p.sure and p.section != "about" or p.section == wide.section for p in inside):
            found = [p for p in found if p not in inside] + [wide]
    return sorted(found)


def _apart(reading: Reading, taken: frozenset[int]) -> list[Part]:
    return [Part(m.start, m.end, *m.label) for m in part_phrases().find_apart(reading, taken)]


def _spoken(reading: Reading, taken: frozenset[int]) -> list[Part]:
    """ "About" with whom it is about, in a clause of their own; "what he repairs"."""
    parts = []
    for start, end in reading.clauses():
        if reading.keys[start] == "about" and 1 < end - start < 5 and not taken & set(range(start, end)):
            parts.append(Part(start, end, "about", True))
        parts += _button(reading, start, end) + _of_ours(reading, start, end)
    for index in range(len(reading.keys) - 2):
        what, who, does = reading.keys[index : index + 3]
        ends = (
            index + 3 == len(reading.keys)
            or reading.words[index + 3].breaks
            or reading.keys[index + 3] in {"and", "with"}
        )
        if (
            what == "what"
            and who in {"we", "i", "he", "she", "they"}
            and ends
            and does not in _NO_OFFER
            and not reading.words[index + 2].breaks
        ):
            parts.append(Part(index, index + 3, "offer", True))
    return parts


def _button(reading: Reading, start: int, end: int) -> list[Part]:
    """ "Free trial button": a clause that ends in a button with a purpose, not a colour."""
    while end > start and reading.keys[end - 1] in {"please", "too", "also", "thanks"}:
        end -= 1
    if (
        not 1 < end - start < 7
        or reading.keys[end - 1] != "button"
        or reading.keys[end - 2] in colours.vocabulary() | FUNCTION_WORDS
    ):
        return []
    return [Part(max(start, end - 3), end, "cta", True)]


def _of_ours(reading: Reading, start: int, end: int) -> list[Part]:
    """ "Beans we sell": what is sold, in a clause of its own."""
    keys = reading.keys[start:end]
    if (
        2 < len(keys) < 6
        and keys[-2] in {"we", "i"}
        and keys[-1] in _SELL
        and keys[0] not in {"what", "we", "i", "and", "so", "because", "where", "when", "how", "as"}
    ):
        return [Part(start, end, "offer", True)]
    return []


def _owned(reading: Reading, part: Part, own: set[str]) -> Part:
    """The part, marked if this kind of business calls its offer so; a carpenter's "our work" is his offer."""
    said = set(reading.keys[part.start : part.end]) - _OWNERS
    if own == {"work"} == said:
        return part._replace(section="offer", own=True)
    return part._replace(own=True) if own and said >= own and part.section == "offer" else part


# ---- which phrases are sections -----------------------------------------------------------------------------


def _stands(reading: Reading, part: Part, parts: list[Part]) -> bool:
    if _is_label(reading, part) or _other_use(reading, part):
        return False
    if part.section in {"offer", "team", "gallery"} and _is_told(reading, part):
        return False
    if part.end - part.start == 1 and reading.keys[part.start] in {
        "about",
        "opening",
        "time",
        "offer",
        "open",
        "story",
        "price",
        "question",
        "button",
        "form",
        "project",
    }:
        return _bare(reading, part, parts)
    return part.sure or _listed(reading, part, parts)


def _is_told(reading: Reading, part: Part) -> bool:
    """Whether a thing is told of, not asked for: "she makes cakes and breads", "four rooms", "we service bikes"."""
    before = reading.keys[part.start - 1 : part.start]
    if (
        before
        and part.section == "offer"
        and not reading.words[part.start].breaks
        and (before[0] in _COUNTS or before[0].isdigit())
    ):
        return True
    first, _ = reading.clause(part.start)
    if part.end - part.start == 1 and before and before[0] in {"we", "i", "they", "she", "he", "who"}:
        return True
    for index in range(part.start - 1, max(first, part.start - 7) - 1, -1):
        if reading.keys[index] in {
            "with",
            "include",
            "show",
            "need",
            "want",
            "list",
            "our",
            "see",
            "section",
            "page",
            "site",
            "website",
            "what",
        }:
            return False
        if reading.keys[index] in _SELL and (
            reading.keys[max(0, index - 1)] in _SELLERS
            or reading.words[index].text.endswith(("es", "ls", "ks", "ws", "ing"))
        ):
            return True
    return False


def _bare(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a word stands by itself as an entry of a list: "about", not "a site about dogs"."""
    key_ = reading.keys[part.start]
    if key_ in {"button", "form", "story", "question", "price", "project", "time"} and part.sure:
        return key_ != "time" or _listed(reading, part, parts)
    return _edge(reading, part.start, parts, -1) and _edge(reading, part.end, parts, 1)


def _edge(reading: Reading, index: int, parts: list[Part], step: int) -> bool:
    """Whether an entry of a list may begin, or end, before word `index`."""
    if index >= len(reading.words) or reading.words[index].breaks:
        return True
    beside = index - 1 if step < 0 else index
    word = reading.keys[beside]
    if word in colours.vocabulary():
        return True
    links = {
        "and",
        "then",
        "or",
        "plus",
        "also",
        "with",
        "include",
        "show",
        "first",
        "our",
        "the",
        "an",
        "section",
        "please",
        "page",
        "maybe",
        "want",
        "need",
        "a",
        "put",
        "add",
        "list",
    }
    return word in links - ({"the", "our", "a", "an", "with"} if step > 0 else set()) or any(
        p.start <= beside < p.end for p in parts
    )


def _listed(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a phrase is an entry in a list of sections: alone in its clause or beside one, behind a word of wishing."""
    start, end = part.start, part.end
    if not (_edge(reading, end, parts, 1) or _wishes_go_on(reading, end)):
        return False
    if not _edge(reading, start, parts, -1):
        return False
    first, last = reading.sentence(start)
    beside = [p for p in parts if p is not part and first <= p.start < last and p.section != part.section]
    others = [p for p in beside if p.sure] or (beside if _is_list(reading, part, beside) else [])
    opener = any(k in _STARTERS for k in reading.keys[first:start])
    owner = (
        start > 0
        and reading.keys[start - 1] in {"our", "the", "my", "all"}
        or reading.keys[start] in {"our", "the", "my"}
    )
    return (
        bool(others) or ((opener or part.own) and owner) or (owner or part.own) and _clause_is(reading, part)
    )


def _clause_is(reading: Reading, part: Part) -> bool:
    first, last = reading.clause(part.start)
    return all(k in FUNCTION_WORDS for k in reading.keys[first : part.start] + reading.keys[part.end : last])


def _wishes_go_on(reading: Reading, index: int) -> bool:
    return reading.keys[index] in {"with", "for", "by", "of", "in", "at", "so", "from", "on"}


def _is_label(reading: Reading, part: Part) -> bool:
    """Whether a phrase only says what the fact behind it is: "phone: 555 0142", "hours Mon-Fri 9-5", "address is 12 Mill St"."""
    after = part.end
    while after < len(reading.words) and reading.keys[after] in {
        "is",
        "are",
        "no",
        "number",
        "at",
        "it's",
        "on",
        "or",
        "text",
    }:
        after += 1
    name = reading.keys[part.end - 1]
    if name in {"me", "us", "now"} and (
        reading.keys[part.start] not in {"call", "ring", "phone", "email", "contact", "text"}
    ):
        return False
    if after >= len(reading.words) or name not in {
        "address",
        "contact",
        "phone",
        "telephone",
        "location",
        "number",
        "email",
        "call",
        "me",
        "us",
        "now",
    }:
        return False
    if reading.words[part.end].stops or ("button" in reading.keys[part.start : part.end]):
        return False
    follower = reading.words[after].text
    figures = (
        follower[0].isdigit()
        or follower == "+"
        or "@" in reading.text[reading.words[after].start : reading.words[after].end + 1]
    )
    return figures and after - part.end < 3


def _other_use(reading: Reading, part: Part) -> bool:
    keys = reading.keys
    said, before = keys[part.start : part.end], keys[max(0, part.start - 2) : part.start]
    after = keys[part.end : part.end + 2]
    if said == ["menu"] and (
        before[-1:] in (["side"], ["left"], ["top"], ["navigation"], ["nav"])
        or after[:1] == ["bar"]
        or after == ["at", "the"]
    ):
        return True
    if said[-1:] == ["form"] and before[-1:] == ["in"]:
        return True
    if (
        said[-1:] == ["do"]
        and after
        and not reading.words[part.end].breaks
        and after[0] not in FUNCTION_WORDS
    ):
        return True  # "what we do agree on"
    if said == ["contact"] and after[:1] in (["number"], ["no"], ["lens"]):
        return True
    if said[0] == "location" and after[:1] == ["scouting"]:
        return True
    if said == ["price"] and before[-1:] in (
        ["fair"],
        ["good"],
        ["low"],
        ["reasonable"],
        ["honest"],
        ["best"],
        ["half"],
        ["fixed"],
        ["great"],
    ):
        return True
    if (
        said == ["hour"]
        and not reading.words[part.start].text.lower().endswith(("s", "s'"))
        and reading.keys[part.start - 1 : part.start] != ["open"]
    ):
        return True
    return said == ["hour"] and (
        before[-1:] in (["24"], ["happy"], ["an"], ["per"], ["hr"], ["two"], ["one"], ["an"])
        or (bool(before) and before[-1].isdigit())
    )


def _denied(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a section is one that is not wanted: "no gallery", "don't need a newsletter or a map", "skip the team"."""
    first, _ = reading.sentence(part.start)
    for index in range(part.start - 1, max(first, part.start - 9) - 1, -1):
        word = reading.keys[index]
        if word in _UNDOING or (word in {"and", "with"} and reading.words[index].breaks):
            return False
        if word in _NOT:
            return not (word == "no" and reading.keys[index - 1 : index] == ["or"]) and _reaches(
                reading, index, part, parts
            )
        if reading.words[index].breaks and reading.keys[index] not in {"or", "nor"}:
            return False
    return False


def _reaches(reading: Reading, index: int, part: Part, parts: list[Part]) -> bool:
    """Whether a "no" at `index` reaches a part: over words of wishing and other parts that "or" joins, not over "and"."""
    inside = {i for p in parts for i in range(p.start, p.end)}
    between = [reading.keys[i] for i in range(index + 1, part.start) if i not in inside]
    short = reading.keys[index] in {"no", "without", "minus", "not"}
    return set(between) <= FUNCTION_WORDS and not (short and "and" in between)


# ---- what they come to --------------------------------------------------------------------------------------


def _settled(reading: Reading, parts: list[Part]) -> list[Part]:
    """Parts without those that only describe another: "menu with prices" is one part, "class prices" is one too."""
    kept: list[Part] = []
    for part in parts:
        last = kept[-1] if kept else None
        between = reading.keys[last.end : part.start] if last else []
        if last and last.end - last.start > 1 and reading.keys[last.end - 1] in _OF:
            between = [reading.keys[last.end - 1], *between]
        apart = last is None or any(reading.words[i].breaks for i in range(last.end, part.start + 1))
        if not apart and _describes(last, part, between):
            continue
        if (
            not apart
            and not between
            and last.section == "offer"
            and part.section in {"pricing", "gallery", "hours"}
            and last.end - last.start == 1
            and _is_single(reading, last)
            and not _goes_on(reading, part, parts)
        ):
            kept.pop()  # "class prices", "menu photos"
        elif not apart and not between and not last.sure and part.section == "newsletter":
            kept.pop()  # "events newsletter"
        kept.append(part)
    return kept


def _describes(last: Part, part: Part, between: list[str]) -> bool:
    if last.section == part.section:
        return False
    if (
        last.section in {"offer", "team"}
        and part.section in {"pricing", "gallery"}
        and between in (["with"], ["with", "the"], ["with", "our"], ["with", "their"], ["with", "all"])
    ):
        return part.section == "pricing" or last.section == "team"
    if (
        last.section in {"gallery", "reviews", "pricing", "faq", "about"}
        and between[:1]
        and between[0] in _OF
    ):
        return set(between) <= FUNCTION_WORDS - {"and", "or", "then", "also", "plus"} | {
            "long",
            "much",
            "often",
        }
    return (
        last.section in {"contact", "cta"}
        and part.section in {"contact", "cta", "hours", "offer"}
        and between in (["for"], ["to"], ["for", "a"], ["to", "book"], ["with"])
        and not (part.section == "hours")
    )


def _is_list(reading: Reading, part: Part, beside: list[Part]) -> bool:
    """Whether a clause is nothing but parts: "class timetable and teachers"."""
    first, last = reading.clause(part.start)
    said = {i for p in [*beside, part] for i in range(p.start, p.end)}
    return any(first <= p.start < last for p in beside) and all(
        i in said or reading.keys[i] in FUNCTION_WORDS for i in range(first, last)
    )


def _is_single(reading: Reading, part: Part) -> bool:
    text = reading.words[part.end - 1].text.lower()
    return not text.endswith("s") or text.endswith("ss")


def _goes_on(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a request without commas is listing: a part stands right behind this one, too."""
    if part.end < len(reading.words) and reading.words[part.end].breaks:
        return False
    return any(p.start == part.end for p in parts) or any(
        p.end == part.start - 1 and reading.keys[p.end] == "and" for p in parts
    )


def _in_order(reading: Reading, parts: list[Part]) -> list[Part]:
    once: dict[str, Part] = {}
    for part in parts:
        once.setdefault(part.section, part)
    order = list(once.values())
    for part in list(order):
        behind = tuple(reading.keys[part.end : part.end + 4])
        if any(behind[: len(words)] == words for words in _FIRST):
            order.remove(part)
            order.insert(0, part)
        elif any(behind[: len(words)] == words for words in _LAST):
            order.remove(part)
            order.append(part)
    return order
