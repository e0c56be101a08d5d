# ruff: noqa: E501 (tables of words, a language a line)
"""Words that change what a sentence says: negations, contraries, numbers, units. A leaf: imports no room.

The tables never say that two texts mean the same. They only say where that must not be taken for granted: a word that
is listed too often costs a second look, one that is missing may cost the sense.

An entry is a whole word (`_` is a blank in it); `x*` is what a word begins with. Languages that write without blanks are searched for the
letters themselves, and so is Korean, whose words carry particles. Arabic words may have an article or a conjunction in front.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

_LETTERS_ALONE = frozenset({"zh", "ja", "ko", "th"})  # entries are found inside of longer words
_BEFORE = {"ar": r"(?:[وف]?(?:ال|لل|بال|كال|[بكل])?)"}

_NEGATIONS = """
ar: لا | ليس* | ليست | لم | لن | غير | بدون | دون | ما من | أبدا | أبدًا | عدم | بلا
de: nicht | nichts | nie | niemals | ohne | weder | kein* | nirgend* | niemand*
en: not | no | never | none | nor | neither | nothing | nobody | nowhere | without | cannot | unless | hardly | barely | seldom | rarely | *n't | lack | lacks | lacking
es: no | nunca | jamás | sin | ni | nada | nadie | tampoco | ningún | ningun*
fr: ne | n'* | n’* | pas | jamais | sans | ni | rien | aucun*
hi: नहीं | न | मत | बिना | कभी नहीं
it: non | mai | senza | né | niente | nulla | nessun*
ja: ない | なく | なか | ません | せず | ずに | 非 | 不 | 無
ko: 않 | 없 | 못 | 아니 | 안 되 | 안 된 | 안 돼 | 안 하 | 안 한 | 말 것 | 비- | 불가
nl: niet | niets | nooit | zonder | geen | noch | niemand | nergens
pl: nie | nigdy | bez | ani | nic | nikt | żad*
pt: não | nunca | jamais | sem | nem | nada | nenhum*
ru: не | ни | нет | без | никогда | ничего | нельзя | никак* | невозможно
th: ไม่ | มิ | ไร้ | ปราศจาก
tr: değil* | yok* | hiç* | asla | ne | olmadan | *mez | *maz | *mezler | *mazlar | *medi | *madı | *miyor | *mıyor | *muyor | *müyor | *meyen | *mayan | *memeli* | *mamalı* | *medik* | *madık* | *mamış* | *memiş* | *meyin* | *mayın* | *siz | *sız | *suz | *süz
uk: не | ні | немає | без | ніколи | нічого
vi: không | chưa | chẳng | đừng | chớ | vô | phi | chả
zh: 不 | 没 | 沒 | 无 | 無 | 非 | 未 | 别 | 勿 | 莫 | 否
"""

_NO_NEGATIONS = {  # what only looks like one
    "ja": "必ず|少ない|少なく",
    "zh": "非常|类别|識別|识别|分别|特别|级别|区别|辨别|差别|个别|别的|别人|未来|无论|不仅|不但|不断|不同|不过|不妨|不管|不得不",
}

_CONTRARIES = """
increas* rise rises rising risen rose grow* grew gain* ascend* | decreas* reduc* fall* fell drop drops dropped dropping shrink* declin* diminish* descend*
ar: زيادة زاد* يزيد تزيد ارتفاع* يرتفع ترتفع يزداد تزداد تصاعد* | انخفاض* ينخفض تنخفض تقليل يقلل تقلل نقص* ينقص تناقص* تنازل*
de: steig* erhöh* wächs* wachs* zunehm* zunahm* zunimm* nimmt_zu aufsteig* | sink* fall* fäll* fiel* verringer* reduzi* abnehm* abnahm* schrumpf* nimmt_ab absteig*
es: aument* crec* sube suben subir subió subida increment* ascend* | disminu* reduc* baj* decrec* descend* cae
fr: augment* croî* hausse croiss* mont* accroî* | diminu* rédui* baiss* décroî* décroiss* réduct* tomb*
ja: 増 上昇 上が 昇順 伸び 高ま | 減 下降 下が 低下 降順 縮
ko: 증가 상승 오르 오름 커진 커지 | 감소 줄 하락 내리 내림 작아지
pt: aument* cresc* sobe subir subida increment* ascend* | diminu* reduz* reduç* desc* decresc* cai
ru: увелич* рост* раст* возраст* повыш* | уменьш* сниж* пада* убыва* сокращ* пониж*
tr: art* yüksel* büyü* çoğal* | azal* düşer düşür düşürür düştü düşüş küçül* eksil*
vi: tăng | giảm
zh: 增 上升 升高 提高 提升 升序 变大 | 减 下降 降低 降序 变小 缩小

good well better best excellent* nice | bad badly worse worst poor poorly terribl*
ar: جيد* جيدا أفضل حسن* | سيئ* سيء* أسوأ رديء* بشكل_سيئ
de: gut* besser* beste* ausgezeichnet* | schlecht* schlimm* mies*
es: bien buen* mejor* excelent* | mal malo* mala* peor*
fr: bien bon bonne* bons meilleur* mieux excellent* | mal mauvais* pire* pis
ja: 良 よい 良好 いい 優れ うまく 最良 | 悪 まずい 最悪 劣
ko: 좋 잘 훌륭 우수 | 나쁘 나쁜 나빠 못하 최악
pt: bem bom boa* bons melhor* excelent* | mal mau má pior* ruim
ru: хорош* лучш* отличн* | плох* хуже худш*
tr: iyi* güzel* mükemmel* | kötü* fena*
vi: tốt giỏi | xấu tệ kém dở
zh: 好 良 优 | 坏 糟 劣

stabl* | unstabl* instab*
ar: مستقر* ثابت* | غير_مستقر*
de: stabil* | instabil* unstabil*
es: estable* | inestable*
fr: stable* | instable*
ja: 安定 | 不安定
ko: 안정 | 불안정
pt: estáve* | instáve*
ru: стабильн* устойчив* | нестабильн* неустойчив*
tr: kararlı* stabil* | kararsız*
vi: ổn_định | bất_ổn không_ổn_định
zh: 稳定 | 不稳定 不稳

fast* quick* rapid* | slow*
ar: سريع* أسرع بسرعة | بطيء* أبطأ ببطء
de: schnell* rasch* | langsam*
es: rápid* veloz* | lent*
fr: rapide* vite | lent*
ja: 速 早 | 遅
ko: 빠르 빠른 빨리 빨라 | 느리 느린 천천 느려
pt: rápid* veloz* depressa | lent* devagar
ru: быстр* скор* | медленн*
tr: hızlı* çabuk* | yavaş*
vi: nhanh | chậm
zh: 快 迅速 | 慢 缓

high* | low* lower*
ar: عال* مرتفع* أعلى | منخفض* أدنى أقل
de: hoch* hoh* höher* höchst* | niedrig* tief* gering*
es: alto alta altos altas elevad* | baj*
fr: haut* élevé* | bas basse* faible*
ja: 高 | 低
ko: 높 | 낮
pt: alto alta altos altas elevad* | baix*
ru: высок* выше | низк* ниже
tr: yüksek* | düşük* alçak*
vi: cao | thấp
zh: 高 | 低

large* big* great* huge | small* little tiny
ar: كبير* أكبر ضخم* | صغير* أصغر
de: groß* größ* gross* riesig* | klein* winzig*
es: grande* gran mayor* enorm* | pequeñ* menor* chic*
fr: grand* gros* énorme* | petit* minuscule*
ja: 大き 巨大 大型 | 小さ 小型
ko: 크 큰 커 대형 | 작 소형
pt: grande* maior* enorm* | pequen* menor*
ru: больш* крупн* огромн* | мал* маленьк* меньш* небольш*
tr: büyük* kocaman* | küçük* ufak*
vi: lớn to | nhỏ bé
zh: 大 巨 | 小

