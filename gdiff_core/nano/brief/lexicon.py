"""What people call the kinds of pages and what these do, out of the kinds' files; what other things people ask for."""

from functools import cache
from typing import NamedTuple

from gdiff_core.nano.brief.words import Phrases, bag, key, listed
from gdiff_core.nano.corpus import FORTY
from gdiff_core.nano.kinds import kinds

APPS = """calculator, todo app, to do app, to do list, todo list, todo, game, snake, tetris, chess, tic tac toe, dashboard, chatbot, chat bot, chat app,
converter, timer, stopwatch, quiz, react component, component, python script, script, scraper, api, database, spreadsheet, app, web app,
webapp, mobile app, plugin, extension, kanban, kanban board, login page, login form, login screen, sign in page, login system, clock,
weather app, pomodoro, crm, booking system, booking app, reservation system, admin panel, tracker, software, platform, habit tracker, expense tracker, budget planner,
markdown editor, text editor, music player, video player, drawing app, paint app, image editor, file uploader, code, function, program,
algorithm, solver, simulator, sudoku, crossword, wordle, hangman, flappy bird, pong, pacman, minesweeper, space invaders, memory game, puzzle, bot,
generator, password generator, qr code generator, invoice generator, meme generator, color picker, date picker, poll, voting app, survey app, note app, notes app,
notepad, search engine, browser extension, map app, delivery app, dating app, fitness app, banking app, inventory system, pos system,
point of sale, ticketing system, leaderboard, countdown, countdown timer, whiteboard, flashcard, flashcards, typing test, unit converter, currency converter,
javascript, html game, css animation, animation, three js, shader, backend, server, sql query, regex, excel, excel sheet, macro, discord bot,
telegram bot, shopify theme, wordpress plugin, wordpress theme, login, signup flow, data table, sorting visualizer, particle, particle simulation, screensaver,
kanban app, trivia, trivia game, slot machine, casino, blackjack, poker, platformer, arcade, racing game, clone of, clone, time tracker, task manager, task tracker,
scheduler, calendar app, planner app, checkout page, checkout flow, marketplace, booking platform, live chat, feed reader, translator,
translation tool, ocr, image generator, automation, smart contract, nft, video editor, photo editor, recipe app, shopping list, social network, weather widget,
widget, workout tracker, calorie counter, mortgage calculator, tip calculator, stock ticker, ticker, gradebook, piano app, drum machine, synth, synthesizer,
loan calculator, bmi, bmi calculator, age calculator, interest calculator"""

