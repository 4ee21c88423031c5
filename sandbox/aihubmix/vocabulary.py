"""The few words of six languages that prompts for pictures are mostly made of."""

from typing import Literal

Tongue = Literal["german", "french", "spanish", "russian", "chinese", "japanese"]


def _read(listed: str) -> dict[str, str]:
    """From `word/another form=english`; nothing after the sign means that English does without."""
    words: dict[str, str] = {}
    for entry in listed.split():
        forms, _, english = entry.partition("=")
        words |= dict.fromkeys(forms.split("/"), english)
    return words


_GERMAN = """
    ein/eine/einen/einem/einer/eines=a der/die/das/den/dem/des=the und=and mit=with in=in im=in auf=on am/an=at
    über=over unter=under vor=before neben=beside von=of bei=at
    fuchs/füchse=fox katze/katzen=cat hund/hunde=dog vogel/vögel=bird pferd/pferde=horse drache/drachen=dragon
    fisch/fische=fish wald/wälder=forest meer=sea stadt/städte=city nacht=night mond=moon sonne=sun
    berg/berge/bergen=mountain blume/blumen=flower schnee=snow haus/häuser=house baum/bäume=tree fluss=river
    himmel=sky stern/sterne=star regen=rain schloss/burg=castle straße=street garten=garden
    frau=woman mann=man kind/kinder=child mädchen=girl junge=boy
    rot/rote/roter/rotes/roten=red blau/blaue/blauer/blaues/blauen=blue weiß/weiße/weißer/weißes/weißen=white
    schwarz/schwarze/schwarzer/schwarzes/schwarzen=black grün/grüne/grüner/grünes/grünen=green
    gelb/gelbe/gelber/gelbes=yellow golden/goldene/goldener/goldenes=golden
    alt/alte/alter/altes=old klein/kleine/kleiner/kleines=small groß/große/großer/großes=big
"""
_FRENCH = """
    un/une=a le/la/les/l=the et=and avec=with dans=in en=in sur=on sous=under au/aux=at de/du/des/d=of
    renard/renards=fox chat/chats=cat chien/chiens=dog oiseau/oiseaux=bird cheval/chevaux=horse dragon=dragon
    poisson/poissons=fish forêt/forêts=forest mer=sea ville/villes=city nuit=night lune=moon soleil=sun
    montagne/montagnes=mountain fleur/fleurs=flower neige=snow maison/maisons=house arbre/arbres=tree
    rivière=river ciel=sky étoile/étoiles=star pluie=rain château=castle rue=street jardin=garden
    femme=woman homme=man enfant/enfants=child fille=girl garçon=boy
    rouge/rouges=red bleu/bleue/bleus/bleues=blue blanc/blanche/blancs/blanches=white noir/noire/noirs/noires=black
    vert/verte/verts/vertes=green jaune/jaunes=yellow doré/dorée=golden vieux/vieille=old petit/petite=small
    grand/grande=big
"""
_SPANISH = """
    un/una=a el/la/los/las=the y=and con=with en=in sobre=on bajo=under de=of del=of al=at
    zorro/zorros=fox gato/gatos/gata=cat perro/perros=dog pájaro/pájaros=bird caballo/caballos=horse dragón=dragon
    pez/peces=fish bosque/bosques=forest mar=sea ciudad/ciudades=city noche=night luna=moon sol=sun
    montaña/montañas=mountain flor/flores=flower nieve=snow casa/casas=house árbol/árboles=tree río=river cielo=sky
    estrella/estrellas=star lluvia=rain castillo=castle calle=street jardín=garden
    mujer=woman hombre=man niño/niños=child niña=girl
    rojo/roja/rojos/rojas=red azul/azules=blue blanco/blanca/blancos/blancas=white negro/negra/negros/negras=black
    verde/verdes=green amarillo/amarilla=yellow dorado/dorada=golden viejo/vieja=old pequeño/pequeña=small
    grande=big
"""
_RUSSIAN = """
    и=and с/со=with в/во=in на=on под=under над=over у=at
    лиса/лису/лисы/лисица=fox кот/кошка/кошку/кошки=cat собака/собаку/собаки/пёс=dog птица/птицу/птицы=bird
    лошадь/конь=horse дракон=dragon рыба/рыбы=fish лес/лесу/леса=forest море/моря=sea город/городе/города=city
    ночь/ночью/ночи=night луна/луной/луны=moon солнце/солнцем=sun гора/горы/горах=mountain цветок/цветы=flower
    снег/снегу/снегом=snow дом/дома/доме=house дерево/деревья=tree река/реки/реке=river небо/небе=sky
    звезда/звёзды=star дождь/дождём=rain замок=castle улица/улице=street сад/саду=garden
    женщина=woman мужчина=man ребёнок=child девочка/девушка=girl мальчик=boy
    красный/красная/красное/красные/красную=red синий/синяя/синее/синие/голубой=blue
    белый/белая/белое/белые/белом=white чёрный/чёрная/чёрное/черный/черная=black
    зелёный/зелёная/зелёное=green жёлтый/жёлтая=yellow золотой/золотая=golden
    старый/старая=old маленький/маленькая=small большой/большая=big
"""
_CHINESE = """
    一只/一个/一条/一朵/一座=a 和=and 在=in 的/里/中/着/地=
    狐狸=fox 猫=cat 狗=dog 鸟=bird 马=horse 龙=dragon 鱼=fish 森林=forest 大海/海=sea 城市=city
    夜晚/晚上/夜=night 月亮/月=moon 太阳=sun 山=mountain 花/花朵=flower 雪地/雪=snow 房子=house 树=tree 河=river
    天空=sky 星星=star 雨=rain 城堡=castle 街道=street 花园=garden 女人=woman 男人=man 孩子=child 女孩=girl 男孩=boy
    红色/红=red 蓝色/蓝=blue 白色/白=white 黑色/黑=black 绿色/绿=green 黄色/黄=yellow 金色=golden 老=old 小=small 大=big
    上=on 下=under
"""
_JAPANESE = """
    の中の/の中に/の中/で/に=in の上の/の上に/の上=on の=of と=and は/が/を/な/いる=
    狐/きつね/キツネ=fox 猫/ねこ/ネコ=cat 犬/いぬ/イヌ=dog 鳥/とり=bird 馬=horse 竜/ドラゴン=dragon 魚=fish
    森=forest 海=sea 街/都市/町=city 夜=night 月=moon 太陽=sun 山=mountain 花=flower 雪=snow 家=house 木=tree 川=river
    空=sky 星=star 雨=rain 城=castle 通り=street 庭=garden 女性=woman 男性=man 子供/子ども=child 女の子=girl 男の子=boy
    赤い/赤=red 青い/青=blue 白い/白=white 黒い/黒=black 緑の/緑=green 黄色い/黄色=yellow 金色=golden
    古い=old 小さな/小さい=small 大きな/大きい=big
"""

WORDS: dict[Tongue, dict[str, str]] = {
    "german": _read(_GERMAN),
    "french": _read(_FRENCH),
    "spanish": _read(_SPANISH),
    "russian": _read(_RUSSIAN),
    "chinese": _read(_CHINESE),
    "japanese": _read(_JAPANESE),
}
ENGLISH = frozenset(word for words in WORDS.values() for word in words.values() if word)