more most many much | less least fewer fewest few
ar: أكثر معظم كثير* | أقل قليل*
de: mehr meist* viel* | weniger wenig*
es: más mucho* mucha* mayoría | menos poco* poca*
fr: plus beaucoup plupart | moins peu
ja: 多 より多く もっと | 少な より少なく
ko: 더_많 대부분 | 덜 적 더_적
pt: mais muito* muita* maioria | menos pouco* pouca*
ru: более больше много больши* | менее меньше мало
tr: daha_fazla çok çoğu | daha_az az
vi: nhiều_hơn nhiều hầu_hết | ít_hơn ít
zh: 更多 多 | 更少 少

always ever | never
ar: دائما دائمًا | أبدا أبدًا مطلقا
de: immer stets | nie niemals
es: siempre | nunca jamás
fr: toujours | jamais
ja: 常に いつも 必ず | 決して 絶対に
ko: 항상 언제나 | 결코 절대
pt: sempre | nunca jamais
ru: всегда | никогда
tr: her_zaman daima hep | asla hiçbir_zaman
vi: luôn | không_bao_giờ chẳng_bao_giờ
zh: 总是 始终 总 一直 | 从不 从未 决不 绝不

all every each both everything everyone | no none neither nothing nobody
ar: كل جميع كافة | لا_أي لا_أحد لا_شيء
de: alle* jede* beide* sämtlich* | kein* nichts niemand* weder
es: todo* toda* cada ambos ambas | ningun* ningún nada nadie
fr: tout* tous chaque | aucun* rien personne
ja: すべて 全て 全 各 毎 両方 | どれも どの 何も 誰も
ko: 모든 모두 각 매 전부 | 아무 어느_것도 어떤_것도
pt: todo* toda* cada tudo ambos ambas | nenhum* nada ninguém
ru: все всё всех каждый каждая каждое каждого оба обе | ни_один никто ничего ни_одна
tr: bütün tüm her hepsi ikisi_de | hiçbir hiç_kimse
vi: tất_cả mọi mỗi cả_hai | không_ai không_có không_gì
zh: 所有 每 全部 各 都 一切 | 没有任何 无一 没有一

must shall have_to has_to need* required requires obligatory | may can might could optional* allow* able
ar: يجب ينبغي لا_بد يلزم | يمكن* قد يجوز ربما
de: muss müss* muß musst* soll* erforderlich* nötig* notwendig* | kann können* darf dürf* könn* möglich* mag optional*
es: deb* tiene*_que hay_que necesari* obligatori* | pued* pod* opcional* posibl*
fr: doit doivent devez devons faut nécessaire* obligatoire* | peut peuvent pouvez pouvons possible* facultati* optionnel*
ja: なければ 必要 べき 必須 ねば | できる できます できま かもしれ してもよい てもよ 可能 任意
ko: 해야 야_한다 야_합니다 필수 반드시 필요 | 수_있 할 수 해도 선택
pt: dev* tem_que precisa* necessári* obrigatóri* | pode* podem opcional* possíve*
ru: должн* нужно необходим* обязан* следует надо | может могут можно можете возможн* мож*
tr: gerek* zorunlu* *malı *meli *malıdır *melidir şart* mecbur* | *abilir* *ebilir* mümkün* olabilir* isteğe_bağlı
vi: phải cần bắt_buộc | có_thể được_phép tùy_chọn
zh: 必须 必需 须 应该 应当 需要 务必 | 可以 可能 能够 或许 可选

should recommend* advis* | must required requires shall
ar: ينبغي يستحسن يُنصح | يجب لا_بد يلزم
de: sollte* empfehl* empfohl* | muss müss* muß
es: debería* convien* recomend* | debe deben tiene_que tienen_que
fr: devrai* devri* recommand* conseill* | doit doivent faut
ja: べき 推奨 望ましい ほうがよい | なければ 必須 ねば
ko: 좋 권장 바람직 | 해야 야_한다 야_합니다 필수 반드시
pt: deveria* recomend* convém | deve devem tem_que
ru: следует рекоменд* желательно | должн* обязан* необходим* нужно
tr: önerilir* tavsiye* iyi_olur | gerek* zorunlu* şart*
vi: nên khuyến_nghị | phải bắt_buộc
zh: 应该 应当 建议 最好 | 必须 务必 必需

left | right
ar: يسار* أيسر اليسرى شمال | يمين* أيمن اليمنى
de: links linke linken linker linkes | recht*
es: izquierd* | derech*
fr: gauche* | droit* droite*
ja: 左 | 右
ko: 왼 좌 | 오른 우
pt: esquerd* | direit*
ru: левый левая левое левой левого левую налево слева влево | правый правая правое правой правого правую направо справа вправо
tr: sol solda sola soldaki soldan | sağ sağda sağa sağdaki sağdan
vi: trái | phải
zh: 左 | 右

before prior earlier previous* preced* | after later follow* subsequent* next
ar: قبل سابق* السابق* | بعد لاحق* التالي*
de: vor vorher* bevor zuvor vorherig* vorig* | nach nachher* nachdem danach folgend* nächst* anschließend*
es: antes previ* anterior* | despu* posterior* siguient* luego
fr: avant précéd* auparavant | après suiva* ensuite ultérieur*
ja: の前 以前 | の後 以後 その後 次 あと
ko: 전에 전의 전 이전 앞 | 후에 후의 후 이후 다음 뒤
pt: antes prévi* anterior* | depois após posterior* seguint*
ru: до перед прежде предыдущ* ранее | после затем потом следующ* позже
tr: önce* önceki | sonra* sonraki
vi: trước | sau tiếp_theo
zh: 前面 首先 之前 以前 | 后面 之后 以后 接着 下一

above up upper upward* top over | below down lower downward* bottom under underneath beneath
ar: فوق أعلى علوي* | تحت أسفل أدنى سفلي*
de: über* oben ober* hinauf aufwärts nach_oben | unter* unten hinunter abwärts nach_unten
es: arriba encima superior* sobre | abajo debajo inferior* bajo
fr: dessus haut* supérieur* sur | dessous bas inférieur* sous
ja: 上側 上部 上の | 下側 下部 下の
ko: 위쪽 위에 상단 상 | 아래 하단 하
pt: acima cima superior* sobre | abaixo baixo inferior* sob
ru: над выше сверху верх* вверх | под ниже снизу ниж* вниз
tr: üst* yukarı* üzeri* | alt* aşağı*
vi: trên | dưới
zh: 上方 上面 向上 上层 | 下方 下面 向下 下层

inside inner internal* into within | outside outer external* outdoors
ar: داخل* في الداخل | خارج*
de: inner* innen drinnen hinein intern* | außer* außen draußen heraus extern*
es: dentro interior* intern* | fuera exterior* extern*
fr: intérieur* dedans intern* dans | extérieur* dehors extern* hors
ja: 内側 内部 | 外側 外部
ko: 안쪽 내부 | 밖 외부 바깥
pt: dentro interior* intern* | fora exterior* extern*
ru: внутр* | вне снаружи внешн* наружн*
tr: iç içinde içine içeri* dahil* | dış* dışarı* hariç*
vi: trong | ngoài
zh: 内部 里面 之内 内侧 | 外部 外面 外侧

