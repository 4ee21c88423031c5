"""What an instruction wants done to a picture; written as in `subjects`."""

EDITS = """
cutout: remove_the_background remove_background without_background no_background transparent_background
  white_background cut_out Hintergrund_entfernen entferne_den_Hintergrund ohne_Hintergrund Hintergrund_weg
  supprime_l'arrière-plan sans_fond quita_el_fondo sin_fondo убери_фон 去掉背景 去除背景 移除背景 白色背景
  透明背景 背景を消して
zoomout: zoom_out wider further_away outpaint expand extend uncrop rauszoomen herauszoomen zoome_raus weiter_weg
  erweitern erweitere dézoome dézoomer élargis alejar aleja отдали 缩小 拉远 扩展 扩图 ズームアウト
zoomin: zoom_in closer close_up crop closeup reinzoomen heranzoomen zoome_rein näher zuschneiden zoome rapproche
  acerca acércate приблизь 放大 拉近 特写 ズームイン
mirror: mirror flip mirrored flipped spiegeln spiegle gespiegelt retourne miroir voltea espejo отрази 翻转 镜像 反転
turn: upside_down rotate kopfüber drehen drehe_das_bild à_l'envers gira поверни 旋转 倒过来 回転
brighter: brighter brighten lighter heller aufhellen éclaircis plus_clair más_claro ярче светлее 更亮 亮一点
  变亮 提亮 明るく
darker: darker darken dunkler abdunkeln assombris plus_sombre más_oscuro темнее 更暗 暗一点 变暗 調暗 暗く
vivid: more_vivid vivid saturated more_colour more_color colorful colourful bunter farbenfroher kräftiger
  plus_coloré más_colorido красочнее 更鲜艳 鲜艳 彩色 鮮やか
blur: blur blurry blurred unscharf weichzeichnen verschwommen flou borroso размой 模糊 ぼかし
sharper: sharper sharpen sharp schärfer scharf net nítido резче 更清晰 锐化 清晰 シャープ
warmer: warmer warm wärmer chaud cálido теплее 暖色 温暖 暖かい
colder: colder cooler cold cool kälter kühler froid frío холоднее 冷色 更冷 冷たい
frame: frame border Rahmen cadre marco рамка 边框 相框 額縁
add: add put insert place give wearing wears füge hinzu hinzufügen setz setze gib trägt ajoute mets portant
  añade agrega pon добавь надень 加 加上 添加 增加 戴 戴上 放 放上 加える 追加
change: turn make change paint colour color recolor recolour dye replace swap färbe färb mach mache ändere
  verwandle ersetze rends change peins remplace haz cambia pinta vuelve reemplaza сделай покрась замени 把 变成
  换成 改成 变 涂成 にして 変えて
blend: blend mix merge combine fuse collage vermische mische verbinde kombiniere mélange combine fusionne mezcla
  combina смешай 混合 融合 合并 合成 混ぜて
again: variation variations another version similar remix vary Variante Variation ähnlich noch_einmal variante
  otra_versión вариация 变体 变化 再来 类似 別の
remove: remove delete erase without entferne entfernen lösche ohne enlève supprime quita elimina удали убери
  去掉 删除 移除 消して
"""
