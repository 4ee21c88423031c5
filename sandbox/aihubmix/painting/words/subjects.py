"""What a picture is of. A line is `concept: words`; a line that
begins with spaces goes on with it; `_` is a space, a star marks a word that means several."""

SUBJECTS = """
fox: fox vixen foxes* Fuchs Füchse* Füchsin renard renards* zorro zorra лиса лисица 狐狸 狐 きつね キツネ 🦊
cat: cat kitten kitty cats* kittens* Katze Kater Kätzchen Katzen* chat chatte chats* gato gata gatos* кот кошка
  猫 貓 猫咪 小猫 ねこ ネコ 🐱 🐈
dog: dog puppy corgi hound dogs* puppies* Hund Welpe Hunde* chien chiot perro perra собака 狗 小狗 犬 いぬ イヌ
  🐶 🐕
wolf: wolf wolves* Wolf Wölfe* loup lobo волк 狼 オオカミ 🐺
owl: owl owls* Eule Uhu Eulen* hibou chouette búho lechuza сова 猫头鹰 フクロウ 🦉
bird: bird flamingo eagle sparrow robin seagull crow raven parrot birds* Vogel Rabe Möwe Papagei Vögel* oiseau
  pájaro птица 鸟 小鸟 鳥 とり 🐦 🦜
fish: fish goldfish koi salmon Fisch Goldfisch Fische* poisson pez рыба 鱼 金鱼 魚 🐟 🐠
turtle: turtle tortoise turtles* Schildkröte Schildkröten* tortue tortuga черепаха 乌龟 海龟 亀 🐢
rabbit: rabbit bunny hare rabbits* Hase Kaninchen Hasen* lapin conejo кролик 兔子 兔 うさぎ ウサギ 🐰 🐇
bear: bear bears* Bär Bären* Teddybär teddy ours oso медведь 熊 🐻 🧸
panda: panda pandas* Panda 熊猫 パンダ 🐼
horse: horse pony unicorn horses* Pferd Einhorn Pferde* cheval caballo лошадь конь 马 馬 独角兽 🐴 🐎 🦄
deer: deer stag reindeer Hirsch Reh Rehe* cerf ciervo олень 鹿 🦌
elephant: elephant elephants* Elefant éléphant elefante слон 大象 象 ゾウ 🐘
lion: lion tiger lions* Löwe Tiger tigre león лев 狮子 老虎 ライオン トラ 🦁 🐯
whale: whale whales* dolphin shark Wal Wale* Delfin Hai baleine ballena кит 鲸 鲸鱼 海豚 鲨鱼 クジラ 🐳 🐋 🐬 🦈
penguin: penguin penguins* Pinguin Pinguine* pingouin manchot pingüino пингвин 企鹅 ペンギン 🐧
butterfly: butterfly moth butterflies* Schmetterling Schmetterlinge* papillon mariposa бабочка 蝴蝶 蝶 🦋
dragon: dragon dragons* Drache Drachen dragón дракон 龙 龍 竜 ドラゴン 🐉 🐲
octopus: octopus squid kraken Oktopus Krake pieuvre pulpo осьминог 章鱼 タコ 🐙
jellyfish: jellyfish Qualle Quallen* méduse medusa медуза 水母 クラゲ 🪼
mouse: mouse hamster squirrel mice* Maus Hamster Eichhörnchen souris ratón мышь 老鼠 松鼠 ネズミ 🐭 🐿
duck: duck swan goose ducks* Ente Schwan Gans Enten* canard cygne pato утка 鸭子 天鹅 アヒル 🦆 🦢
frog: frog toad frogs* Frosch Frösche* grenouille rana лягушка 青蛙 カエル 🐸
car: car sportscar sports_car automobile truck taxi van bus cars* Auto Sportwagen Wagen Taxi Autos* voiture
  coche автомобиль 汽车 跑车 车 車 🚗 🏎 🚕
train: train locomotive tram trains* Zug Lokomotive Straßenbahn Züge* tren поезд 火车 列车 列車 電車 🚂 🚆
ship: ship sailboat sailing_boat boat yacht galleon ships* boats* Schiff Segelboot Segelschiff Boot Boote*
  Schiffe* bateau navire voilier barco velero корабль лодка 船 帆船 ⛵ 🚢
balloon: hot_air_balloon balloon balloons* Heißluftballon Ballon Ballons* montgolfière globo 气球 热气球 気球 🎈
rocket: rocket spaceship spacecraft starship rockets* Rakete Raumschiff fusée vaisseau cohete nave ракета 火箭
  飞船 宇宙船 ロケット 🚀
ufo: ufo flying_saucer UFO soucoupe ovni 飞碟 🛸
airplane: airplane aeroplane plane jet aircraft planes* Flugzeug avion avión самолёт самолет 飞机 飛行機 ✈ 🛩
bicycle: bicycle bike motorcycle bicycles* Fahrrad Motorrad vélo bicicleta велосипед 自行车 自転車 🚲 🏍
castle: castle fortress palace castles* Schloss Burg Palast château castillo замок 城堡 宫殿 城 🏰 🏯
lighthouse: lighthouse Leuchtturm phare faro маяк 灯塔 灯台
house: house cottage cabin home barn houses* Haus Hütte Häuschen Häuser* maison cabane casa дом 房子 小屋 家 🏠
  🏡 🛖
tower: tower eiffel paris Turm Eiffelturm tour torre башня 塔 埃菲尔铁塔 巴黎 パリ 🗼
temple: temple pagoda shrine Tempel Pagode temple templo храм 寺庙 神社 寺 ⛩ 🛕
windmill: windmill mill Windmühle Mühle moulin molino мельница 风车 風車
bridge: bridge Brücke pont puente мост 桥 橋 🌉
robot: robot android robots* Roboter Androide androïde робот 机器人 ロボット 🤖
astronaut: astronaut cosmonaut astronauts* Astronaut Astronautin Raumfahrer astronaute astronauta космонавт
  宇航员 宇宙飛行士 🧑‍🚀 👩‍🚀 👨‍🚀
sailor: sailor captain pirate fisherman sailors* Matrose Seemann Kapitän Pirat marin marinero матрос 水手 海盗
  船员 船乗り
wizard: wizard witch sorcerer mage Zauberer Hexe magicien sorcière mago bruja волшебник 巫师 魔法师 女巫 魔法使い 🧙
knight: knight warrior samurai Ritter Krieger chevalier caballero рыцарь 骑士 武士 騎士 侍
king: king queen princess prince König Königin Prinzessin Prinz roi reine rey reina король 国王 女王 公主 王子 🤴 👸
woman: woman lady girl actress dancer women* Frau Mädchen Dame Tänzerin femme fille mujer niña женщина девушка
  女人 女孩 女性 女の子 少女 👩 👧 💃
man: man boy guy actor person people* chef knight_errant Mann Junge Mensch Menschen* Koch homme garçon hombre
  niño мужчина человек 男人 男孩 人物 男性 男の子 👨 👦 🧑
child: child kid baby children* Kind Kinder* enfant niños* ребёнок 孩子 小孩 子供 👶 🧒
snowman: snowman Schneemann bonhomme_de_neige muñeco_de_nieve снеговик 雪人 雪だるま ⛄ ☃
ghost: ghost ghosts* Geist Gespenst fantôme fantasma призрак 幽灵 鬼 おばけ 👻
ramen: ramen noodles noodle soup pho Nudeln Suppe Nudelsuppe nouilles soupe sopa fideos рамен суп 拉面 面条 汤
  ラーメン 🍜 🍲
cake: cake cupcake birthday_cake birthday cakes* Kuchen Torte Geburtstagskuchen Geburtstagstorte Geburtstag
  gâteau tarta торт 蛋糕 生日蛋糕 生日 ケーキ 🎂 🍰 🧁
coffee: coffee cup mug tea espresso teapot cappuccino Kaffee Tasse Tee Becher café tasse thé taza té кофе чай
  чашка 咖啡 杯子 茶 コーヒー カップ ☕ 🍵
pizza: pizza Pizza пицца 披萨 ピザ 🍕
burger: burger hamburger sandwich cheeseburger Hamburger бургер 汉堡 ハンバーガー 🍔
fruit: apple fruit apples* orange_fruit peach cherry strawberry Apfel Äpfel* Obst Frucht Kirsche Erdbeere pomme
  manzana яблоко 苹果 水果 草莓 りんご リンゴ 🍎 🍏 🍓 🍒 🍑
icecream: ice_cream icecream gelato Eiscreme glace helado мороженое 冰淇淋 アイスクリーム 🍦 🍨
bread: bread croissant pancakes baguette Brot Croissant Pfannkuchen pain pan хлеб 面包 パン 🥐 🍞 🥞
sushi: sushi Sushi суши 寿司 🍣
flower: flower rose tulip sunflower daisy lily flowers* roses* tulips* sunflowers* Blume Rose Tulpe Sonnenblume
  Blumen* Rosen* fleur fleurs* flor flores* цветок цветы* 花 花朵 玫瑰 向日葵 バラ 🌸 🌹 🌻 🌷 🌼 💐
tree: tree oak trees* Baum Eiche Bäume* arbre árbol дерево 树 大树 木 🌳 🌲
palm: palm palm_tree Palme Palmen* palmier palmera пальма 棕榈 ヤシ 🌴
cactus: cactus cacti* Kaktus Kakteen* кактус 仙人掌 サボテン 🌵
mushroom: mushroom toadstool mushrooms* Pilz Fliegenpilz Pilze* champignon seta hongo гриб 蘑菇 キノコ 🍄
book: book books* Buch Bücher* livre libro книга 书 书本 本 📖 📚
lantern: lantern lamp lanterns* candle candles* Laterne Lampe Kerze Kerzen* lanterne bougie farol vela фонарь
  свеча 灯笼 蜡烛 灯 ランタン 🏮 🕯 💡
heart: heart love hearts* Herz Liebe Herzen* cœur coeur amour corazón amor сердце любовь 心 爱 爱心 ハート ❤ 💕
  💖 💛 💙 💚 💜
star: golden_star big_star ⭐ 🌟
guitar: guitar violin music Gitarre Geige Musik guitare guitarra música гитара 吉他 音乐 ギター 🎸 🎻 🎵
crystal: crystal diamond gem jewel crystals* Kristall Diamant Edelstein Kristalle* cristal кристалл 水晶 钻石
  宝石 💎 🔮
umbrella: umbrella Regenschirm Schirm parapluie paraguas зонт 雨伞 伞 傘 ☂ ☔ 🌂
hat: hat cap top_hat beanie Hut Mütze Zylinder chapeau bonnet sombrero gorro шляпа 帽子 🎩 🧢 👒
crown: crown Krone couronne corona корона 王冠 👑
glasses: glasses sunglasses spectacles Brille Sonnenbrille lunettes gafas очки 眼镜 墨镜 サングラス 🕶 👓
scarf: scarf Schal écharpe bufanda шарф 围巾 マフラー 🧣
sign: sign poster signboard billboard Schild Plakat Poster enseigne pancarte cartel letrero вывеска 招牌 标志
  看板 🪧
gift: gift present gifts* presents* Geschenk Geschenke* cadeau regalo подарок 礼物 プレゼント 🎁
pumpkin: pumpkin jack-o'-lantern halloween pumpkins* Kürbis Kürbisse* citrouille calabaza тыква 南瓜 カボチャ 🎃
ball: ball football soccer basketball Ball Fußball pelota мяч 球 足球 ボール ⚽ 🏀
"""