first initial* begin* began begun start* | last final* end ends ended ending finish* stop*
ar: أول* بداية يبدأ تبدأ ابدأ بدء الأولى | آخر* نهاية ينتهي تنتهي أخير* أوقف توقف
de: erst* anfang* beginn* begann start* anfäng* zuerst | letzt* ende* end* schluss* stopp* beend* hör*_auf zuletzt
es: primer* inici* comienz* comenz* empiez* empez* | últim* final* fin termin* acab* deten* parar parada
fr: premier* première* début* commenc* démarr* initial* | dernier* dernière* fin finale* termin* arrêt* achèv*
ja: 最初 初 始 開始 第一 | 最後 終 末 停止
ko: 처음 첫 시작 최초 | 마지막 끝 종료 최종 멈추 중지
pt: primeir* iníci* inici* começ* | últim* final* fim termin* acab* parar parada
ru: перв* нач* стар* | последн* конец конца конч* законч* остан* заверш*
tr: ilk* başla* başlangıç* birinci* | son sonu sonuncu sonunda biter bitti bitir bitirir dur durdur durdurur
vi: đầu đầu_tiên bắt_đầu | cuối cuối_cùng kết_thúc dừng
zh: 第一 首 开始 最初 初 | 最后 末 结束 停止 终

open* | clos* shut* lock*
ar: فتح يفتح افتح مفتوح* | إغلاق أغلق يغلق مغلق* قفل*
de: öffn* offen* geöffn* | schließ* schloss* geschlossen* zu_sperr* verschließ*
es: abr* abiert* apert* | cerr* cierr*
fr: ouvr* ouvert* | ferm*
ja: 開く 開い 開け | 閉
ko: 열 연다 여는 엽 | 닫 잠그 잠가
pt: abr* abert* | fech*
ru: откр* | закр*
tr: aç* | kapa* kapat*
vi: mở | đóng
zh: 打开 | 关上 闭

enabl* activat* turn_on switch_on | disabl* deactivat* turn_off switch_off
ar: تشغيل شغل تفعيل فعل يفعّل | إيقاف أوقف تعطيل عطل إطفاء
de: aktiv* einschalt* einge* | deaktiv* ausschalt* ausge*
es: enciend* encend* activ* habilit* | apag* desactiv* deshabilit*
fr: allum* activ* | éteign* étein* désactiv*
ja: オン 有効 入れ | オフ 無効 切
ko: 켜 켠 활성 | 끄 끈 꺼 비활성
pt: lig* ativ* habilit* | deslig* desativ* desabilit*
ru: включ* актив* | выключ* отключ* деактив*
tr: aç* etkin* | kapa* kapat* devre_dışı
vi: bật kích_hoạt | tắt vô_hiệu
zh: 打开 开启 启用 激活 | 关闭 关掉 禁用 停用

hot* warm* heat* | cold* cool* freez*
ar: ساخن* حار* دافئ* تسخين | بارد* برد* تبريد
de: heiß* warm* hitze* erhitz* | kalt* kühl* kält*
es: calient* cálid* calor* | frí* fresc*
fr: chaud* chaleur* chauff* | froid* frais
ja: 暑 熱 温 暖 | 寒 冷 涼
ko: 뜨거 더운 더워 따뜻 덥 | 차가 추운 추워 시원 춥
pt: quente* cálid* calor* | frio* fria* fresc*
ru: горяч* тепл* тёпл* жарк* | холод* прохлад*
tr: sıcak* ılık* | soğuk* serin*
vi: nóng ấm | lạnh mát
zh: 热 暖 烫 | 冷 凉 寒

long longer longest | short shorter shortest brief
ar: طويل* أطول | قصير* أقصر
de: lang* läng* | kurz* kürz*
es: larg* | cort* breve*
fr: long longue* longs | court* bref brève*
ja: 長 | 短
ko: 길 긴 오래 | 짧
pt: long* comprid* | curt* breve*
ru: длин* долг* дольше | корот* кратк* короч*
tr: uzun* | kısa*
vi: dài lâu | ngắn
zh: 长 久 | 短

new newer newest young* | old older oldest
ar: جديد* حديث* شاب* | قديم* أقدم كبير_السن
de: neu neue neuen neuer neues neuest* jung* jüng* | alt alte alten alter altes ält*
es: nuev* joven* | viej* antigu*
fr: nouve* neuf neuve* jeune* | vieux vieil* ancien*
ja: 新 若 | 古 旧 老
ko: 새 새로운 젊 신규 | 오래된 낡 늙 옛
pt: nov* jove* | velh* antig*
ru: нов* молод* | стар*
tr: yeni* genç* | eski* yaşlı*
vi: mới trẻ | cũ già
zh: 新 年轻 | 旧 老 古

easy easily easier simple simpler simply | hard hardest difficult* complex* complicat*
ar: سهل* بسيط* أسهل | صعب* معقد* أصعب
de: einfach* leicht* | schwer* schwierig* komplex* kompliziert*
es: fácil* sencill* simple* | difícil* complej* complicad*
fr: facile* simple* | difficile* complexe* compliqu*
ja: 簡単 容易 易 単純 | 難 困難 複雑
ko: 쉬 쉽 간단 단순 | 어려 어렵 복잡
pt: fácei* fácil* facil* simples | difíci* complex* complicad*
ru: лег* лёг* прост* | трудн* сложн*
tr: kolay* basit* | zor* karmaşık*
vi: dễ đơn_giản | khó phức_tạp
zh: 容易 简单 易 | 难 复杂

strong* | weak*
ar: قوي* أقوى | ضعيف* أضعف
de: stark* stärk* | schwach* schwäch*
es: fuert* | débil*
fr: fort* | faible*
ja: 強 | 弱
ko: 강하 강한 강력 센 | 약하 약한
pt: fort* | frac*
ru: сильн* | слаб*
tr: güçlü* kuvvetli* | zayıf*
vi: mạnh | yếu
zh: 强 | 弱

same equal* identical* alike | differ* unequal* distinct* other
ar: نفس* متساو* متطابق* مماثل* | مختلف* متباين* تختلف يختلف
de: gleich* selb* dieselb* identisch* derselb* | verschieden* unterschied* ungleich* ander*
es: mism* igual* idéntic* | diferent* distint* desigual* otr*
fr: même* égal* identique* | différ* inégal* distinct* autre*
ja: 同じ 等し 同一 | 異な 違 別
ko: 같 동일 똑같 | 다르 다른 상이
pt: mesm* igua* idêntic* | diferent* distint* desigua* outr*
ru: одинаков* тот_же то_же равн* | разн* различ* отлич* друг* неравн*
tr: aynı* eşit* özdeş* | farklı* değişik* başka* eşit_değil
vi: giống cùng bằng | khác
zh: 相同 同样 相等 一样 同一 | 不同 不等 相异 其他

correct* right true valid* accurate* | wrong* incorrect* false invalid* inaccurate* error*
ar: صحيح* صواب صالح* دقيق* | خطأ خاطئ* غير_صحيح* غير_صالح* باطل*
de: richtig* korrekt* wahr gültig* genau* | falsch* inkorrekt* ungültig* ungenau* fehlerhaft* unwahr*
es: correct* verdader* válid* exact* | incorrect* fals* inválid* erróne* inexact*
fr: correct* vrai* valide* exact* juste* | incorrect* faux fausse fausses invalide* erroné* inexact*
ja: 正し 正確 真 有効 | 誤 間違 偽 無効 不正
ko: 올바 맞 참 유효 정확 | 틀리 틀린 잘못 거짓 무효 부정확
pt: corret* verdadeir* válid* exat* cert* | incorret* fals* inválid* errad* inexat*
ru: правильн* верн* истин* точн* корректн* | неправильн* неверн* ложн* неточн* ошиб* некорректн*
tr: doğru* geçerli* | yanlış* hatalı* geçersiz*
vi: đúng hợp_lệ chính_xác | sai không_hợp_lệ
zh: 正确 真 有效 准确 | 错误 错 虚假 假的 为假 无效 不正确

