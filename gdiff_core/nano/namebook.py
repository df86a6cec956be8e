"""Names and streets that no kind of page owns: of the corpus, and of what stands where a person said none."""


def _words(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


REAL_WORDS: tuple[str, ...] = _words(
    """
    Acorn Alder Amber Anchor Apple Arch Arrow Ash Aspen Autumn Barley Barn Basil Bay Beacon Bean Bear Bell
    Berry Birch Bird Blue Bluebird Bramble Branch Brass Brick Bridge Bright Bronze Brook Button Candle Canvas
    Cedar Cherry Chestnut Clay Clover Coast Cobalt Comet Copper Coral Corner Cotton Cove Crane Creek Crow
    Daisy Dawn Deer Dove Drift Eagle Early East Echo Elder Elm Ember Evergreen Falcon Feather Fern Field Fig
    Finch Fire Flint Forest Forge Fox Garden Ginger Glass Golden Grain Granite Green Grove Gull Harbor Hare
    Harvest Hawk Hazel Hearth Heron Hill Hollow Honey Horizon Iron Island Ivory Ivy Jade Juniper Kettle Kind
    Kite Lake Lantern Lark Laurel Leaf Lemon Light Lily Lime Linden Linen Little Lotus Maple Marble Marigold
    Market Meadow Mill Mint Moon Moss North Oak Olive Orchard Otter Owl Paper Peach Pearl Pebble Pepper Pine
    Plum Poppy Quartz Quiet Rabbit Raven Red Reed River Robin Rose Saffron Sage Salt Silver Sparrow Spruce
    Star Stone Summer Sun Swallow Thistle Three Tide Two Valley Velvet Walnut Wheels Wild Willow Wren
    """
)

SURNAMES: tuple[str, ...] = _words(
    """
    Adeyemi Ahmed Alvarez Andersen Baker Banerjee Becker Bennett Bianchi Brandt Campbell Carter Castillo Chen
    Cohen Costa Cruz Dubois Eriksen Evans Farah Fernandez Fischer Fontaine Foster Garcia Greco Gupta Haddad
    Hansen Hassan Hughes Ibrahim Ivanov Jansen Johnson Kaya Keller Khan Kim Kowalski Kumar Larsen Laurent Lee
    Lindgren Lopez Mancini Marino Martin Mbeki Mehta Mendoza Meyer Morales Moreau Morgan Murphy Nakamura
    Nguyen Novak Okafor Olsen Ortiz Park Patel Pereira Petrov Reyes Ricci Rossi Santos Sato Schmidt Silva
    Singh Tanaka Tran Walker Weber Wong Yilmaz
    """
)

STREETS: tuple[str, ...] = (
    "Harbor Lane",
    "Mill Street",
    "Oak Avenue",
    "Station Road",
    "Market Square",
    "Church Street",
    "River Road",
    "Garden Street",
    "Maple Avenue",
    "Bridge Street",
    "Orchard Lane",
    "Hill Road",
    "Park Street",
    "Canal Street",
    "Cedar Lane",
    "School Road",
    "Elm Street",
    "Meadow Lane",
    "North Street",
    "Willow Road",
    "King Street",
    "Lake Avenue",
    "Cherry Lane",
    "Main Street",
)

FIRST_NAMES: tuple[str, ...] = _words(
    """
    Ada Aisha Aiko Amara Anna Ben Carlos Chloe Daniel Diego Elena Emeka Emma Fatima Grace Hana Hugo Ines Ivan
    Jonas Kofi Lara Leila Leo Lucia Mai Marco Maria Mateo Mina Nadia Noah Omar Priya Rosa Sam Sofia Tomas Yuki
    Zoe
    """
)
