"""What people call the forty kinds of business and what these do; what other things people ask for.

`TRADES` has three lists a kind: `known` by (words that are that business and no other), `does` (its people and its
work; "cut ~ hair" stands for "cut", a few words, "hair") and `hints` (what it sells: they decide only together).
"""

from functools import cache
from typing import NamedTuple

from gdiff_core.nano.brief.words import Phrases, bag, key, listed
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.kinds import kinds


class Trade(NamedTuple):
    """The words by which one kind of business is known, lists that commas separate."""

    known: str
    does: str = ""
    hints: str = ""


_TEACH = "teach|teaching|learn|learning|tuition in|lesson in|class in|course in"
_FIX = "fix|fixing|repair|repairing|service|servicing|mend|mending|restore|restoring|maintain"
_SELL = "sell|selling|make|making|serve|serving|do|stock|stocking|offer|buy|deliver|delivering"

TRADES: dict[str, Trade] = {
    "coffee shop": Trade(
        "cafe, latte art, coffee house, coffee place, coffee cart, coffee van, coffee truck, coffee kiosk, coffee stand, coffee roaster, "
        "coffee roastery, roastery, espresso bar, coffee hut, coffee spot, coffee joint, coffee corner, coffee stall, coffee room, "
        "coffee business, coffee company, brunch place, brunch spot, brunch cafe, cat cafe, caff, cafeteria, cafe bar, "
        "coffee trailer, specialty coffee, speciality coffee, coffee lounge, coffee counter, kaffeehaus, coffee roasting, "
        "internet cafe, book cafe, bakery cafe, coffee and cake shop, coffee parlor, takeaway coffee, third wave coffee",
        f"barista, {_SELL}|roast|roasting|brew|pour|pouring ~ coffee|espresso|flat white|latte|cappuccino|cortado",
        "bean, brew, coffee, espresso, flat white, latte, flat white, cappuccino, brunch, cold brew",
    ),
    "bakery": Trade(
        "bakehouse, bake house, bake shop, patisserie, pastry shop, cake shop, cakery, cupcake shop, donut shop, boulangerie, "
        "bagel shop, pie shop, microbakery, micro bakery, home bakery, cake studio, cake business, cake maker, cake company, "
        "sourdough bakery, cookie shop, cookie business, konditorei, panaderia, bakers, bread bakery, baking business, cake bakery, "
        "bagel bakery, artisan bread, bread business, cake decorator, cake designer, bake stall, bread stall, cupcakery, celebration cake, "
        "viennoiserie, donut place, pretzel shop, bread oven, backerei, bagel place, home baker, wedding cake, custom cake, birthday cake",
        f"baker, pastry chef, bake|baking|{_SELL} ~ bread|cake|sourdough|pastry|croissant|loaf|cupcake|pie|cookie|bun|brownie|scone|donut|"
        "pretzel|baguette|bagel|macaron, we bake, i bake, baked good, baked goods",
        "bread, sourdough, croissant, cake, pastry, baguette, loaf, cupcake, bun, baking, bake, cinnamon roll, rye",
    ),
    "bike repair shop": Trade(
        "true wheel, bicycle shop, bicycle repair, bike repair, bicycle repair shop, bike workshop, cycle shop, cycle repair, cycle workshop, "
        "bike mechanic, bicycle mechanic, bike store, bicycle store, bike garage, cycle store, bike service, bike servicing, bike fixing, "
        "bicycle restoration, bike restoration, bike fitting, e bike shop, ebike shop, mobile bike mechanic, bike hospital, bike kitchen, "
        "bike doctor, push bike, cycle service, bicycle service, bike works, bikes workshop, cycle mechanic, bike builder, bicycle fixing",
        f"{_FIX}|tune|{_SELL}|build ~ bike|bicycle|cycle|ebike",
        "bike, bicycle, cycling, puncture, wheel truing, tune up",
    ),
    "florist": Trade(
        "floristry, wedding flower, bouquet deliver, flowers for weddings, flower business, floral studio, floral shop, floral design, floral designer, flower stall, flower stand, flower farm, "
        "flower delivery, florists, floral boutique, flower boutique, bouquet shop, flower market, floral business, flower cart, "
        "floral arrangement, flower arranging, flower arranger, plant and flower shop, flower van, blooms shop, bouquet delivery, "
        "flower truck, flower company, flower barn, wedding florist, flower kiosk, dried flower shop, plant shop, house plant shop",
        f"{_SELL}|arrange|arranging|grow|tie ~ flower|bouquet|rose|floral arrangement|bloom|posy|wreath",
        "flower, bouquet, floral, rose, stem, peony, tulip, wreath, bloom, posy, dahlia",
    ),
    "yoga studio": Trade(
        "yoga, yoga shala, yoga class, yoga centre, yoga teacher, yoga instructor, yoga place, yoga space, yoga retreat, hot yoga, yoga business, "
        "yoga lesson, yoga and pilates, pilates and yoga, yoga loft, shala, yoga barn, vinyasa studio, hatha yoga, yoga collective, "
        "prenatal yoga, chair yoga, yoga therapist, yogi, yoga and meditation, meditation and yoga, yoga house, yoga hall, bikram studio",
        f"{_TEACH}|do|run|offer ~ yoga|vinyasa|hatha|ashtanga",
        "vinyasa, asana, hatha, yin, meditation, breathwork, pranayama, ashtanga",
    ),
    "barber": Trade(
        "haircut for men, men hair, barbers, barbers shop, barbering, gents salon, gents hairdresser, mens hairdresser, men hairdresser, mens barber, mens salon, "
        "barber studio, barber business, barber chair, gentlemens barber, mens haircut, mens grooming, turkish barber, mens hair salon, "
        "men hair salon, men salon, male grooming, barber lounge, barber place, barber room, shaving parlor, beard barber, mens cut, "
        "gentleman barber, gents barber, hot towel shave, men haircut, mobile barber, traditional barber, men's grooming lounge",
        "cut|cutting|trim ~ men hair|beard|fade|boy hair, do|doing|give ~ fade|shave|beard trim|men haircut|skin fade, short back and side",
        "fade, shave, beard, clipper, buzz cut, short back, bloke, gent, men, lad",
    ),
    "hair salon": Trade(
        "unisex haircut, hair spa, bridal makeup, salon and spa, hair and makeup, hair and make up, hairdressers, hairdressing, hair dresser, hairdressing salon, hairdressing business, hair stylist, hairstylist, hair place, "
        "hair boutique, hair bar, hair business, blow dry bar, hair and beauty, hair and beauty salon, salon for hair, curl salon, "
        "colour salon, unisex salon, hair room, hair stylists, hair styling, hair lounge, hair house, hair shop, hair extensions salon, "
        "mobile hairdresser, hair colourist, colourist, curly hair salon, ladies hairdresser, ladies salon, hair atelier, hair parlor, "
        "braiding salon, hair braider, hair braiding, curly hair specialist, hair colour studio, kids hairdresser, afro salon, "
        "haircut salon, hair loft, natural hair salon, locs salon, women salon, hair extension, peluqueria, hair salons, hair colour",
        "cut|cutting|do|style|styling|colour|colouring|braid|braiding ~ hair|curl|curly hair, do ~ highlight|balayage|blow dry|perm|weave|updo",
        "hair, haircut, stylist, highlight, balayage, curl, blow dry, braid, salon",
    ),
    "dentist": Trade(
        "dental, dentistry, dental surgery, dental office, dental studio, dentists, dental care, family dentist, dental surgeon, "
        "dental centre, orthodontist, orthodontic, dental hygienist, dental practise, family dentistry, tooth clinic, teeth clinic, "
        "paediatric dentist, pediatric dentist, smile clinic, dentist office, dentist practice, dentist surgery, orthodontics, "
        "dental hospital, dentist clinic, childrens dentist, tooth doctor, dental business, dental implant, endodontist, periodontist",
        "fix|clean|whiten|straighten|look after|care for|treat ~ teeth|tooth|smile",
        "teeth, tooth, filling, checkup, implant, whitening, brace, crown, invisalign, hygienist, root canal, smile",
    ),
    "vet clinic": Trade(
        "vet, vets, veterinarian, veterinary, veterinary surgery, veterinary clinic, vet practice, vet surgery, animal hospital, "
        "pet clinic, pet hospital, veterinary hospital, animal doctor, vets practice, vet office, vet surgeon, animal practice, "
        "veterinary surgeon, pet doctor, vet centre, vet nurse, veterinary centre, cat clinic, small animal practice, large animal vet, "
        "farm vet, horse vet, equine vet, mobile vet, exotic pet vet, animal surgery, veterinary medicine, veterinary care",
        "treat|treating|heal|look after|vaccinate|care for ~ animal|pet|dog|cat|rabbit|horse|cow|bird",
        "vaccination, neutering, microchip, sick pet, sick animal, spaying, puppy check",
    ),
    "bookstore": Trade(
        "book store, books store, bookseller, book seller, bookshop, second hand bookshop, used bookstore, used book store, antiquarian, "
        "books shop, book place, childrens bookshop, book stall, second hand book, secondhand book, used book, comic shop, comic book shop, "
        "comic book store, book boutique, book barn, rare book, library cafe bookshop, book nook, bookselling, antiquarian book, "
        "old book, bookshop cafe, feminist bookshop, comics shop, indie bookshop, bookish shop, book cellar, book business",
        f"{_SELL}|trade in|trade ~ book|novel|paperback|comic|used book|zine|second hand book|old book",
        "book, novel, paperback, author, reading group, book club, poetry, literature, fiction",
    ),
    "pizzeria": Trade(
        "pizza shop, pizza joint, pizza parlor, pizza house, pizza oven, pizza van, pizza takeaway, pizza kitchen, pizza bar, trattoria, "
        "pizza business, pizza delivery, pizza truck, pizza company, wood fired pizza, woodfired pizza, neapolitan pizza, pizza stand, "
        "pizza by the slice, pizzaria, slice shop, pizza spot, sourdough pizza, pizza trailer, pizza counter, pizza slice, pizza hut, "
        "pizza and pasta, pizza cafe, pizza take away, pizza bakery, pizza garden",
        f"pizzaiolo, {_SELL}|bake|sling ~ pizza|pizzas|slice",
        "pizza, margherita, calzone, neapolitan, marinara, pasta, italian restaurant",
    ),
    "sushi bar": Trade(
        "sushi, sushi shop, sushi house, sushi joint, sushi counter, sushi takeaway, japanese restaurant, sushi spot, omakase, "
        "sushi kitchen, sushi business, sushi train, sushi cafe, sushi van, sushi delivery, sushi stand, izakaya, sushi ya, poke and sushi, "
        "sushi takeout, japanese sushi, sushi lounge, sushi kiosk, sushi company, kaiten, sushi eatery, japanese food, sushi room",
        f"{_SELL}|roll ~ sushi|nigiri|maki|sashimi",
        "nigiri, maki, sashimi, omakase, japanese, temaki, miso, wasabi",
    ),
    "taco truck": Trade(
        "taco, tacos, taco van, taqueria, taco shop, taco place, taco cart, taco joint, taco bar, street food truck, street food van, "
        "food van, food cart, burrito truck, mexican food truck, mexican food, mexican street food, food trailer, food trucks, "
        "taco stall, taco trailer, taco spot, burrito van, street taco, burrito bar, burrito shop, taco business, street food stall, "
        "taco wagon, mexican restaurant, food stall, loncheria, taco restaurant, taco kitchen",
        f"{_SELL} ~ taco|burrito|quesadilla|street food",
        "burrito, quesadilla, salsa, guacamole, mexican, birria, al pastor, carnitas",
    ),
    "ice cream parlor": Trade(
        "ice cream, gelateria, gelato, gelato bar, gelato place, ice cream place, ice cream van, ice cream truck, ice cream bar, "
        "ice cream store, ice cream stand, ice cream cafe, ice cream kiosk, frozen yogurt, froyo, sorbet shop, ice cream business, "
        "ice cream maker, gelato shop, ice cream hut, ice cream cart, soft serve, gelato parlor, ice cream company, kulfi, "
        "dessert parlor, ice creamery, creamery, sundae bar, ice cream counter, ice cream joint, ice cream spot, gelato cart, heladeria",
        f"{_SELL}|scoop|churn ~ ice cream|gelato|sorbet|frozen yogurt|kulfi|soft serve",
        "sorbet, scoop, cone, sundae, flavor",
    ),
    "tea house": Trade(
        "matcha house, matcha place, matcha shop, matcha, salon de the, tearoom, tea rooms, tea bar, tea garden, tea merchant, tea salon, tea lounge, tea store, loose leaf tea, tea company, tea parlor, "
        "bubble tea, boba shop, boba, chai shop, chai stall, tea cafe, tea place, tea business, tea seller, teahouse, tea stall, "
        "matcha bar, matcha cafe, chai cafe, tea and cake, tea and scone, afternoon tea, high tea, cream tea, chai bar, tea blender, "
        "tea blending, tea emporium, chai house, tea importer, tea boutique, chinese tea, japanese tea, specialty tea, tea counter",
        f"{_SELL}|blend|pour|brew|import ~ tea|chai|matcha|oolong",
        "tea, chai, matcha, oolong, scone, earl gray, darjeeling, herbal tea",
    ),
    "brewery": Trade(
        "brewing company, brewing co, microbrewery, micro brewery, nanobrewery, craft beer, beer brewery, taproom, tap room, brewhouse, "
        "brew house, brew pub, brewer, brewing, cidery, cider house, meadery, beer maker, brewing business, beer garden, craft ale, "
        "ale house, alehouse, cider brewery, brew co, beer hall, micropub, beer company, real ale, farmhouse brewery, beer shop, "
        "craft cider, beer taproom, brewers, home brewery, cider maker, beer place, beer business, beer bar",
        f"brew|brewing|{_SELL} ~ beer|ale|lager|stout|ipa|cider|porter",
        "beer, ale, stout, lager, ipa, pint, porter, hop, cider",
    ),
    "wine bar": Trade(
        "wine by the glass, bar with wine, wine shop, wine merchant, wine store, winery, wine lounge, enoteca, vinoteca, wine and tapas, wine tasting room, wine bistro, "
        "bar a vin, wine room, wine house, wine place, wine business, vineyard, wine bars, natural wine, wine boutique, bodega, "
        "wine and cheese bar, vino bar, wine tavern, wine and small plate, wine café, wine seller, wine vault, wine importer, "
        "wine and cocktail bar, sommelier, wine garden, tapas and wine, wine estate, vinyl and wine bar, wine library",
        f"{_SELL}|pour|pouring ~ wine|natural wine|champagne",
        "wine, natural wine, champagne, prosecco, small plate, wine list, cellar",
    ),
    "butcher": Trade(
        "butchers, butchery, butchers shop, meat market, meat store, halal meat, halal butcher, meat counter, charcuterie, meat business, "
        "family butcher, artisan butcher, sausage maker, carniceria, boucherie, meat place, butcher counter, kosher butcher, master butcher, "
        "meats shop, meat supplier, quality meat, butcher and deli, sausage shop, meat and poultry, poultry shop, organic butcher, "
        "chicken shop, mutton shop, biltong shop, meats, meat merchant, butchers counter, village butcher, steak shop, online butcher",
        f"{_SELL}|cut|cure|butcher ~ meat|beef|lamb|pork|sausage|steak|chicken|mutton|poultry|venison",
        "meat, beef, lamb, pork, sausage, steak, poultry, bacon, ham, dry aged, halal",
    ),
    "cheese shop": Trade(
        "cheesemongers, fromagerie, cheese store, cheese deli, cheese maker, cheesemaker, cheese dairy, creamery and cheese shop, deli, "
        "delicatessen, cheese stall, cheese business, cheesery, cheese room, cheese place, artisan cheese, wine and cheese shop, "
        "cheese monger, cheese cellar, cheese bar, cheeses shop, cheese market, farmhouse cheese, cheese company, cheese boutique, "
        "cheese and wine shop, cheese seller, cheese house, cheese dealer, cheese barn, kaserei, cheese cave, cheese and charcuterie",
        f"{_SELL}|age|ripen|mature ~ cheese|cheddar|brie|raclette",
        "cheese, cheddar, brie, goat cheese, raclette, fondue, stilton, gouda, affineur",
    ),
    "farm shop": Trade(
        "farm stall, farmstand, farm market, farmshop, veg box, vegetable box, csa farm, farm produce, greengrocer, greengrocers, "
        "fruit and veg shop, fruit and veg, fruit and vegetable, vegetable farm, organic farm, family farm, market garden, farm gate, "
        "pick your own, fruit stand, vegetable stand, honesty box, smallholding, farm, farmer, fruit farm, farm barn, produce stand, "
        "farm kitchen, roadside stand, egg farm, honey stand, vegetable shop, fruit shop, fruit stall, orchard, berry farm, "
        "pumpkin patch, apple farm, dairy farm, csa, farm business, farmers, apiary, beekeeper, goat farm, homestead, roadside stall",
        "grow|growing|sell|selling|raise ~ vegetable|veg|fruit|egg|honey|pumpkin|berry|strawberry|apple|produce",
        "veg box, vegetable, veg, egg, honey, produce, pumpkin, jam, milk, apple, harvest",
    ),
    "gym": Trade(
        "fitness studio, fitness centre, fitness club, health club, crossfit, crossfit box, crossfit gym, boxing gym, boxing club, "
        "personal trainer, personal training, strength gym, weightlifting, fitness business, gymnasium, fitness gym, weights room, "
        "bootcamp, boot camp, climbing gym, powerlifting gym, strength club, womens gym, ladies gym, kickboxing gym, fitness class, "
        "fitness coach, strength and conditioning, workout studio, spin studio, training gym, fitness, strength studio, bouldering gym, "
        "martial arts gym, mma gym, weight room, 24 hour gym, fitness space, barbell club, fitness trainer, training studio, calisthenics",
        "train|training|coach|coaching ~ people|client|strength|weight|boxer|athlete, lift ~ weight",
        "workout, membership, weight, barbell, trainer, hiit, spin class, treadmill, kettlebell, strength",
    ),
    "dance school": Trade(
        "dance, dance academy, dance class, dance company, ballet school, ballet studio, ballet academy, dance lesson, salsa school, "
        "tango school, tango studio, dance teacher, dance centre, dancing school, ballroom studio, ballroom dancing, ballet class, "
        "dance club, dance place, salsa class, tap school, hip hop school, dancing lesson, dancing class, irish dancing, irish dance, "
        "dance theatre, dance space, bharatanatyam, kathak, dance institute, ballet, swing dance, latin dance, dance instructor, "
        "salsa studio, pole studio, pole dance, pole dancing, tap dance, bollywood dance, flamenco, dance business, dancing, dance lessons",
        f"{_TEACH}|run ~ dance|dancing|ballet|salsa|tango|tap|bachata|ballroom|swing|hip hop|flamenco|waltz|kathak",
        "salsa, tango, bachata, waltz, tap, ballroom, hip hop, choreography, recital",
    ),
    "music school": Trade(
        "music academy, music lesson, music teacher, music class, music centre, piano teacher, piano lesson, piano studio, guitar school, "
        "guitar lesson, guitar teacher, violin teacher, violin lesson, drum school, drum lesson, singing school, singing teacher, "
        "singing lesson, voice studio, vocal coach, music tuition, piano class, cello teacher, music conservatory, music institute, "
        "violin school, guitar studio, music tutor, piano academy, vocal studio, flute lesson, singing coach, ukulele school, "
        "voice teacher, voice lesson, music studio, guitar class, piano tuition, music education, violin studio, cello lesson, "
        "saxophone lesson, harp teacher, tabla class, sitar class, piano tutor, guitar tutor, drum teacher, conservatoire, rock school, "
        "music business, instrument lesson, flute teacher, singing class, music lessons, choir school, accordion lesson",
        f"{_TEACH}|give|giving|offer|lesson on|lesson for|tutor ~ piano|guitar|violin|drum|singing|music|cello|flute|saxophone|ukulele|"
        "voice|clarinet|trumpet|tabla|sitar|keyboard|harp|instrument|fiddle",
        "piano, guitar, violin, drum, singing, cello, recital, choir, pupil, flute, ukulele",
    ),
    "language school": Trade(
        "mandarin tutoring, spanish tutoring, french tutoring, english tutoring, french conversation, spanish conversation, language academy, language class, language course, language institute, language tutor, language teacher, english school, "
        "spanish school, french school, german school, spanish class, french class, english class, english lesson, spanish lesson, "
        "french lesson, german lesson, italian lesson, italian class, german class, japanese class, mandarin class, arabic class, "
        "english course, spanish course, french course, german course, italian course, japanese course, english academy, "
        "spanish academy, spanish teacher, french teacher, english teacher, german teacher, esl school, ielts coaching, ielts, esl, efl, "
        "spanish tutor, french tutor, english tutor, chinese class, mandarin lesson, irish classes, welsh class, language lesson, "
        "japanese lesson, japanese school, italian school, language coaching, language tuition, languages school, portuguese lesson, "
        "portuguese class, polish class, mandarin school, chinese school, arabic school, russian class, gaelic class, hindi class, "
        "english tuition, conversation class, spoken english, language training, english language, foreign language, italian teacher, "
        "language lab, language club, language studio, tefl, toefl, sign language, mandarin tutor, arabic lesson, korean class, language cafe",
        f"{_TEACH}|tutor ~ spanish|french|english|german|italian|japanese|mandarin|chinese|arabic|portuguese|language|russian|korean|polish|"
        "irish|welsh|hindi|dutch|swedish|greek|turkish|gaelic",
        "language, spanish, conversation, grammar, fluency, native speaker, exam preparation",
    ),
    "photographer": Trade(
        "photography, photographers, photography studio, photography business, wedding photographer, portrait photographer, photos studio, "
        "wedding photography, portrait photography, photography company, family photographer, newborn photographer, photo business, "
        "event photographer, pet photographer, food photographer, product photographer, portrait session, headshot, photographic studio, "
        "camera work, portraitist, photographic, headshot photographer, boudoir photographer, videographer and photographer, photog, "
        "newborn photography, maternity photographer, photo shoot, photoshoot, elopement photographer, landscape photographer",
        "take|taking|shoot|shooting|photograph|photographing ~ photo|picture|portrait|wedding|family|baby|newborn|headshot",
        "portrait, wedding photo, session, print, camera, shoot",
    ),
    "wedding planner": Trade(
        "bridal event, event stylist, wedding planning, wedding planners, wedding planning business, event planning, event planners, wedding coordinator, bridal studio, "
        "wedding organiser, wedding organizer, event organiser, event organizer, wedding agency, wedding company, events company, "
        "wedding business, event studio, wedding stylist, wedding design, party planner, event management, wedding events, bridal planner, "
        "event company, event coordinator, wedding consultant, event agency, event design, wedding designer, elopement planner, "
        "wedding decorator, wedding and event, party planning, wedding management, wedding styling, shaadi planner, marriage planner",
        "plan|planning|organise|organising|organize|organizing|coordinate|arrange|style ~ wedding|event|party|elopement|marriage",
        "wedding, bride, bridal, venue, ceremony, elopement",
    ),
    "tattoo studio": Trade(
        "tattoo, tattoos, tattooist, tattoo artist, tattoo place, tattooing, tattoo business, ink studio, tattoo house, tattooer, "
        "tattoo and piercing, piercing studio, tattoo collective, tattoo room, tattoo gallery, tattoo and piercing studio, tattoo lounge, "
        "tattoo den, ink shop, tattoo company, inking, tattoo atelier, piercing parlor, tattoo parlour and piercing",
        "do|doing|ink|draw ~ tattoo|blackwork|fine line|flash|piercing",
        "ink, flash, blackwork, fine line, piercing, cover up, dotwork",
    ),
    "nail salon": Trade(
        "nail shop, nail place, nail parlor, nails salon, nails, nail artist, nail technician, nail tech, manicurist, nails studio, "
        "manicure, pedicure, nail art, nail boutique, nail lounge, nail business, nails bar, nail and beauty, nail room, nail spa, "
        "mani pedi, gel nail, acrylic nail, nail and beauty salon, nail house, manicure bar, manicure studio, nail lady, nail beauty, "
        "beauty and nail, nails and beauty, nail specialist, nail designer, nails tech, nails and lashes, nail and lash, nail art studio",
        "do|doing|paint|painting ~ nail|manicure|pedicure|mani",
        "manicure, pedicure, gel, acrylic, shellac, polish",
    ),
    "spa": Trade(
        "dayspa, bathhouse, bath house, wellness centre, wellness spa, massage, massage therapist, massage therapy, massage studio, "
        "massage parlor, sauna, hammam, thermal bath, hot spring, beauty spa, beauty salon, beauty parlor, beautician, skin clinic, "
        "facial, wellness studio, ayurvedic spa, spa and massage, massage and spa, relaxation centre, onsen, massage centre, "
        "beauty therapist, skincare studio, facialist, aesthetician, esthetician, beauty studio, massage room, wellness retreat, turkish bath, "
        "sauna house, hot tub, beauty clinic, beauty room, reflexology, spa retreat, float centre, spa business, wellness house, steam bath, "
        "thai massage, skin studio, massage clinic, wellness business, beauty treatment, salt room, banya",
        "give|giving|offer|do ~ massage|facial|body treatment|spa treatment",
        "sauna, steam room, scrub, hot stone, aromatherapy, relaxation, wellness, pamper",
    ),
    "plumber": Trade(
        "plumbers, plumbing, plumbing business, plumbing firm, plumbing and heating, heating engineer, plumbing contractor, gas engineer, "
        "boiler repair, drain cleaning, drain unblocking, drainage, heating and plumbing, heating company, gas and plumbing, "
        "boiler engineer, heating and cooling, hvac, plumber and gas fitter, gasfitter, gas fitter, boiler service, boiler installation, "
        "blocked drain, plumbing and gas, plumbing co, drain company, emergency plumber, bathroom fitter, pipe fitter, pipe repair, "
        "heating specialist, hot water specialist, plumber business, plumbing shop, plumbing contractors, bathroom installer, drain clearing",
        f"{_FIX}|unblock|install|fit|clear ~ pipe|boiler|leak|tap|toilet|drain|sink|radiator|bathroom|water heater|leaky tap|faucet",
        "pipe, boiler, leak, drain, toilet, tap, radiator, bathroom, water heater, faucet",
    ),
    "electrician": Trade(
        "electricians, electrical, electrical contractor, electrical business, sparky, electrical firm, electrical services, sparkies, "
        "electric company, electrical work, electrical contractors, electrical engineer, rewiring, electrical installation, "
        "wiring, master electrician, ev charger installer, lighting installer, electric service, electric shop, electrical repair, "
        "electric work, emergency electrician, electric contractor, electrical installer, solar installer, ev charger installation, "
        "rewires, electrical safety, electrical testing, domestic electrician",
        "rewire|rewiring|install|fit|wire|wiring|fix|repair ~ house|socket|light|fuse|fuse board|electric|lighting|ev charger|outlet|panel|wiring|fusebox",
        "socket, wiring, fuse board, fuse box, ev charger, rewire, smoke alarm, circuit, lighting",
    ),
    "carpenter": Trade(
        "carpentry, joiner, joinery, woodworker, woodworking, woodwork, cabinet maker, cabinetmaker, cabinetry, furniture workshop, "
        "bespoke furniture, wood shop, woodshop, joinery workshop, carpentry business, joiners, wood furniture, furniture making, "
        "carpenters, kitchen fitter, wood turner, woodturner, custom furniture, handmade furniture, wooden furniture, timber workshop, "
        "millwork, furniture restorer, custom woodwork, furniture studio, furniture company, kitchen maker, timber framer, boat builder, "
        "stair builder, staircase maker, fitted wardrobe, finish carpenter, wood work, furniture builder, furniture restoration, "
        "furniture business, deck builder, wooden toy maker, wood carving, tischlerei, cabinet shop, tile and joinery, luthier, wood carver",
        "make|making|build|building|craft|crafting|restore|carve|fit ~ table|furniture|wooden|cabinet|chair|staircase|shelf|bookcase|wardrobe|"
        "kitchen cabinet|oak|wood|deck|timber|bespoke kitchen",
        "wood, oak, cabinet, furniture, timber, wardrobe, shelf, staircase, walnut, bespoke",
    ),
    "landscaper": Trade(
        "landscapers, landscaping, landscaping business, landscape gardener, landscape gardening, landscape design, gardener, gardening, "
        "garden design, gardening business, gardening company, lawn care, landscape company, garden maintenance, garden service, "
        "landscape architect, tree surgeon, lawn mowing, gardeners, garden care, lawn service, gardening service, yard work, "
        "landscape contractor, garden landscaping, garden designers, lawn and garden, landscape, garden studio, hedge trimming, "
        "garden builder, landscape business, lawn company, arborist, yard maintenance, yard service, garden contractor, lawn business, "
        "landscape designer, garden makeover, garden business, garden work, lawncare, garden firm, landscapers company, tree service",
        "mow|mowing|design|designing|build|plant|planting|do|maintain|look after|create ~ garden|lawn|yard|patio|hedge|outdoor space, "
        "trim|cut ~ hedge|grass|tree, lay ~ turf|patio|paving",
        "garden, lawn, patio, hedge, turf, paving, planting, yard, decking, mowing",
    ),
    "cleaning service": Trade(
        "cleaner, cleaners, cleaning, cleaning business, cleaning firm, maid service, maids, domestic cleaning, office cleaning, "
        "home cleaning, house cleaning, house cleaner, housekeeping, window cleaning, window cleaner, carpet cleaning, commercial cleaning, "
        "cleaning agency, end of tenancy, cleaning crew, cleaning lady, cleaning ladies, cleaning services, janitorial, cleaning team, "
        "laundry service, home cleaner, domestic cleaner, deep cleaning, cleaning contractor, eco cleaning, airbnb cleaning, oven cleaning, "
        "office cleaner, carpet cleaner, cleaning co, cleaning girls, end of lease cleaning, bond cleaning, pressure washing, housekeeper, "
        "gutter cleaning, chimney sweep, upholstery cleaning, residential cleaning",
        "clean|cleaning ~ house|home|office|flat|apartment|window|carpet|holiday let|airbnb|oven|stairwell",
        "deep clean, tidy, spotless, dust, hoover, mop, vacuum",
    ),
    "car wash": Trade(
        "carwash, hand wash, car valet, car valeting, valeting, car detailing, auto detailing, car detailer, mobile valeting, detailing, "
        "auto detailer, car cleaning, detailing shop, car wash and valet, valet service, auto spa, car spa, detailing studio, hand carwash, "
        "mobile detailing, auto detail, jet wash, car detail, vehicle detailing, vehicle wash, truck wash, detailer, car cleaner, "
        "mobile car valet, car care, car polishing, car washes, car wash business, auto wash, ceramic coating, vehicle cleaning, car washing",
        "wash|washing|detail|detailing|clean|cleaning|valet|valeting|polish|wax|shine ~ car|vehicle|van|truck|auto",
        "valet, detailing, wax, ceramic coating, polish, car shampoo",
    ),
    "auto repair shop": Trade(
        "car shop, garage, mechanic, auto garage, car repair, auto repair, car mechanic, car repairs, mechanics, motor garage, auto mechanic, "
        "mot garage, mot centre, tyre shop, tyre garage, body shop, auto body, car workshop, car service, car servicing, automotive shop, "
        "motor repairs, motor mechanic, vehicle repair, auto centre, mobile mechanic, auto workshop, auto service, car service centre, "
        "panel beater, automotive repair, car repair shop, vehicle workshop, tyre fitter, tire shop, bodyshop, smash repair, auto care, "
        "transmission shop, exhaust centre, car repair garage, auto works, motorworks, auto electrician, vehicle servicing, smash repairs, "
        "auto repairs, truck repair, motorcycle repair, motorbike repair, classic car restoration, mechanic shop, mechanic workshop, "
        "mot and servicing, mot station, brake shop, automotive, mots, mot, smog check, oil change, lube shop",
        f"{_FIX} ~ car|truck|engine|brake|vehicle|motor|auto|van|motorbike|clutch|motorcycle|gearbox, change ~ oil|tire|brake",
        "mot, servicing, brake, tire, exhaust, clutch, oil change, engine, gearbox",
    ),
    "law office": Trade(
        "law practice, solicitor, solicitors, attorney, attorneys, lawyers, legal practice, legal services, law chambers, barrister, "
        "advocate, advocates, legal firm, law company, notary, family lawyer, divorce lawyer, law group, legal advice, legal office, "
        "criminal lawyer, immigration lawyer, attorney at law, law offices, legal aid, counsel, legal counsel, conveyancer, conveyancing, "
        "immigration attorney, defense attorney, family law, injury lawyer, estate lawyer, legal consultant, legal consultancy, "
        "law partnership, paralegal, notary public, abogado, law firms, mediation practice, legal business, estate planning attorney",
        "legal, practise ~ law, practice ~ law, draft|write ~ will|contract, handle|do ~ divorce|conveyancing|probate|immigration case",
        "divorce, conveyancing, probate, contract, litigation, custody, immigration, law",
    ),
    "accountant": Trade(
        "accountants, accountancy, accounting, accounting firm, accountancy firm, bookkeeper, bookkeeping, book keeper, book keeping, "
        "tax adviser, tax advisers, tax preparer, tax consultant, tax consultancy, tax office, cpa, chartered accountant, ca firm, "
        "tax service, accounting practice, accountancy practice, tax return, tax preparation, payroll service, tax firm, accounting business, "
        "accounting company, accounts office, chartered accountancy, tax agent, tax practice, tax advice, tax consulting, tax accountant, "
        "gst filing, bookkeepers, tax company, auditing firm, auditor, bas agent, vat return, tax business, "
        "tax prep, accounting service, tax help, tax specialist, tax filing, tax professional, cpa firm, enrolled agent, tax people",
        "do|file|filing|prepare|prepping ~ tax|tax return|payroll|book|bookkeeping|vat|gst|account",
        "tax, payroll, vat, gst, bookkeeping, audit, self assessment, invoice, year end",
    ),
    "pet groomer": Trade(
        "pooch salon, pup salon, dog grooming, pet grooming, dog groomers, pet salon, grooming salon, dog parlor, dog wash, pet parlor, cat groomer, dog grooming salon, "
        "pooch parlor, dog spa, pet spa, dog grooming business, poodle parlor, dog grooming parlor, mobile dog groomer, mobile groomer, "
        "cat grooming, puppy salon, puppy grooming, pet wash, dog stylist, pet stylist, dog barber, dog hairdresser, dog haircut, "
        "dog bath, grooming parlor, dog beauty salon, mobile dog grooming, pet beauty, dog grooming van, dog grooming studio, "
        "dog grooming shop, pet grooming salon, pet barber, animal groomer, grooming for dog, grooming for pet, grooming van, doggy spa, "
        "grooming studio, pet grooming service, doggie spa, dog groom, dog clipping, hydrobath, doggy salon, salon for dog, spa for dog, pet styling",
        "groom|grooming|wash|washing|bath|bathe|bathing|clip|trim|clipping|trimming|brush|pamper ~ dog|cat|pet|puppy|pup|poodle|doggy|pooch|cockapoo",
        "grooming, groomer, groom, dog coat, puppy, nail clip, pooch, fur",
    ),
    "guest house": Trade(
        "guesthouse, guest houses, hotel, boutique hotel, b and b, bnb, bed & breakfast, inn, hostel, pension, homestay, country house hotel, "
        "holiday cottage, holiday let, lodge, guest room, guest rooms, farm stay, farmstay, holiday home, vacation rental, motel, "
        "country inn, hotels, riad, gasthaus, holiday apartment, airbnb, self catering, lodging, lodgings, cottage rental, "
        "room to let, agriturismo, glamping, campsite, chalet, bed n breakfast, country house, holiday house, guest lodge, beach house, "
        "cabin rental, eco lodge, casa rural, pousada, posada, albergue, holiday rental, surf hostel, mountain hut, backpackers, room for guest, "
        "family hotel, villa rental, resort, houseboat, holiday cabin, vacation cottage, haveli, guest suite, tourist lodge",
        "rent|let|host|letting|renting ~ room|cottage|guest|cabin",
        "room, breakfast, guest, stay, double room, sea view, check in, overnight",
    ),
}

# ---- what is not a small business of these kinds ------------------------------------------------------------

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
    """What a phrase names that is none of the forty kinds."""

    sort: str
    """app, site or business."""
    nearest: str


NEAREST = {
    tuple(map(key, phrase.split())): nearest
    for nearest, phrases in BUSINESSES.items()
    for phrase in listed(phrases)
}
"""Of a business that is none of the forty kinds the one that comes nearest."""
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
        for kind, trade in TRADES.items():
            entries |= {phrase: Said(kind, weight) for phrase in listed(getattr(trade, column))}
    entries |= {noun: Said(kind, 3.0) for kind, copy in KINDS.items() for noun in (kind, *copy.nouns)}
    own = {name: kind for name, kind in kinds().items() if name not in KINDS}
    for name, kind in own.items():  # what the forty say stays theirs, but for the nouns
        said = ((kind.known, 3.0), (kind.does, 2.5), (kind.hints, 1.0))
        entries |= {
            phrase: Said(name, weight)
            for phrases, weight in said
            for phrase in listed(", ".join(phrases))
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