positive* plus add* sum sums | negative* minus subtract* remov* delet* eliminat* drop drops dropped dropping
ar: موجب* إيجابي* أضف يضيف إضافة جمع | سالب* سلبي* طرح احذف حذف إزالة يزيل
de: positiv* plus addier* hinzufüg* füg* | negativ* minus subtrahier* entfern* lösch* streich*
es: positiv* más añad* agreg* sum* | negativ* menos elimin* borr* quit* rest*
fr: positi* plus ajout* addition* | négati* moins supprim* enlev* retir* soustra*
ja: 正の プラス 加え 追加 足 | 負 マイナス 削除 除 引
ko: 양의 양수 더하 추가 플러스 | 음의 음수 빼 삭제 제거 마이너스
pt: positiv* mais adicion* acrescent* soma somar somas | negativ* menos remov* elimin* apag* subtra*
ru: положительн* плюс добав* прибав* слож* | отрицательн* минус удал* вычита* вычт* убер* убир*
tr: pozitif* artı* ekle* topla* | negatif* eksi* çıkar* sil* kaldır*
vi: dương cộng thêm | âm trừ xóa xoá loại_bỏ
zh: 正数 正值 正的 为正 添加 增加 | 负 减 删 去除 移除

maxim* largest highest upper_bound* | minim* smallest lowest lower_bound*
ar: أقصى أكبر تعظيم يعظم حد_أعلى الحد_الأقصى | أدنى أصغر تقليل يقلل حد_أدنى الحد_الأدنى
de: maxim* größt* höchst* ober* | minim* kleinst* niedrigst* unter* mindest*
es: máxim* maxim* mayor* | mínim* minim* menor*
fr: maxim* plus_grand* | minim* plus_petit*
ja: 最大 最高 | 最小 最低
ko: 최대 최고 | 최소 최저
pt: máxim* maxim* maior* | mínim* minim* menor*
ru: максим* наибольш* | миним* наименьш*
tr: maksimum* maksimiz* en_büyük en_yüksek en_çok azami | minimum* minimiz* en_küçük en_düşük en_az asgari
vi: tối_đa lớn_nhất cực_đại cao_nhất | tối_thiểu nhỏ_nhất cực_tiểu thấp_nhất
zh: 最大 最高 | 最小 最低

allow* permit* accept* | forbid* prohibit* deny denie* reject* refus* block* prevent*
ar: يسمح تسمح سماح مسموح* اقبل يقبل قبول | يمنع تمنع منع محظور* ممنوع* رفض يرفض
de: erlaub* gestatt* zulass* zuläss* akzeptier* annehm* | verbiet* verbot* untersag* ablehn* lehn* verweiger* verhinder*
es: permit* acept* autoriz* | prohíb* prohib* rechaz* deneg* impid*
fr: permet* permis* accept* autoris* | interdi* rejet* refus* empêch*
ja: 許 認め 受け入れ 受理 | 禁止 禁 拒否 拒 防
ko: 허용 허락 수락 승인 | 금지 거부 거절 막 방지
pt: permit* aceit* autoriz* | proíb* proib* rejeit* recus* neg* impe*
ru: разреш* позвол* приним* принят* допуска* | запрет* запрещ* отклон* отказ* предотвра*
tr: izin* kabul* | yasak* red* engelle*
vi: cho_phép chấp_nhận | cấm từ_chối ngăn
zh: 允许 准许 接受 | 禁止 拒绝 不准 防止

includ* contain* | exclud* without except* omit*
ar: تشمل يشمل شامل* يتضمن تتضمن | استثناء باستثناء بدون دون يستبعد
de: einschließlich enthält* enthalt* umfass* inklusive | ausschließ* ohne außer ausgenommen exklusive
es: incluy* inclui* contien* | excluy* exclui* sin salvo excepto
fr: inclu* contien* compris* | exclu* sans sauf except*
ja: 含 | 除 なし 以外
ko: 포함 | 제외 없이 빼고
pt: inclu* conté* | exclu* sem exceto salvo
ru: включ* содерж* | исключ* кроме без
tr: içer* dahil* ile_birlikte | hariç* dışla* olmadan
vi: bao_gồm gồm | loại_trừ không_có ngoại_trừ trừ
zh: 包括 包含 含 | 排除 除外 除了 不含

import* download* receiv* input* read* load* | export* upload* send* sent output* writ* save* stor*
ar: استيراد تنزيل استقبال يستقبل إدخال مدخل* قراءة يقرأ اقرأ تحميل | تصدير رفع إرسال يرسل إخراج مخرج* كتابة يكتب اكتب حفظ احفظ
de: import* herunterlad* empfang* empfäng* eingabe* eingang* les* lies* lad* läd* | export* hochlad* send* ausgabe* ausgang* schreib* speicher*
es: import* descarg* recib* entrada* leer lee leen lectura leído carg* | export* sube suben subir subió subida envi* enví* salida* escrib* guard*
fr: import* télécharg* reç* recev* entrée* lire lit lisez lisent lecture* charg* | export* envoi* envoy* sortie* écri* enregistr* sauvegard*
ja: インポート ダウンロード 受信 受け取 入力 読 ロード | エクスポート アップロード 送信 送 出力 書 保存
ko: 가져오 다운로드 받 수신 입력 읽 불러오 | 내보내 업로드 보내 송신 출력 쓰 씁 저장
pt: import* descarreg* baix* receb* entrada* ler lê* leia leitura carreg* | export* envi* saída* escrev* guard* grav* salv*
ru: импорт* скач* получ* вход* ввод* чит* чте* загруз* | экспорт* отправ* выход* вывод* пис* запис* пиш* сохран*
tr: içe_aktar* indir* al alır alın giriş* girdi* oku* yükle* | dışa_aktar* gönder* çıkış* çıktı* yaz* kaydet*
vi: nhập tải_xuống nhận đầu_vào đọc nạp | xuất tải_lên gửi đầu_ra viết ghi lưu
zh: 导入 下载 接收 输入 读 加载 | 导出 上传 发送 输出 写 保存 存储

horizontal* row* | vertical* column*
ar: أفقي* صف صفوف | عمودي* رأسي* عمود أعمدة
de: horizontal* waagerecht* zeile* reihe* | vertikal* senkrecht* spalte*
es: horizontal* fila* | vertical* columna*
fr: horizontal* ligne* rangée* | vertical* colonne*
ja: 水平 横 | 垂直 縦 列
ko: 수평 가로 행 | 수직 세로 열
pt: horizonta* linha* fila* | vertica* coluna*
ru: горизонтал* строк* ряд* | вертикал* столб* колон*
tr: yatay* satır* | dikey* sütun*
vi: ngang hàng dòng | dọc cột
zh: 水平 横向 | 垂直 竖直 纵向

supervised | unsupervised
ar: خاضع*_للإشراف الموجه | غير_خاضع* غير_الموجه غير_موجه*
de: überwacht* | unüberwacht*
es: supervisad* | no_supervisad*
fr: supervisé* | non_supervisé*
ja: 教師あり | 教師なし
ko: 지도_학습 지도학습 | 비지도
pt: supervisionad* | não_supervisionad*
ru: с_учителем контролируем* | без_учителя неконтролируем*
tr: denetimli* gözetimli* | denetimsiz* gözetimsiz*
vi: có_giám_sát | không_giám_sát
zh: 监督 有监督 | 无监督