_SITES = """
personal portfolio, portfolio, portfolio site, cv, resume, curriculum vitae, personal website, personal site, personal page, personal blog, bio page, link in bio,
invitation, wedding invitation, wedding invite, wedding website, wedding page, save the date, birthday party, birthday invitation, baby shower, invite, party invite, rsvp,
rsvp page, anniversary, memorial, obituary, funeral page, reunion, family reunion, family tree, hen party, stag do, engagement party,
wedding site, birthday, graduation party, christening, blog, travel blog, food blog, recipe blog, news site, news website, newspaper, magazine, forum, wiki, encyclopedia, documentation, docs, docs site,
school, primary school, elementary school, high school, secondary school, school district, university, college, kindergarten, daycare, preschool, nursery school, creche,
playgroup, academy, library, public library, museum, art gallery, theatre, cinema, orchestra, choir, band, rock band, dj, rapper, singer, musician, artist, painter, podcast, youtube channel,
streamer, church, parish, mosque, synagogue, temple, gurdwara, charity, non profit, nonprofit, ngo, foundation, fundraiser, fundraising, donation page, crowdfunding, political campaign,
campaign, politician, mayor, candidate, city council, council, municipality, town hall, government, police, fire department, embassy, hospital, pharmacy chain, bank, airline, airport,
start up, startup, saas, ai startup, tech company, software company, app landing page, it company, web agency, marketing agency, digital agency, design agency, advertising agency, ad agency,
consulting firm, consultancy, crypto, cryptocurrency, bitcoin, token, blockchain, hedge fund, fintech, venture capital, e commerce, ecommerce, ecommerce store, online store, online shop, webshop, web shop, marketplace,
clothing brand, fashion brand, football club, soccer club, sports club, rugby club, cricket club, tennis club, swimming club, team page, chess club, scout group, youth club, community centre, festival, music festival,
conference, event page, meetup, hackathon, trade show, exhibition, concert, comparison site, directory, job board, real estate listing, property listing, property portal, dating site, fan page, fan site, fanpage,
clan, guild, minecraft server, game studio, pokemon, movie, film, anime, novel, book launch, online course, course platform, e learning, landing page for my ebook, ebook, newsletter site,
wikipedia, facebook, instagram, amazon, google, netflix, twitter, spotify, youtube, airbnb clone, homework, essay, science project, school project, history of, planet, solar system, dinosaur, recipe, recipes,
business plan, job ad, job advert, press release, contract, invoice, poem, story about, joke, song, letter, email, cover letter, speech, tweet, logo, flyer, poster, brochure, business card, presentation, slide deck, powerpoint, video, drawing, picture of, tattoo design,
community garden, volunteer, summer camp, homeowners association, hoa, residents association, union, trade union, student union, alumni, research group, research lab, laboratory, professor, thesis, political party, protest, petition, animal shelter, dog rescue, rescue centre, zoo, park, national park,
tourism board, travel guide, city guide, company intranet, intranet, status page, 404 page, coming soon page, terms of service, privacy policy, product page, product launch, kickstarter, launch page, booking engine, gadget, phone launch, car launch, mobile game, video game, vpn, hosting, telecom"""

