"""Whether a text is English; which language it is else; the words that any English text has."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

from gdiff_core.nano.brief.words import Reading, bag, key, keyed, plain
from gdiff_core.nano.corpus import FORTY
from gdiff_core.nano.kinds import kinds

FUNCTION_WORDS = keyed(
    """
    a an the and or but so if then than as at by for from in into of off on onto out over to up with without within about above
    below under near beside behind between through during before after since until till while because though although also too
    very really just only even still yet again ever never always often maybe perhaps quite rather almost already now here there
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs this that these those who whom
    whose which what where when why how all any both each every few more most other some such no not nor own same one two three
    is am are was were be been being do does did doing done have has had having will would shall should can could may might must
    i'm i'd i've i'll we're we've we'd we'll you're you've you'd you'll it's it'd it'll he's she's they're they've that's there's here's
    what's who's where's how's when's let's don't doesn't didn't won't wouldn't can't couldn't shouldn't isn't aren't wasn't weren't
    haven't hasn't ain't cant wont isnt its ok okay yes yeah yep no nope please thanks thank cheers hi hello hey dear sir madam
    want wants wanted need needs needed like likes liked love loves would get gets got getting give gives make makes made making put puts
    use uses using used let see show shows showing shown include includes including have add adds adding go goes going come comes
    say says said tell tells look looks looking find finds know knows think help helps keep keeps set sets run runs running own owns
    owned start started starting open opened opening create creates creating build builds building design designing
    something anything everything nothing someone anyone everyone somebody anybody people thing things lot lots bit way kind sort stuff
    around along across also etc ie eg via per plus versus upon toward towards against among amongst else instead
    however therefore hence thus whether either neither together apart away back down
    """
)
"""Words without a thing of their own; verbs of wishing among them."""

_COMMON = """
able accept according account act active actually address adult advice afraid age ago agree air alive allow alone amazing amount ancient angry
animal announce another answer appear apple apply appointment approach area arm army arrive art ask aspect assistant attention attract audience author
autumn available average avoid award aware awesome baby bad bag ball band bank bar base based basic basically basket bath beach bear beat beautiful become bed
begin behave believe belong best better big bird birth birthday block blood board boat body bold book bore born borrow bottle bottom box boy brain
brand brave break breakfast breath brick bridge brief bright bring broad brother budget burn bus busy buy cake calendar calm camera camp cant
capital car card care careful carry case cash cat catch category cause celebrate center central century certain chain chair chance change chapter character charge
chat cheap check child children choice choose church circle citizen city claim class classic clean clear clever click client climb clock close closed clothes cloud
coast coat code coffee cold collect college column comfort comfortable comment common community company compare complete computer concern condition confirm connect consider
contain content continue control cook cool copy corner correct cost cottage country couple course cover craft crazy cream creative credit crowd culture cup current customer
cut cute daily dad damage dance danger dark data date daughter day deal death decide deep degree delicious deliver delivery depend describe desk detail develop
difference different difficult digital dinner direct direction directly dirty discover discuss dish display distance divide doctor dog dollar door double doubt draw dream dress
drink drive driver drop dry dull during dust duty ear early earn earth east easy easily eat edge education effect egg eight elegant emergency employ empty end
energy engine english enjoy enough ensure enter entire entrance equal error especially euro evening event evidence exact exactly example excellent except exchange excited exciting exercise exist expect
expensive experience expert explain express extra eye face fact fail fair fall familiar family famous fancy far farm fashion fast father favor favorite fear
feature february feed feel feeling female festival field fight figure file fill film final finally fine finger finish fire first fish fit five fix flat floor flow
flower fly focus folk follow food foot force foreign forest forget form formal forward four free freelance french fresh friday friend friendly front fruit full
fun funny furniture future gain game garden gas gate general generation gentle gentleman german gift girl glad glass global goal gold good grand
grandfather grandmother grass gray great green ground group grow guess guest guide guy hair half hall hand handle handmade hang happen happy hard hat hate head health
healthy hear heart heat heavy height hero high highly hill history hit hold hole holiday home homepage honest hope horse hospital host hot hotel hour house huge human
hundred husband idea identify image imagine immediately important improve inch increase indeed independent india indian indoor industry info information inside install interest
interested interesting internet introduce invite ireland irish iron island issue italian item january job join joy judge july jump june keen key kid kill kitchen knee
knowledge lady lake land landing lane language large last late later latest laugh law lay lead leader leaf learn least leather leave left leg legal lend less lesson level library
life light limit line link list listen literally little live local location logo london long loose lose loss lost loud lovely low luck lunch luxury machine main mainly
major male man manage manager many map march mark market master match material matter maximum meal mean meat medical medium meet meeting member memory mention
message metal method middle mile milk mind mine minimal minimalist minor minute mirror miss mix mobile model modern moment monday money month mood morning mostly mother motor mountain
mouth move movie much mum mom music myself name narrow nation natural nature navigation nearby nearly neat necessary neck neighborhood nervous new news next nice night nine noise none normal
north nose note notice november number object obviously october offer office officer official oil old online opinion opposite option order ordinary organic original otherwise outdoor outside
owner pack package page paint pair paper parent park parking part particular partner party pass past patient pattern pay peace pen perfect perform period person personal
pet phone photo phrase pick picture piece pink place plain plan plane plant plate play player pleasant plenty pm pocket point poor popular position possible post potential
pound power practice prefer prepare present president press pretty prevent price private probably problem process produce product professional profile project proper properly protect
proud prove provide public pull pupil purple purpose push quality quarter queen question quick quickly quiet quote race radio rain raise range rate reach read reader ready real
reason receive recent recently record red reduce regular relax remember remove rent repair repeat replace reply report request require respect rest restaurant result return
review rich ride right ring rise river road rock role roll roof room root rose rough round route row rule rural rush rustic sad safe sale salt same sample sand saturday
save scene scheme school science screen scroll sea search season seat second secret section secure seem sell send sense separate september serious serve service seven several
shape share sharp shed sheet ship shirt shoe shop short shot shoulder shut side sign signature silver similar simple simply since sing single sister sit site six size skill
skin sky sleep slide slightly slow slowly small smart smell smile smooth snow social society sofa soft soil solid solution son song soon sorry soul sound soup south space
speak special specialist specially specific speed spend sport spot spread spring square staff stage stairs stand standard star state station stay step stick stone
stop store story straight strange street stress strong student studio study style subject success sudden sugar suggest suit summer sun sunday supply support sure surface
surprise sweet swim system table take talk tall taste tax tea teach teacher team technology telephone television ten term test text theme thick thin thirty thousand thursday ticket
tidy tie tight time tiny tip tired title today tomorrow tone tonight tool top total touch tour town track trade tradition traditional train training travel tree trip trouble true
trust try tuesday turn twelve twenty twice type typical unique unit university usual usually valley value variety various vegan vegetarian vehicle version victorian view village vintage visit
visitor voice wait walk wall war warm wash waste watch water wear weather web website wednesday week weekend weekly weight welcome west wet white whole wide wife wild win
wind window wine winter wish woman women wonder wonderful wood wooden word work worker workshop world worry worth write writing wrong year yellow yesterday young youth zero
spark sparks lucky sunny rusty dusty misty penny benny jenny honest silly asap btw lol mate folks dad's grandad grandma hubby kinda gonna wanna sorta gotta thx ta bloke lad lass wee cuppa arvo y'all simple-looking one-page upload whatsapp instagram facebook google email
header footer hero layout font heading background button accent theme palette vibe vibes aesthetic mood color scheme bold italic minimal clean crisp sleek fresh modern rustic cozy inviting
headline banner tab tabs menu sidebar scroll slider carousel animation popup dropdown login checkout cart basket blog vlog seo domain hosting mobile-friendly responsive fast loading retina
relaunch rebrand redo revamp update refresh updated outdated ugly boring bland tacky trendy timeless understated playful bubbly quirky whimsical elegant posh upmarket downmarket affordable cheap budget premium
est established founded since estd prop proprietor registered licensed qualified certified insured award winning experienced award-winning locals regulars walk-ins appointments
maker makers baker later house horse course hotel host coast boast roast toast least beast feast easter eastern western lower flow slower shower tower power towel vowel
county country counter hunter winter printer painter pointer planner planned plane plans place plates price prince prize pride spice slice police justice notice
bread broad break brown brow crown down town drown grown growth breath beard board bored boat beat bean beam team steam cream dream stream
later water waiter cater crater skater hater latter letter better bitter butter matter batter twitter litter
pants paints points prints pound round sound found wound ground mount count fountain mountain
peace piece price peach teach reach beach each bench lunch launch branch french trench
dinner thinner winner inner runner corner border order folder older elder under thunder wonder
flour floor flower fluor color collar dollar polar solar scholar tailor sailor
tiles titles title table cable able stable fable label cabin basin cousin raisin reason season lesson person
shape sheep sleep steep steel wheel feel heel peel reel deal meal seal real heal
stuff staff stiff cliff sniff bluff fluff
later layer player prayer lawyer sawyer buyer flyer drier dryer frier
moved loved lived liked baked naked maker taker marker market basket casket
mouse moose goose loose noose choose cheese chess chest crest
nails mails tails rails sails snails trails email detail retail
pages wages ages images stages cages
quite quiet quick quiz quote quota
serve server nerve swerve curve
short sport port fort sort sorted spotted
spare share scare square stare store score shore snore
stair chair hair fair pair repair air lair flair
theme them then than that thin thing think thank
touch pouch couch coach poach roach
trial trail train brain drain grain rain plain
table tables tablet
weather whether leather feather heather father mother bother brother
wired tired fired hired mired
contract contrast content context contest control console
hours ours yours fours tours pours
opening opinion option portion potion motion notion nation station ration
sharing shaving saving having waving paving
reviewed revised revived received retired required desired
dental rental mental metal petal medal pedal
buttons mutton cotton rotten gotten written bitten kitten mitten
closed clothes close closet
"""

_WORDS_OF = {  # what only they have, of the commonest words, and of requests for a page
    "Spanish": """el los las una unos para mi mis con sobre por que quiero necesito hazme haz crea crear hacer pagina sitio tienda negocio nuestra nuestro
        precios horario colores llamada llamado y del al se es soy tengo como pero una necesitamos queremos ayuda azul rojo verde panaderia peluqueria cafeteria restaurante
        fotos contacto donde favor hola gracias servicios clientes somos hacemos nombre barberia dentista""",
    "Portuguese": """o os um uma para meu minha nosso nossa com sobre por que quero preciso faca faz crie criar fazer pagina site loja negocio
        precos horario cores chamada chamado e do da dos das no na em se sou tenho mas azul vermelho verde padaria cabeleireiro ajuda voce
        fotos contato onde favor ola obrigado obrigada servicos clientes somos fazemos cafeteria restaurante salao""",
    "French": """le les un une pour mon ma mes notre nos avec sur est je nous veux voudrais besoin faites fais cree creer faire page site boutique
        prix horaires couleurs appelle appelee et du des au aux dans qui mais bleu rouge vert boulangerie coiffure salon cafe s'il vous plait merci bonjour
        photos contact ou services clients sommes avons nom c'est j'ai d'un d'une l'adresse""",
    "German": """der die das ein eine einen einem meine mein meinen meiner unser unsere fur mit uber ist ich wir will mochte brauche brauchen mach mache machen erstelle
        erstellen seite webseite laden geschaft preise preisen offnungszeiten farben heisst namens und zum zur im von auf aber blau rot grun backerei friseur bitte danke
        hallo bilder kontakt wo sind haben nicht auch eines bin unserem unseren""",
    "Italian": """il lo gli un uno una per mio mia nostro nostra con sul di che voglio vorrei bisogno fai fammi crea creare fare pagina sito negozio
        prezzi sito sfondo nero bianco nostra nostro orari colori chiamata chiamato e del della dei nel nella sono siamo abbiamo ma blu rosso verde panetteria parrucchiere grazie ciao favore
        foto contatti dove servizi clienti nome serve mi""",
    "Dutch": """de het een voor mijn onze ons met over is ik wij wil willen nodig maak maken pagina website winkel zaak prijzen
        openingstijden kleuren heet genaamd en van op maar blauw rood groen bakkerij kapper kapsalon alsjeblieft bedankt hallo foto's contact waar zijn hebben niet ook graag""",
    "Swedish": """en ett och for min mitt var vart vara med om ar jag vi vill behover gor skapa sida hemsida butik priser oppettider
        farger heter pa men bla rod gron bageri frisor tack hej bilder kontakt som till av den det har inte""",
    "Danish or Norwegian": """en et og til min mitt mit vores var med om er jeg vi vil trenger brug lag lav side hjemmeside nettside butikk butik priser
        apningstider abningstider farger farver heter hedder pa men bla rod gronn gron bakeri bageri frisor takk tak hei hej bilder som av det har ikke""",
    "Polish": """dla mojej mojego moja moj naszej naszego nasza z ze o jest ja my chce potrzebuje zrob stworz zrobic strona strone strony sklep
        ceny cennik godziny kolory nazywa sie i na w ale niebieska czerwona zielona zielony piekarnia piekarni kawiarnia kawiarni fryzjer prosze dziekuje czesc zdjecia kontakt gdzie""",
    "Czech or Slovak": """pro muj moji moje nas nasi s se o je ja my chci potrebuji potrebujem udelej vytvor stranka stranku stranky webovou obchod ceny cenik
        hodiny barvy jmenuje a na v ale modra cervena zelena pekarna kavarna kavarnu prosim dekuji ahoj fotky kontakt kde oteviraci""",
    "Turkish": """icin bir benim bizim ile ve hakkinda istiyorum lazim yap yapar olustur sayfa sayfasi sitesi site web dukkan fiyatlar fiyat saatleri
        renkler adi adinda ama mavi kirmizi yesil firin kuafor lutfen tesekkurler merhaba fotograf iletisim nerede misin""",
    "Romanian": """pentru meu mea nostru noastra cu despre este eu noi vreau doresc am nevoie fa creeaza pagina magazin preturi program culori numit numita
        si din la dar albastru rosu verde brutarie frizerie multumesc buna poze unde un o""",
    "Hungarian": """egy az es nekem mi mienk szeretnek kell keszits csinalj oldal oldalt weboldal weboldalt honlap bolt arak nyitvatartas szinek neve nevu
        de kek piros zold pekseg fodrasz kerem koszonom szia kepek kapcsolat hol""",
    "Finnish": """ja on minun meidan kanssa haluan tarvitsen tarvitsemme tee luo sivu sivut sivusto verkkosivut kauppa hinnat aukioloajat varit nimi
        mutta sininen punainen vihrea leipomo kampaamo kiitos hei kuvat yhteystiedot missa ole""",
    "Hindi": """ke ki ka ko se liye mera meri mere hamara hamari hai hain chahiye banao banaye banado karo kar ek aur par ya mujhe humein hum naam wali wala
        dukan ki bhi nahi kya rang neela laal""",
    "Indonesian or Malay": """untuk saya kami yang dengan dan di ini itu buat buatkan bikin tolong halaman situs toko kedai harga jam buka warna bernama
        tapi biru merah hijau roti terima kasih halo foto kontak dimana mau ingin""",
    "Tagalog": """ang ng mga sa ko namin para ako kami gusto kailangan gawa gumawa ng pahina tindahan presyo oras kulay pangalan at pero asul pula salamat po yung""",
    "Vietnamese": """toi can mot trang cho tiem cua hang voi va cua chung la tao lam gia mau ten nhung xanh do cam on xin chao anh muon""",
    "Swahili": """ya wa kwa na yangu yetu nataka nahitaji tengeneza tovuti duka bei rangi jina lakini bluu asante habari picha wapi""",
    "Catalan": """el els una per al meu meva nostra amb i que vull necessito fes pagina botiga preus horari colors blau vermell verd forn perruqueria gracies hola fotos""",
    "Welsh": """y yr yn fy ein ar gyfer gyda ac mae dw i'n eisiau angen gwefan siop prisiau oriau lliwiau enw ond glas coch gwyrdd diolch helo""",
    "Irish": """an na agus mo ar do le ta is mian liom teastaigh suiomh siopa praghsanna uaireanta dathanna ainm ach gorm dearg glas raibh maith agat dia duit""",
}  # fmt: skip
_ARTICLES = bag(
    "la le les el los las il lo gli da do di de del della des du der die das den a o os as un una une ein eine e et y i en"
)
"""Foreign words that names are made of, too."""
_SCRIPTS = {
    "CYRILLIC": "Russian or another language in Cyrillic letters", "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese",
    "HANGUL": "Korean", "ARABIC": "Arabic, Persian or Urdu", "HEBREW": "Hebrew", "DEVANAGARI": "Hindi or another Indian language",
    "BENGALI": "Bengali", "TAMIL": "Tamil", "TELUGU": "Telugu", "GREEK": "Greek", "THAI": "Thai", "GEORGIAN": "Georgian", "ARMENIAN": "Armenian",
    "GUJARATI": "Gujarati", "GURMUKHI": "Punjabi", "KANNADA": "Kannada", "MALAYALAM": "Malayalam", "SINHALA": "Sinhala", "ETHIOPIC": "Amharic",
    "KHMER": "Khmer", "LAO": "Lao", "MYANMAR": "Burmese",
}  # fmt: skip