encod* encrypt* | decod* decrypt*
ar: ترميز مشفر تشفير يشفر | فك
de: kodier* codier* encod* verschlüssel* | dekodier* decodier* decod* entschlüssel*
es: codific* cifr* encript* | decodific* descifr* desencript*
fr: cod* encod* chiffr* | décod* déchiffr*
ja: 符号化 エンコー 暗号化 | 復号 デコー
ko: 인코 부호화 암호화 | 디코 복호
pt: codific* cifr* encript* | decodific* decifr* desencript*
ru: кодиров* кодер* шифров* | декодиров* декодер* расшифров*
tr: kodla* şifrele* | kod_çöz* çöz*
vi: mã_hóa mã_hoá | giải_mã
zh: 编码 加密 | 解码 解密

success* succeed* pass* win* | fail* lose* lost
ar: نجاح ينجح نجح ناجح* فوز | فشل يفشل فاشل* خسارة
de: erfolg* geling* gelung* besteh* gewinn* | scheiter* fehlschlag* misslung* missling* verlier* verlor*
es: éxito* exitos* logr* gan* aprob* | fracas* fall* perd* pierd*
fr: réuss* succès gagn* | échou* échec* perd*
ja: 成功 勝 合格 | 失敗 負け 不合格
ko: 성공 이기 통과 합격 | 실패 지는 탈락 잃
pt: sucesso* consegu* ganh* aprov* | fracass* falh* perd*
ru: успе* удал* выигр* побе* | неуда* провал* проигр* сбой* ошиб*
tr: başarılı* başar* kazan* geç* | başarısız* kaybet*
vi: thành_công thắng đạt | thất_bại thua trượt
zh: 成功 胜 | 失败 败

safe* secur* harmless* | danger* unsafe insecur* harmful* risk*
ar: آمن* سليم* أمان | خطير* خطر غير_آمن* ضار*
de: sicher* ungefährlich* harmlos* | gefährlich* unsicher* schädlich* riskant*
es: segur* inofensiv* | peligr* insegur* dañin* nociv*
fr: sûr* sécuris* inoffensi* | danger* nocif* nuisible* risqu*
ja: 安全 | 危険 有害
ko: 안전 | 위험 해로
pt: segur* inofensiv* | perig* insegur* nociv* prejudicia*
ru: безопас* | опасн* небезопас* вредн*
tr: güvenli* zararsız* | tehlikeli* güvensiz* zararlı*
vi: an_toàn | nguy_hiểm có_hại
zh: 安全 无害 | 危险 有害

light* bright* white* day days | dark* black* night*
ar: فاتح* مضيء* أبيض بيضاء نهار | داكن* مظلم* أسود سوداء ليل*
de: hell* weiß* tag* licht* | dunkel* schwarz* nacht* nächt* finster*
es: clar* brillant* blanc* día* luz | oscur* negr* noche*
fr: clair* brillant* blanc* blanche* jour* lumi* | sombre* obscur* noir* nuit*
ja: 明る 白 昼 | 暗 黒 夜
ko: 밝 흰 하얀 백 낮 | 어두 검 까만 흑 밤
pt: clar* brilhant* branc* dia dias luz | escur* pret* negr* noite*
ru: светл* ярк* бел* день дня днём | тёмн* темн* чёрн* черн* ноч*
tr: parlak* beyaz* gündüz* aydınlık* | koyu* karanlık* siyah* kara gece*
vi: sáng trắng ngày | tối đen đêm
zh: 亮 白色 白天 | 暗 黑 夜

full* | empty emptie* vacant
ar: ممتلئ* مملوء* كامل* | فارغ* خالي*
de: voll* | leer*
es: llen* complet* | vací*
fr: plein* rempli* | vide*
ja: 満 いっぱい | 空の 空っぽ
ko: 가득 꽉_찬 | 비어 빈 텅
pt: chei* complet* | vazi*
ru: полн* | пуст*
tr: dolu* | boş*
vi: đầy | rỗng trống
zh: 满 | 空的 为空 清空

near* close closer | far distant remote*
ar: قريب* قرب | بعيد* بعد
de: nah* näh* | fern* weit entfernt*
es: cerca* próxim* | lej* distant* remot*
fr: près proche* | loin* lointain* distant*
ja: 近 | 遠
ko: 가까 근처 | 멀 먼 원격
pt: pert* próxim* | long* distant* remot*
ru: близ* рядом | далек* далёк* удалён* удален*
tr: yakın* | uzak*
vi: gần | xa
zh: 近 | 远

public* | private* secret*
ar: عام* علني* | خاص* سري*
de: öffentlich* | privat* geheim*
es: públic* | privad* secret*
fr: publi* | privé* secret*
ja: 公開 公共 公 | 非公開 秘密 私
ko: 공개 공공 | 비공개 비밀 개인
pt: públic* | privad* secret*
ru: публичн* общественн* открыт* | частн* секретн* приватн* закрыт*
tr: genel* kamu* | özel* gizli*
vi: công_khai công_cộng | riêng_tư bí_mật
zh: 公开 公共 | 私有 私人 秘密

buy* bought purchas* | sell* sold
ar: شراء يشتري اشتر* | بيع يبيع باع
de: kauf* gekauft* | verkauf*
es: compr* adquir* | vend*
fr: achet* achat* | vend* vente*
ja: 買 購入 | 売 販売
ko: 사다 구매 구입 산다 | 팔 판매
pt: compr* adquir* | vend*
ru: куп* покуп* | прода*
tr: satın_al* | sat_satı* satar*
vi: mua | bán
zh: 买 购 | 卖 售

north* | south* | east* | west*
ar: شمال* | جنوب* | شرق* | غرب*
de: nord* nörd* | süd* | ost* öst* | west*
es: norte* | sur sure* meridional* | este orient* | oeste occident*
fr: nord* | sud* | est orient* | ouest occident*
ja: 北 | 南 | 東 | 西
ko: 북쪽 북부 | 남쪽 남부 | 동쪽 동부 | 서쪽 서부
pt: norte* | sul* | leste* orient* | oeste* ocident*
ru: север* | юг* юж* | восто* | запад*
tr: kuzey* | güney* | doğu* | batı*
vi: bắc | nam | đông | tây
zh: 北 | 南 | 东 | 西

red | green | blue | yellow | black | white | orange | brown | grey gray | pink | purple
ar: أحمر حمراء | أخضر خضراء | أزرق زرقاء | أصفر صفراء | أسود سوداء | أبيض بيضاء | برتقالي* | بني* | رمادي* | وردي* | بنفسجي* أرجواني*
de: rot rote* | grün* | blau* | gelb* | schwarz* | weiß* | orange* | braun* | grau* | rosa | lila violett*
es: roj* | verde verdes | azul* | amarill* | negr* | blanc* | naranj* | marrón* | gris* | rosa rosas rosado* | púrpur* morad*
fr: rouge* | vert verts verte vertes | bleu* | jaune* | noir* | blanc* | orange* | marron* brun* | gris* | rose* | violet* pourpre*
ja: 赤 | 緑 | 青 | 黄 | 黒 | 白 | オレンジ 橙 | 茶 | 灰 グレ | ピンク 桃 | 紫
ko: 빨간 빨강 붉 적색 | 초록 녹색 | 파란 파랑 푸른 청색 | 노란 노랑 황색 | 검은 검정 흑 | 흰 하얀 백 | 주황 | 갈색 | 회색 | 분홍 | 보라
pt: vermelh* | verde verdes | azu* | amarel* | pret* negr* | branc* | laranj* | marrom castanh* | cinz* | rosa* | rox* púrpur*
ru: красн* | зелён* зелен* | синий синяя синее синего синей голуб* | жёлт* желт* | чёрн* черн* | бел* | оранжев* | коричнев* | серый серая серое серого серой серым | розов* | фиолетов* пурпурн*
tr: kırmızı* kızıl* | yeşil* | mavi* | sarı* | siyah* kara | beyaz* ak | turuncu* | kahverengi* | gri* | pembe* | mor
vi: đỏ | xanh_lá xanh_lục lục | xanh_dương xanh_lam lam xanh | vàng | đen | trắng | cam | nâu | xám | hồng | tím
zh: 红 | 绿 | 蓝 | 黄 | 黑 | 白色 | 橙 | 棕 褐 | 灰 | 粉 | 紫