BUSINESSES = {  # other businesses, and the kind that comes nearest
    "pizzeria": """restaurant, burger restaurant, burger place, burger bar, burger joint, diner, bistro, steakhouse, steak house, fish and chip shop, fish and chips, chip shop, chippy shop, kebab shop, kebab house,
        curry house, indian restaurant, chinese restaurant, thai restaurant, italian restaurant, french restaurant, greek restaurant, vietnamese restaurant, korean restaurant, ramen bar, ramen shop, noodle bar, fast food, takeaway, sandwich shop, sandwich bar,
        brasserie, eatery, gastropub, fried chicken shop, barbecue restaurant, bbq restaurant, bbq joint, pho, dim sum, turkish restaurant, vegan restaurant, seafood restaurant, tapas bar, catering, caterer, catering company, canteen, hot dog stand""",
    "brewery": "pub, irish pub, village pub, sports bar, distillery, gin distillery, whisky distillery, tavern, nightclub, night club, bar and grill, off licence, liquor store",
    "wine bar": "cocktail bar, bar, rooftop bar, whisky bar, gin bar, hookah bar, speakeasy, shisha lounge",
    "coffee shop": "juice bar, smoothie bar, chocolate shop, chocolatier, sweet shop, candy shop, creperie, crepe, waffle house, vending machine, coworking space, co working space, board game cafe",
    "farm shop": "grocery, grocery store, supermarket, corner shop, convenience store, health food store, health food shop, zero waste shop, spice shop, farmers market, garden centre, plant nursery, convenience shop, bulk shop",
    "florist": "nursery, gift shop, card shop, stationery shop, garden shop, party shop, balloon shop, funeral home, funeral director, undertaker",
    "butcher": "fishmonger, fish shop, fish market, seafood market",
    "bookstore": "toy shop, toy store, record shop, record store, vinyl shop, antique shop, antiques, thrift store, charity shop, vintage shop, art supply, craft shop, yarn shop, wool shop, game shop, games shop, hobby shop, stationer",
    "hair salon": "wig shop, tanning salon, hair transplant clinic",
    "nail salon": "lash studio, lash bar, brow bar, eyelash, lash extension, brow studio, makeup artist, waxing studio, waxing salon",
    "spa": "physiotherapist, physiotherapy, physio, chiropractor, osteopath, acupuncture, acupuncturist, podiatrist, therapist, psychologist, counsellor, counselor, psychotherapist, swimming pool, reiki, medspa, med spa, botox clinic, cosmetic clinic, swim school, tanning",
    "dentist": "doctor, doctor surgery, gp surgery, medical practice, medical clinic, clinic, health centre, optician, optometrist, pharmacy, chemist, dermatologist, paediatrician, pediatrician, hearing clinic, midwife, eye clinic, surgeon, nursing home, care home, home care",
    "vet clinic": "pet shop, pet store, aquarium shop, kennel, kennels, cattery, dog boarding, pet hotel, horse riding school, riding stable, stables",
    "pet groomer": "dog walker, dog walking, dog sitter, pet sitter, pet sitting, dog trainer, dog training, dog daycare, doggy daycare, dog breeder, puppy breeder, pet boarding",
    "yoga studio": "pilates, pilates studio, meditation centre, tai chi, reformer studio",
    "gym": "karate, karate school, dojo, martial arts school, martial arts, judo club, taekwondo, swimming school, golf club, golf course, tennis coach, running club, climbing wall, football coach, trampoline park, bowling alley, sports shop, skate shop, surf school, ski school, paintball, surf shop",
    "language school": "tutor, maths tutor, math tutor, tutoring, tuition centre, coding school, coding bootcamp, driving school, driving instructor, translation agency, translator, interpreter, cooking school, cookery school, art school, art class, pottery class, pottery studio, ceramics studio, ceramic studio, drama school, acting school, montessori, childminder, nanny, coaching centre",
    "music school": "recording studio, music shop, guitar shop, instrument shop, piano tuner",
    "photographer": "videographer, film maker, video production, graphic designer, illustrator, web designer, print shop, printer, framing shop, picture framer, copy shop, web developer, designer, interior designer, interior design, architect, architecture firm, architecture studio, sign maker, copywriter",
    "wedding planner": "bridal shop, bridal boutique, wedding venue, wedding dress shop, event venue, wedding band, wedding dj, dress shop, tailor, seamstress, jeweller, jewelry, jewelry shop, jewelry store, jewelry designer, clothes shop, clothing store, clothing shop, boutique, fashion boutique, shoe shop, shoe store, hat shop, milliner, perfume shop, watchmaker, watch shop, goldsmith, travel agency, travel agent, tour operator, tour guide, boat tour, walking tour, escape room, wedding car hire, wedding venues, sneaker, sneaker shop",
    "cleaning service": "removal company, removals, moving company, movers, dry cleaner, dry cleaners, laundrette, laundromat, pest control, waste removal, skip hire, storage company, self storage, security company, recruitment agency, staffing agency, man and van",
    "plumber": "pool service, pool company, air conditioning, gas supplier, well drilling, septic",
    "electrician": "phone repair, phone repair shop, mobile phone repair, computer repair, computer repair shop, it support, solar company, solar panel, alarm company, tv repair, appliance repair, electronics store, electronics shop, phone shop",
    "carpenter": "builder, building company, construction company, construction, contractor, general contractor, roofer, roofing, roofing company, painter and decorator, decorator, painting company, tiler, tiling, plasterer, flooring company, window fitter, glazier, blacksmith, welder, welding, locksmith, handyman, upholsterer, furniture store, furniture shop, hardware store, scaffolding, bricklayer, stonemason, kitchen showroom, home improvement, house painter, painter decorator, fencing company, loft conversion",
    "landscaper": "tree nursery, snow removal, cemetery",
    "auto repair shop": "car dealer, car dealership, used cars, car rental, car hire, motorcycle dealer, taxi, taxi company, taxi service, limousine, petrol station, gas station, boat repair, parking garage, ev charging, courier, trucking company, driver, bus company, towing, tow truck, scooter rental, truck company",
    "bike repair shop": "bike rental, bike hire, bike tour, cycling club",
    "law office": "estate agent, estate agency, real estate, real estate agent, real estate agency, realtor, property management, letting agent, letting agency, detective, private investigator, notary office abroad, surveyor, immigration consultant, realty",
    "accountant": "insurance broker, insurance agency, insurance agent, insurance, mortgage broker, mortgage, financial adviser, financial advisor, financial planner, wealth management, investment firm, business consultant, business coach, life coach, credit union, pawn shop, payday loan, hr consultancy",
    "guest house": "campground, caravan park, nursing residence, wedding barn, hotel chain, student housing, dormitory, marina",
    "ice cream parlor": "chocolaterie, dessert shop, dessert bar, milkshake bar, candyfloss",
    "tea house": "shisha bar, kombucha",
    "": "factory, manufacturer, wholesaler, steel company, oil company, mining company, logistics company, shipping company, import export, power plant, call centre, biotech, engineering company, aerospace, pharmaceutical company, fabric wholesaler, radio station, tv channel, tv station, record label, publishing house, publisher, model agency, casting agency, circus, magician, clown, psychic, fortune teller, astrologer, tarot reader, tarot, farm equipment, drone company, robotics",
}  # fmt: skip


