"""Where a picture plays, when, in what weather, in which colours and manner; written as in `subjects`."""

SETTINGS = """
underwater: underwater under_water reef coral undersea seabed aquarium Unterwasser Riff Korallen Korallenriff
  récif sous-marin submarino arrecife подводный 水下 海底 珊瑚 水中
space: space galaxy cosmos nebula orbit planet planets universe Weltall Weltraum Galaxie Planet espace galaxie
  espacio galaxia космос 太空 宇宙 银河 星球 🌌 🪐
mars: mars martian Mars 火星 марс
roofs: roof roofs rooftop rooftops Dach Dächer Dächern toit toits tejado tejados крыша крыши крышах 屋顶 屋根
city: city town street downtown skyline village metropolis cyberpunk tokyo london york berlin buildings
  skyscraper skyscrapers Stadt Straße Dorf Gasse Skyline Hochhäuser ville rue village ciudad calle pueblo город
  улица 城市 街 街道 城镇 都市 町 🏙 🌆 🌃
forest: forest woods wood woodland jungle rainforest Wald Wälder Dschungel forêt bosque selva лес лесу 森林 树林
  丛林 森 林
garden: garden meadow field lawn park flowerbed Garten Wiese Feld Park jardin pré parc jardín prado campo сад
  поле 花园 草地 公园 田野 庭 野原
beach: beach coast coastal shore seaside island harbour harbor bay Strand Küste Ufer Insel Hafen plage côte île
  port playa costa isla puerto пляж берег остров 海滩 沙滩 海岸 岛 浜 砂浜 🏖 🏝
sea: sea ocean waves lake river water waterfall Meer Ozean See Fluss Wellen Wasser mer océan lac rivière mar
  océano lago río море океан река озеро 海 大海 海洋 湖 河 江 水面 川 🌊
mountains: mountain mountains alps peak peaks hills valley cliff glacier volcano Berg Berge Bergen Gebirge Alpen
  Hügel Tal montagne montagnes montaña montañas гора горы горах 山 群山 山脉 高山 山々 ⛰ 🏔 🗻 🌋
desert: desert dune dunes sand sandy canyon sahara Wüste Düne Dünen désert desierto пустыня 沙漠 砂漠 🏜
clouds: clouds cloud cloudy above_the_clouds Wolke Wolken nuage nuages nube nubes облака облако 云 云端 云中
  白云 雲 ☁ ⛅
library: library bookshop bookstore archive Bibliothek Bücherei Buchladen bibliothèque biblioteca библиотека
  图书馆 书店 図書館
room: room kitchen bedroom living_room interior indoors table desk window cafe shop Zimmer Küche Wohnzimmer
  Tisch Fenster Raum chambre cuisine salon intérieur habitación cocina mesa комната кухня 房间 厨房 室内 桌子 窗
  部屋 台所 テーブル
road: road highway path trail lane way Weg Pfad Landstraße Autobahn route chemin sentier camino carretera
  sendero дорога тропа 路 小路 公路 道 🛣
portrait: portrait headshot selfie close-up Porträt Portrait Bildnis retrato портрет 肖像 头像 人像 ポートレート
  肖像画
logo: logo icon emblem badge logotype Logo Symbol Emblem Abzeichen icône emblème logotipo icono логотип иконка
  标识 图标 徽标 商标 ロゴ アイコン
abstract: abstract pattern wallpaper texture geometric mandala fractal Muster abstrakt abstraktes abstrait motif
  abstracto patrón абстракция 抽象 图案 花纹 抽象的 模様
"""
HOURS = """
night: night midnight moon moonlit moonlight star stars starry dark nighttime Nacht nachts Mond Mondschein
  Sterne Sternenhimmel dunkel nuit lune étoiles noche luna estrellas ночь ночью луна звёзды 夜 夜晚 晚上 月亮 月
  月光 星星 星空 夜空 星 月球 🌙 🌕 🌛 ✨ 🌠
dusk: sunset dusk evening twilight golden_hour Sonnenuntergang Abend Abendrot Dämmerung crépuscule
  coucher_de_soleil soir atardecer puesta_de_sol ocaso закат вечер 日落 夕阳 黄昏 傍晚 晚霞 夕日 夕方 夕焼け 🌇
dawn: dawn sunrise morning daybreak Morgen Sonnenaufgang Morgenröte Morgengrauen aube lever_de_soleil matin
  amanecer рассвет утро 日出 黎明 早晨 清晨 朝 朝日 夜明け 🌅 🌄
day: day daytime noon midday sunny sun sunshine Tag Mittag sonnig sonniger sonnige Sonne jour midi soleil día
  sol mediodía день солнце солнечный 白天 中午 太阳 阳光 昼 太陽 晴れ ☀ 🌞
snow: snow snowy winter ice icy frozen arctic christmas snowfall blizzard snowing wintry Schnee schneit
  verschneit verschneite verschneiter Winter Eis winterlich Weihnachten neige hiver nieve invierno снег зима
  снегу 雪 雪地 冬天 冬 下雪 雪景 冰 圣诞 雪の ❄ 🎄
rain: rain rainy raining drizzle Regen regnet regnerisch verregnet pluie lluvia дождь дождём 雨 下雨 雨天 雨の 🌧
storm: storm stormy thunder lightning tempest thunderstorm hurricane Sturm Gewitter stürmisch Blitz Unwetter
  tempête orage tormenta буря шторм гроза 暴风雨 风暴 雷 闪电 暴雨 嵐 ⛈ 🌩 ⚡
fog: fog foggy mist misty haze Nebel neblig Dunst brume brouillard niebla туман 雾 薄雾 霧 🌫
autumn: autumn fall october november falling_leaves maple Herbst herbstlich Laub automne otoño осень 秋天 秋 秋季 落叶
  枫叶 秋の 紅葉 🍂 🍁
spring: spring blossom blossoms cherry_blossom cherry_blossoms sakura april Frühling Frühlings Kirschblüten
  Kirschblüte Blüten printemps primavera весна 春天 春 樱花 春の 桜 🌱
summer: summer july Sommer été verano лето 夏天 夏 夏の
neon: neon cyberpunk synthwave vaporwave Neon Neonlicht néon neón неон 霓虹 霓虹灯 赛博朋克 ネオン サイバーパンク
"""
COLOURS = """
red: red scarlet rot rouge rojo roja красный красная красную 红 红色 赤 赤い
orange: orange naranja оранжевый 橙色 橙 オレンジ
yellow: yellow gelb jaune amarillo amarilla жёлтый жёлтая желтый 黄 黄色 黄色い
green: green emerald grün vert verte verde зелёный зелёная зеленый 绿 绿色 緑
blue: blue navy azure blau bleu bleue azul синий синяя голубой 蓝 蓝色 青 青い 青色
purple: purple violet lila violett violet violette morado púrpura фиолетовый 紫 紫色
pink: pink rose_pink rosa rosafarben rosa розовый 粉色 粉红 粉红色 ピンク
brown: brown braun brun marron marrón коричневый 棕色 褐色 茶色
black: black schwarz noir noire negro negra чёрный чёрная черный 黑 黑色 黒 黒い
white: white weiß weiss blanc blanche blanco blanca белый белая 白 白色 白い
gold: gold golden golden doré dorée dorado dorada золотой золотая 金色 金
silver: silver silbern argenté plateado серебряный 银色 銀色
teal: teal petrol
turquoise: turquoise türkis turquesa бирюзовый 青绿色
crimson: crimson burgundy weinrot bordeaux
grey: grey gray grau gris серый 灰色 灰
cyan: cyan
magenta: magenta fuchsia
pastel: pastel pastell pastellfarben 粉彩 パステル
"""
STYLES = """
watercolor: watercolor watercolour aquarelle Aquarell acuarela акварель 水彩 水彩画
oil: oil_painting oil_on_canvas oils impressionist impressionism impressionistic van_gogh Ölgemälde Ölbild
  Gemälde Impressionismus peinture_à_l'huile óleo масло картина_маслом 油画 油絵
pixel: pixel pixel_art 8-bit 16-bit 8bit pixels Pixelgrafik Pixelkunst Pixel pixelart пиксель пиксельная 像素
  像素画 ドット絵
line: line_art line_drawing lineart sketch pencil ink drawing ink_line_art pencil_drawing charcoal
  Strichzeichnung Skizze Bleistift Bleistiftzeichnung Tusche Zeichnung dessin croquis encre dibujo boceto lápiz
  рисунок эскиз 线稿 素描 铅笔 线描 線画 スケッチ
lowpoly: low_poly lowpoly low-poly polygonal polygons polygon geometric_style Polygone 低多边形 ローポリ
anime: anime manga cartoon ghibli comic cel_shading toon Comic Zeichentrick dessin_animé аниме 动漫 动画 漫画
  卡通 アニメ
threed: 3d 3d_render render isometric clay plasticine claymation isometrisch isometrisches Knetfigur Knete rendu
  三维 黏土 等距 3D渲染 立体 クレイ
photo: photo photograph photography photorealistic realistic cinematic film_still 35mm dslr Foto Fotografie
  fotorealistisch realistisch Filmszene photographie réaliste foto fotografía realista фото фотография 照片 摄影
  写实 电影画面 写真 📷
sticker: sticker die-cut decal Aufkleber autocollant pegatina наклейка стикер 贴纸 ステッカー
mono: black_and_white monochrome grayscale greyscale noir_style in_black_and_white b&w bw schwarz-weiß
  schwarzweiß schwarzweiss schwarz-weiss Graustufen noir_et_blanc en_noir_et_blanc blanco_y_negro чёрно-белый
  黑白 モノクロ 白黒
sepia: sepia vintage retro old_photo vergilbt sépia 复古 怀旧 レトロ セピア
minimal: minimal minimalist minimalistic simple flat minimalistisch schlicht minimaliste minimalista минимализм
  极简 简约 简洁 ミニマル シンプル
neon: neon_outlines neon_style neon_sign Leuchtreklame 霓虹灯风格
woodcut: woodcut linocut engraving ukiyo-e Holzschnitt gravure grabado гравюра 木刻 版画 浮世绘 浮世絵
popart: pop_art popart warhol halftone Popart 波普 ポップアート
"""
FEELINGS = """
sad: sad sadness melancholy lonely loneliness grief sorrow nostalgia traurig Traurigkeit Melancholie Einsamkeit
  Sehnsucht triste tristesse mélancolie tristeza грусть 悲伤 忧郁 孤独 寂寞 悲しい 😢 😭
joy: joy happy happiness party celebration freedom hope fröhlich Freude Glück Freiheit Hoffnung joie bonheur
  liberté alegría felicidad радость 快乐 幸福 自由 希望 喜び 😀 😄 🎉
calm: calm peace quiet silence serenity tranquil zen ruhig Ruhe Frieden Stille calme paix silence calma paz
  тишина 平静 安静 和平 宁静 静か 🧘
fierce: fierce anger rage fire chaos war power passion energy Wut Feuer Chaos Kraft Leidenschaft Energie colère
  feu fuego ira огонь 愤怒 火 火焰 混乱 力量 怒り 炎 🔥
dream: dream dreams dreamy magic surreal fantasy mystery time infinity eternity Traum Träume Magie Fantasie Zeit
  Ewigkeit rêve magie sueño magia мечта 梦 梦境 魔法 奇幻 时间 夢 💫
"""
MODIFIERS = """
old: old ancient elderly alt alte alter altes alten vieux vieille viejo vieja старый 老 古老 年老 老年 古い 老いた
big: big huge giant large groß große großer großes riesig grand grande géant большой 大 巨大 大きな 大きい
small: small tiny little mini klein kleine kleiner kleines winzig petit petite pequeño маленький 小 小さな 小さい
many: two three four five several many group flock herd zwei drei vier fünf viele mehrere deux trois plusieurs
  dos tres muchos два три 两只 三只 一群 许多 二匹 三匹 たくさん
"""