second seconds sec | minute* | hour* | day days daily | week* | month* | year* annual*
ar: ثانية ثوان* | دقيقة دقائق | ساعة ساعات | يوم* أيام | أسبوع* أسابيع | شهر* أشهر شهور | سنة سنوات عام أعوام
de: sekunde* | minute* | stunde* | tag* täg* | woche* wöch* | monat* | jahr* jähr*
es: segundo* | minuto* | hora* | día* diari* | semana* | mes mese* mensual* | año* anual*
fr: seconde* | minute* | heure* | jour* quotid* | semaine* | mois mensuel* | an ans anné* annuel*
ja: 秒 | 分間 | 時間 | 日 | 週 | 月 | 年
ko: 초_동안 초간 | 분_동안 분간 | 시간 | 하루 | 주일 주간 | 달 월 개월 | 년
pt: segundo* | minuto* | hora* | dia dias diári* | semana* | mês mese* mensa* | ano* anua*
ru: секунд* | минут* | час часа часов часы часами | день дня дней дни ежедневн* | недел* | месяц* | год* лет ежегодн*
tr: saniye* | dakika* | saat* | gün günü günler günde günlük | hafta* | ay aylık aydır | yıl* sene*
vi: giây | phút | giờ | ngày | tuần | tháng | năm
zh: 秒 | 分钟 | 小时 | 天 日 | 周 星期 | 月 | 年

monday* | tuesday* | wednesday* | thursday* | friday* | saturday* | sunday*
ar: الاثنين الإثنين | الثلاثاء | الأربعاء | الخميس | الجمعة | السبت | الأحد
de: montag* | dienstag* | mittwoch* | donnerstag* | freitag* | samstag* sonnabend* | sonntag*
es: lunes | martes | miércoles | jueves | viernes | sábado* | domingo*
fr: lundi* | mardi* | mercredi* | jeudi* | vendredi* | samedi* | dimanche*
ja: 月曜 | 火曜 | 水曜 | 木曜 | 金曜 | 土曜 | 日曜
ko: 월요일 | 화요일 | 수요일 | 목요일 | 금요일 | 토요일 | 일요일
pt: segunda* | terça* | quarta* | quinta* | sexta* | sábado* | domingo*
ru: понедельник* | вторник* | среда среду среды | четверг* | пятниц* | суббот* | воскресен*
tr: pazartesi* | salı* | çarşamba* | perşembe* | cuma cumadan cumaya | cumartesi* | pazar pazara pazardan
vi: thứ_hai | thứ_ba | thứ_tư | thứ_năm | thứ_sáu | thứ_bảy | chủ_nhật
zh: 周一 星期一 | 周二 星期二 | 周三 星期三 | 周四 星期四 | 周五 星期五 | 周六 星期六 | 周日 星期日 星期天

millimet* mm | centimet* cm | meter* metre* m | kilomet* km | mile* mi | inch* | foot feet ft
ar: مليمتر* ملم | سنتيمتر* سم | متر* أمتار | كيلومتر* كم | ميل* أميال | بوصة | قدم أقدام
de: millimeter* mm | zentimeter* cm | meter* m | kilometer* km | meile* | zoll | fuß
es: milímetro* mm | centímetro* cm | metro* m | kilómetro* km | milla* | pulgada* | pie pies
fr: millimètre* mm | centimètre* cm | mètre* m | kilomètre* km | mile* mille* | pouce* | pied*
ja: ミリメートル mm | センチ cm | メートル | キロメートル km | マイル | インチ | フィート
ko: 밀리미터 mm | 센티 cm | 미터 | 킬로미터 km | 마일 | 인치 | 피트
pt: milímetro* mm | centímetro* cm | metro* m | quilômetro* quilómetro* km | milha* | polegada* | pé pés
ru: миллиметр* мм | сантиметр* см | метр* м | километр* км | мил* | дюйм* | фут*
tr: milimetre* mm | santimetre* cm | metre* m | kilometre* km | mil | inç* | fit
vi: milimét mm | xentimét cm | mét m | kilômét km | dặm | inch | foot
zh: 毫米 mm | 厘米 cm | 米 | 公里 千米 km | 英里 | 英寸 | 英尺

kb kilobyte* kib | mb megabyte* mib | gb gigabyte* gib | tb terabyte* tib
ar: كيلوبايت kb | ميغابايت ميجابايت mb | غيغابايت جيجابايت gb | تيرابايت tb
de: kb kilobyte* kib | mb megabyte* mib | gb gigabyte* gib | tb terabyte* tib
es: kb kilobyte* | mb megabyte* | gb gigabyte* | tb terabyte*
fr: kb ko kilo-octet* | mb mo méga-octet* mégaoctet* | gb go giga-octet* gigaoctet* | tb to téraoctet*
ja: kb キロバイト | mb メガバイト | gb ギガバイト | tb テラバイト
ko: kb 킬로바이트 | mb 메가바이트 | gb 기가바이트 | tb 테라바이트
pt: kb kilobyte* | mb megabyte* | gb gigabyte* | tb terabyte*
ru: кб килобайт* kb | мб мегабайт* mb | гб гигабайт* gb | тб терабайт* tb
tr: kb kilobayt* | mb megabayt* | gb gigabayt* | tb terabayt*
vi: kb kilobyte | mb megabyte | gb gigabyte | tb terabyte
zh: kb 千字节 | mb 兆字节 兆 | gb 吉字节 | tb 太字节

milligram* mg | gram* g | kilogram* kg | ton* | pound* lb
ar: مليغرام* ملغ | غرام* جرام* | كيلوغرام* كغ كجم | طن* | رطل*
de: milligramm* mg | gramm* g | kilogramm* kg kilo* | tonne* | pfund*
es: miligramo* mg | gramo* g | kilogramo* kg kilo* | tonelada* | libra*
fr: milligramme* mg | gramme* g | kilogramme* kg kilo* | tonne* | livre*
ja: ミリグラム mg | グラム | キログラム kg | トン | ポンド
ko: 밀리그램 mg | 그램 | 킬로그램 kg | 톤 | 파운드
pt: miligrama* mg | grama* g | quilograma* kg quilo* | tonelada* | libra*
ru: миллиграмм* мг | грамм* г | килограмм* кг | тонн* | фунт*
tr: miligram* mg | gram* g | kilogram* kg kilo* | ton* | pound* libre*
vi: miligam mg | gam g | kilôgam kg | tấn | pound
zh: 毫克 mg | 克 | 公斤 千克 kg | 吨 | 磅

celsius | fahrenheit | kelvin
ar: مئوية سيليزيوس | فهرنهايت | كلفن
de: celsius | fahrenheit | kelvin
es: celsius centígrad* | fahrenheit | kelvin
fr: celsius | fahrenheit | kelvin
ja: 摂氏 | 華氏 | ケルビン
ko: 섭씨 | 화씨 | 켈빈
pt: celsius centígrad* | fahrenheit | kelvin
ru: цельси* | фаренгейт* | кельвин*
tr: celsius santigrat* | fahrenhayt* fahrenheit* | kelvin*
vi: celsius độ_c | fahrenheit độ_f | kelvin
zh: 摄氏 | 华氏 | 开尔文