class Said(NamedTuple):
    """What a phrase says of the kind of business: how surely, 3 for its name, 2.5 for its work, 1 for its wares."""

    kind: str
    weight: float


class Other(NamedTuple):
    """What a phrase names that is none of the kinds."""

    sort: str
    """app, site or business."""
    nearest: str


NEAREST = {
    tuple(map(key, phrase.split())): nearest
    for nearest, phrases in BUSINESSES.items()
    for phrase in listed(phrases)
}
"""Of a business that is none of the kinds the one that comes nearest."""
VAGUE = {"business": "business", "company": "business", "firm": "business", "enterprise": "business", "service": "business",
         "app": "", "workshop": "", "product": "product", "course": "course"}  # fmt: skip
"""Nouns that say no kind beside others, a cleaning company, a bike workshop, and which one they say by themselves."""


@cache
def kind_phrases() -> Phrases:
    """The phrases that name a kind of business, as `Said`, and those that name something else, as `Other`."""
    entries: dict[str, object] = {}
    for phrase in listed(_SITES.replace("\n", " ")):
        entries[phrase] = Other("site", "")
    for phrase in listed(APPS.replace("\n", " ")):
        entries[phrase] = Other("app", "")
    for nearest, phrases in BUSINESSES.items():
        entries |= {phrase: Other("business", nearest) for phrase in listed(phrases)}
    for column, weight in (("hints", 1.0), ("does", 2.5), ("known", 3.0)):
        for kind in FORTY:
            entries |= {phrase: Said(kind, weight) for phrase in getattr(kinds()[kind], column)}
    entries |= {noun: Said(kind, 3.0) for kind in FORTY for noun in kinds()[kind].nouns}
    own = {name: kind for name, kind in kinds().items() if name not in FORTY}
    for name, kind in own.items():  # what the forty say stays theirs, but for the nouns
        said = ((kind.known, 3.0), (kind.does, 2.5), (kind.hints, 1.0))
        entries |= {
            phrase: Said(name, weight)
            for phrases, weight in said
            for phrase in phrases
            if not isinstance(entries.get(phrase), Said if weight > 1 else object) and phrase not in VAGUE
        }
    nouns = {noun: name for name, kind in own.items() for noun in kind.nouns if noun not in VAGUE}
    entries |= {noun: Said(name, 3.0) for noun, name in nouns.items()}
    for phrase in (phrase for phrase, label in entries.items() if isinstance(label, Other)):
        if kind := next((name for noun, name in nouns.items() if phrase.endswith(f" {noun}")), ""):
            entries[phrase] = Said(kind, 3.0)  # a burger restaurant
    return Phrases(entries.items())


BUSINESS_NOUNS = bag(
    "business company shop studio firm practice service salon place store brand office clinic school house bar parlor room "
    "center workshop agency startup company's trade stall stand cart van garage gallery club academy team outfit joint "
    "spot biz enterprise venture premises establishment surgery kitchen"
)
