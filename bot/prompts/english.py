"""Whether words are plainly English, so that nobody need be asked to translate them.

Only a yes is certain: a prompt in doubt goes to the chat model, which gives English back unchanged and costs next to
nothing, while a prompt wrongly taken for English makes a wrong picture.
"""

import re

_LEAST = 2  # telling words, where others are not known
_SHARE = 0.4  # of the words that can tell anything

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that are hardly any other language's. What is a word elsewhere too is below.
_TELLING = _words(
    """
    the and of with from that this these those which whose there where when while what who how why
    has have had been being would should could cannot might may
    his her its it's she they their them you your our both each every very more only just
    into onto behind between through against around above below beneath beside across along inside outside
    without within near toward towards during before after like as one's
    two three four five seven eight nine several many few some another other
    woman women girl girls boy boys child children people family friends king queen knight wizard witch soldier
    dog dogs cat cats kitten puppy bird birds horse horses fox foxes bear rabbit owl tiger elephant
    monkey cow sheep chicken duck frog turtle whale shark spider butterfly bee snake mouse deer creature
    tree trees forest woods flower flowers grass leaves leaf garden field meadow hill hills mountain mountains river
    lake beach island waterfall sky cloud clouds stars moon sun sunlight moonlight sunset
    sunrise dawn dusk rain rainy snow snowy fog foggy lightning thunder weather fire smoke ice
    house houses home building buildings street road bridge tower castle church city town kitchen window
    windows wall roof floor room candle book books clock mirror
    cars truck ship boat airplane spaceship bicycle wheel
    food bread cake cheese apple coffee tea cup bowl plate bottle
    head eye eyes hair ear ears nose mouth smile smiling skin beard wings feather feathers tail
    dress shirt coat jacket shoes boots cloak armor crown sword shield umbrella
    black white blue green yellow brown purple pink grey gray golden bright dark light colorful colourful vivid
    old young big small little tiny huge tall short wide narrow deep high low cold hot wet dry empty
    happy sad angry scary spooky cute beautiful lovely pretty ugly strange magical ancient wooden golden glowing shiny
    rusty broken fluffy furry cozy dramatic detailed realistic photorealistic hyperrealistic
    standing sitting walking running flying swimming jumping dancing sleeping eating drinking reading playing riding
    holding wearing looking watching fighting surrounded covered painted drawn filled
    morning evening night midnight day spring summer autumn year years
    photograph photography painting drawing sketch watercolor watercolour picture landscape
    close closeup shot view background foreground lighting shadow shadows colors colours wallpaper
    make show shows says saying draw paint put add remove change turn give take
    space world earth heaven dream dreams
    """
)

# English, and other languages' too: they tell nothing either way.
_NEUTRAL = _words(
    """
    a an in on at to is are as no so do or am was me he we i it be all up out off s t but for by under over not
    most must can ten six table lion dragon face portrait photo style village train car fur hat lamp door water
    wind winter bed wolf storm hard star chair pale full cave ocean long person lit made will soft desert one
    also until fish glass ring warm wild hand sand red pan rose arm
    """
)

# The commonest words of German, French, Spanish, Italian, Portuguese and Dutch that are no English words.
_FOREIGN = _words(
    """
    der das dem des ist und ein eine einen einem einer eines mit nicht auf im zu zum zur von vom bei beim nach aus oder
    ich du sie wir ihr sich auch wie wenn dass aber nur noch schon sehr unter zwischen durch ohne gegen ihre sein seine
    le la les un une du et est sont dans avec sur qui que pas au aux ce cette ces sous chez sans je il elle nous vous
    son sa ses leur leurs tres mais comme entre vers devant derriere
    el los las una unos unas y del es su sus lo al con para por pero como muy esta este ese esa sobre bajo desde hasta
    il gli di che della delle dello dei degli nel nella nelle nello sul sulla dal dalla alla uno ed sono molto anche
    um uma os da dos das em na nos nas com ao aos que sem pela pelo muito seu sua mas
    de het een en niet met voor op zijn aan bij naar ook uit dat wordt onder tussen tegen zonder wij
    """
) - {"son", "met"}  # these two are English as well


def plainly_english(words: str) -> bool:
    """False where there is any doubt: few words, foreign letters, a foreign word among them."""
    if any(letter.isalpha() and not letter.isascii() for letter in words):
        return False
    found = [word.replace("’", "'") for word in _WORD.findall(words.lower())]
    if not _FOREIGN.isdisjoint(found):
        return False
    telling = sum(word in _TELLING for word in found)
    able = sum(word not in _NEUTRAL for word in found)
    if telling == able:  # not one word that is unknown here
        return telling > 0
    return telling >= _LEAST and telling >= _SHARE * able