dollar* usd | euro* eur | yen jpy | percent* %
ar: دولار* | يورو | ين | بالمئة بالمائة %
de: dollar* | euro* | yen | prozent* %
es: dólar* | euro* | yen* | ciento %
fr: dollar* | euro* | yen* | cent %
ja: ドル | ユーロ | 円 | パーセント %
ko: 달러 | 유로 | 엔 | 퍼센트 %
pt: dólar* dólares | euro* | iene* | cento %
ru: доллар* | евро | иен* йен* | процент* %
tr: dolar* | avro* euro* | yen | yüzde %
vi: đô_la đô-la | euro | yên | phần_trăm %
zh: 美元 | 欧元 | 日元 | 百分 %

half halve* | double* twice | triple* thrice | quarter*
ar: نصف | ضعف مضاعف* مرتين | ثلاثة_أضعاف | ربع
de: halb* hälfte* | doppelt* verdoppel* zweimal | dreifach* dreimal verdreifach* | viertel*
es: mitad medio media | dobl* duplic* dos_veces | tripl* tres_veces | cuart*
fr: moitié* demi* | doubl* deux_fois | tripl* trois_fois | quart*
ja: 半 | 二倍 2倍 倍 | 三倍 3倍 | 四分の一
ko: 절반 반 | 두_배 2배 | 세_배 3배 | 4분의_1 분기
pt: metade* meio meia | dobr* dupl* duas_vezes | tripl* três_vezes | quart*
ru: половин* полови* пол | вдвое двойн* удво* дважды | втрое тройн* трижды | четверт*
tr: yarı* yarım* | iki_kat* çift* | üç_kat* | çeyrek*
vi: nửa | gấp_đôi đôi | gấp_ba | một_phần_tư
zh: 半 | 两倍 双 翻倍 | 三倍 | 四分之一

only solely exclusively merely just | also too additionally moreover
ar: فقط وحده حصرا | أيضا أيضًا كذلك
de: nur lediglich ausschließlich allein | auch ebenfalls zudem außerdem
es: sólo solo solamente únicamente | también además
fr: seulement uniquement que seul* | aussi également
ja: だけ のみ しか | も また
ko: 에만 오직 뿐 | 또한
pt: só somente apenas | também além
ru: только лишь исключительно | также тоже
tr: sadece yalnızca yalnız | da de ayrıca
vi: chỉ duy_nhất | cũng
zh: 只 仅 | 也 还

often frequent* usual* general* | rare* seldom occasional*
ar: غالبا كثيرا_ما عادة | نادرا أحيانا
de: oft häufig* meist* gewöhnlich* | selten* gelegentlich*
es: menud* frecuen* generalmente normalmente | rara* raro ocasional*
fr: souvent fréque* généralement | rare* parfois
ja: しばしば 頻繁 よく 通常 | まれ 稀 めったに
ko: 자주 흔히 보통 종종 | 드물 가끔 거의
pt: frequen* geralmente normalmente | rara* raro ocasional*
ru: часто обычно | редко иногда
tr: sık* genellikle çoğunlukla | nadir* bazen seyrek*
vi: thường | hiếm thỉnh_thoảng
zh: 经常 通常 常 往往 | 很少 罕见 偶尔

push* | pull* | pop*
ar: دفع | سحب | إخراج
de: schieb* drück* push* | zieh* zog* pull* | pop*
es: empuj* | tir* jal* | extra* sac*
fr: pouss* empil* | tir* | dépil*
ja: 押 プッシュ | 引 プル | ポップ
ko: 밀 푸시 | 당기 풀 | 팝
pt: empurr* | pux* | retir*
ru: толк* | тян* тащ* | извлек*
tr: it itin* | çek* | çıkar*
vi: đẩy | kéo | lấy_ra
zh: 推入 压入 | 拉 | 弹出

even | odd
ar: زوجي* | فردي*
de: gerade* | ungerade*
es: par pares | impar*
fr: pair* | impair*
ja: 偶数 | 奇数
ko: 짝수 | 홀수
pt: par pares | ímpar*
ru: чётн* четн* | нечётн* нечетн*
tr: çift* | tek*
vi: chẵn | lẻ
zh: 偶 | 奇

wide* broad* thick* | narrow* thin*
ar: واسع* عريض* سميك* | ضيق* رفيع* رقيق*
de: breit* weit dick* | schmal* eng enge engen enger dünn*
es: anch* ampli* grues* | estrech* angost* delgad* fino fina finos finas
fr: large* épais* | étroit* mince* fine fins fines
ja: 広 厚 太 | 狭 薄 細
ko: 넓 두꺼 굵 | 좁 얇 가는
pt: larg* ampl* gross* | estreit* fino fina finos finas
ru: широк* толст* шир* | узк* тонк*
tr: geniş* kalın* | dar ince*
vi: rộng dày | hẹp mỏng
zh: 宽 厚 | 窄 薄

deep* | shallow*
ar: عميق* | ضحل*
de: tief* | flach* seicht*
es: profund* | superficial* poc*_profund*
fr: profond* | superficiel* peu_profond*
ja: 深 | 浅
ko: 깊 심층 | 얕
pt: profund* | raso rasa rasos rasas superficia*
ru: глубок* | мелк* поверхностн*
tr: derin* | sığ*
vi: sâu | nông
zh: 深 | 浅

rich* expensive* costly | poor* cheap* free
ar: غني* غال* مكلف* | فقير* رخيص* مجاني*
de: reich* teuer* teure* | arm arme armen billig* günstig* kostenlos*
es: rico rica ricos ricas caro cara caros caras costos* | pobr* barat* gratis gratuit*
fr: riche* cher* chère* coûteu* | pauvre* bon_marché gratuit*
ja: 豊 高価 | 貧 安い 安価 無料
ko: 부유 비싼 비싸 | 가난 싼 싸 무료
pt: rico rica ricos ricas caro cara caros caras custos* | pobr* barat* grátis gratuit*
ru: богат* дорог* | бедн* дешёв* дешев* бесплатн*
tr: zengin* pahalı* | fakir* yoksul* ucuz* bedava ücretsiz*
vi: giàu đắt | nghèo rẻ miễn_phí
zh: 富 贵 昂贵 | 穷 便宜 免费