@cache
def known_words() -> frozenset[str]:
    """Keys of ordinary English words, those of the pages' own copy among them."""
    copy = {
        key(word) for kind in FORTY for word in re.findall(r"[A-Za-z']{2,}", " ".join(kinds()[kind].texts))
    }
    copy |= {key(word) for kind in kinds().values() for noun in kind.nouns for word in noun.split()}
    return FUNCTION_WORDS | {key(word) for word in _COMMON.split()} | copy


@lru_cache(maxsize=2)
def _foreign(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The languages that have a word, for words that no English request has."""
    own = frozenset(plain(word) for word in FUNCTION_WORDS)
    languages: dict[str, tuple[str, ...]] = {}
    for name, words in _WORDS_OF.items():
        for word in {plain(word) for word in words.split() if key(word) not in known} - own:
            languages[word] = (*languages.get(word, ()), name)
    return languages


def script_of(text: str) -> str:
    """What languages have the letters of a text, if most of them are not Latin; else empty."""
    if text.isascii():
        return ""
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            name = unicodedata.name(char, "LATIN").split()[0]
            counts[name] = counts.get(name, 0) + 1
    latin, others = counts.pop("LATIN", 0), sum(counts.values())
    if others * 2 <= latin or not others:  # one ideogram says as much as several letters
        return ""
    if "HIRAGANA" in counts or "KATAKANA" in counts:
        return "Japanese"
    return _SCRIPTS.get(max(counts, key=counts.get), "another language")


def language_of(reading: Reading, known: frozenset[str]) -> str:
    """The language that a text is in, if that is not English; `known`: keys of words that English requests have."""
    if script := script_of(reading.text):
        return script
    words = [plain(word.text) for word in reading.words if word.text[0].isalpha()]
    ascii_words = [word.key for word in reading.words if word.text[0].isalpha() and word.text.isascii()]
    english = sum(word in FUNCTION_WORDS for word in ascii_words)
    ordinary = sum(word in known for word in ascii_words)
    hits = Counter(name for word in words for name in _foreign(known).get(word, ()))
    likeliest = max(hits, key=hits.get, default="")
    if hits[likeliest] >= 2 and hits[likeliest] > english and hits[likeliest] > 0.15 * len(words):
        return likeliest
    odd = len(words) - ordinary
    telling = any(likeliest in _foreign(known).get(word, ()) for word in set(words) - _ARTICLES)
    accented = any(not word.text.isascii() for word in reading.words)
    if likeliest and (
        (telling and not english and 2 * odd >= len(words))
        or (accented and english < 2 and 2 * odd > len(words))
    ):
        return likeliest
    return ""