love* likes liked happy happi* | hate* dislike* sad sad* unhapp*
ar: يحب تحب حب سعيد* | يكره تكره كره حزين*
de: lieb* mag mögen glücklich* fröhlich* | hass* traurig* unglücklich*
es: amar amo ama aman amor gust* feliz* felices content* | odi* trist* infeliz*
fr: aim* heureu* content* | déteste* détest* haï* trist* malheureu*
ja: 愛 好き 幸 嬉 | 嫌 憎 悲 不幸
ko: 사랑 좋아 행복 기쁜 | 싫어 미워 슬 불행
pt: amar amo ama amam amor gost* feliz* content* | odei* odi* trist* infeliz*
ru: люб* нрав* счастлив* | ненави* груст* печальн* несчаст*
tr: sever seviyor sevdi seven mutlu* | nefret* üzgün* mutsuz*
vi: yêu thích vui hạnh_phúc | ghét buồn bất_hạnh
zh: 爱 喜欢 高兴 快乐 | 恨 讨厌 悲伤 难过
"""

_NUMBERS = {  # the words for 0, 1, 2 ... 12, then hundred, thousand, million; several by "/"
    "ar": "صفر واحد/واحدة اثنان/اثنين/اثنتان/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني/ثمان"
    " تسعة/تسع عشرة/عشر أحد_عشر اثنا_عشر مئة/مائة ألف مليون",
    "de": "null ein/eine/einen/einem/einer/eines/eins zwei/beide/beiden drei vier fünf sechs sieben acht neun zehn elf"
    " zwölf hundert tausend million/millionen",
    "en": "zero one two/both three four five six seven eight nine ten eleven twelve/dozen hundred thousand million",
    "es": "cero un/uno/una dos/ambos/ambas tres cuatro cinco seis siete ocho nueve diez once doce cien/ciento mil"
    " millón/millones",
    "fr": "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze cent/cents mille million/millions",
    "it": "zero un/uno/una due/entrambi/entrambe tre quattro cinque sei sette otto nove dieci undici dodici cento"
    " mille/mila milione/milioni",
    "ja": "零/ゼロ 一/ひと 二/両/ふた 三 四 五 六 七 八 九 十 十一 十二 百 千 百万",
    "ko": "제로 하나 둘/두_ 셋/세_ 넷/네_ 다섯 여섯 일곱 여덟 아홉 열_/십_ 열하나/십일 열둘/열두/십이 백_ 천_ 백만",
    "pt": "zero um/uma dois/duas/ambos/ambas três quatro cinco seis sete oito nove dez onze doze cem/cento mil"
    " milhão/milhões",
    "ru": "ноль/нуль один/одна/одно/одного/одной/одну два/две/двух/двумя/оба/обе три/трёх/трех/тремя"
    " четыре/четырёх/четырех пять/пяти шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти одиннадцать"
    " двенадцать сто/сотня тысяча/тысячи/тысяч миллион/миллиона/миллионов",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz on on_bir on_iki yüz bin milyon",
    "vi": "không một hai/đôi ba bốn năm sáu bảy tám chín mười mười_một mười_hai trăm nghìn/ngàn triệu",
    "zh": "零 一 二/两/双 三 四 五 六 七 八 九 十 十一 十二 百 千 百万",
}
_VALUES = (*range(13), 100, 1000, 1_000_000)
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "anti", "anti-", "mis", "de", "under", "over", "a")
_RELATIONS_TEXT = """
    from to into onto before after until since than between among against for by about over under with at in
    out of if when while because although though unless but and or nor either neither some any several each
    every all both most only just at_least at_most maximum minimum up down left right can could may might
    must shall should will would need ought who whom whose his her their its our your my he she they we you
    i it this that these those
"""
_RELATIONS = frozenset(_RELATIONS_TEXT.split())
"""English words whose exchange turns a relation round, or its strength."""


def negations(text: str, language: str, *, plain: bool = False) -> int | None:
    """How many negations a text has; None for a language without a table.

    `plain` ones are no part of a listed contrary, as that of "unsafe" or of 不稳定 is.
    """
    pattern = _negation_pattern(_base(language))
    if pattern is None:
        return None
    text = re.sub(_NO_NEGATIONS.get(_base(language), r"(?!)"), lambda found: " " * len(found[0]), text)
    inside = [(start, end) for _, _, start, end in _found(text, language)] if plain else []
    places = [found.span() for found in pattern.finditer(text)]
    return sum(not any(a <= start and end <= b and b - a > end - start for a, b in inside) for start, end in places)


def traits(text: str, language: str) -> frozenset[str]:
    """The listed words of a text, by what they say: "3:1" is the second side of the fourth contrary.

    Languages without a table give none.
    """
    return frozenset(f"{contrary}:{side}" for contrary, side, _, _ in _found(text, language))


def _found(text: str, language: str) -> list[tuple[int, int, int, int]]:
    """Contrary, side, start and end of the listed words of a text; of words inside each other the longest."""
    found = [
        (contrary, side, *match.span())
        for contrary, side, pattern in _sides(_base(language))
        for match in pattern.finditer(text)
    ]
    return [one for one in found if not any(_holds(other, one) for other in found)]


def _holds(other: tuple[int, int, int, int], one: tuple[int, int, int, int]) -> bool:
    """Whether a listed word is a part of another one of the same contrary."""
    is_around = other[2] <= one[2] and one[3] <= other[3]
    return other[0] == one[0] and is_around and other[3] - other[2] > one[3] - one[2]


def contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one text has a side of a contrary, and the other, which lacks it, has another side."""
    ours, theirs = _by_contrary(one), _by_contrary(other)
    return any(ours[name].isdisjoint(theirs[name]) for name in ours.keys() & theirs.keys())


def number_values(text: str, language: str) -> Counter[int]:
    """The small numbers that a text has, in figures or in words (for 1, only in figures: "one" is a pronoun too)."""
    found = Counter(int(figure) for figure in re.findall(r"(?<![\d.,])\d{1,7}(?![\d.,]*\d)", text))
    for value, pattern in _number_patterns(_base(language)):
        if value != 1:
            found[value] += len(pattern.findall(text))
    return +found


def has_table(language: str) -> bool:
    """Whether the contraries of a language are listed."""
    return _base(language) in _tables()


def changes_sense(old: Iterable[str], new: Iterable[str], language: str) -> bool:
    """Whether the exchange of some words for others may turn round what a sentence says.

    That is a negation, a side of a contrary, a number word, or a word of relation that comes, goes or is exchanged;
    or a word that gains or loses a prefix such as `un-`.
    """
    ours, theirs = [word.lower() for word in old], [word.lower() for word in new]
    both = (" ".join(ours), " ".join(theirs))
    if negations(both[0], language) != negations(both[1], language):
        return True
    if traits(both[0], language) != traits(both[1], language):
        return True
    if number_values(both[0], language) != number_values(both[1], language):
        return True
    if _base(language) == "en" and _RELATIONS & (set(ours) ^ set(theirs)):
        return True
    return any(_is_prefixed(one, other) for one in ours for other in theirs)


def _is_prefixed(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and any(long == prefix + short for prefix in _PREFIXES)


def _base(language: str) -> str:
    return language.partition("-")[0]


def _by_contrary(found: frozenset[str]) -> dict[str, set[str]]:
    sides: dict[str, set[str]] = {}
    for name in found:
        contrary, _, side = name.partition(":")
        sides.setdefault(contrary, set()).add(side)
    return sides


@cache
def _negation_pattern(language: str) -> re.Pattern[str] | None:
    for line in _NEGATIONS.strip().splitlines():
        code, _, words = line.partition(": ")
        if code == language:
            return _pattern([word.strip() for word in words.split("|")], language)
    return None


@cache
def _sides(language: str) -> tuple[tuple[int, int, re.Pattern[str]], ...]:
    return tuple((contrary, side, _pattern(words, language)) for contrary, side, words in _tables().get(language, ()))


@cache
def _number_patterns(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    words = _NUMBERS.get(language, "").split()
    return tuple(
        (value, _pattern([name.replace("_", " ") for name in names.split("/")], language))
        for value, names in zip(_VALUES, words, strict=False)
    )


@cache
def _tables() -> dict[str, list[tuple[int, int, list[str]]]]:
    """The sides of all contraries by language: their numbers and words."""
    tables: dict[str, list[tuple[int, int, list[str]]]] = {}
    for number, block in enumerate(_CONTRARIES.strip().split("\n\n")):
        for line in block.splitlines():
            code, _, rest = line.partition(": ") if line[2:4] == ": " else ("en", "", line)
            for side, words in enumerate(rest.split(" | ")):
                entries = [word.replace("_", " ") for word in words.split()]
                tables.setdefault(code, []).append((number, side, entries))
    return tables


def _pattern(words: Iterable[str], language: str) -> re.Pattern[str]:
    if language in _LETTERS_ALONE:
        return re.compile("|".join(re.escape(word.strip("*-")) for word in sorted(words, key=len, reverse=True)))
    parts = []
    for word in words:
        bare = re.escape(word.strip("*"))
        start = r"\w*" if word.startswith("*") else rf"\b{_BEFORE.get(language, '')}"
        parts.append(start + bare + (r"\w*" if word.endswith("*") else r"\b") if bare[-1:].isalnum() else bare)
    return re.compile("|".join(parts), re.IGNORECASE)
