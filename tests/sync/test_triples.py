"""What becomes of a sentence in eleven languages, case by case: old source, new source, translation, outcome."""

from __future__ import annotations

import pytest

from amts_core.sync.doubles import THERE
from amts_core.sync.rules.followed import FOLLOWED
from tests.sync.edits import changes_of, flags_of, sync_texts

READS = "The small model reads the list in the morning, before the long break."
WAIT = "You must wait ten seconds and open the two doors slowly."
TRAINS = "Anna trains the network for 10 hours with great care."

TRANSLATIONS = {
    "ar": {
        READS: "يقرأ النموذج الصغير القائمة في الصباح قبل الاستراحة الطويلة.",
        WAIT: "يجب أن تنتظر عشر ثوان وتفتح البابين ببطء.",
        TRAINS: "تدرب آنا الشبكة لمدة 10 ساعات بعناية كبيرة.",
    },
    "de": {
        READS: "Das kleine Modell liest die Liste am Morgen, vor der langen Pause.",
        WAIT: "Sie müssen zehn Sekunden warten und die zwei Türen langsam öffnen.",
        TRAINS: "Anna trainiert das Netz 10 Stunden lang mit großer Sorgfalt.",
    },
    "es": {
        READS: "El pequeño modelo lee la lista por la mañana, antes de la larga pausa.",
        WAIT: "Debe esperar diez segundos y abrir lentamente las dos puertas.",
        TRAINS: "Anna entrena la red durante 10 horas con gran cuidado.",
    },
    "fr": {
        READS: "Le petit modèle lit la liste le matin, avant la longue pause.",
        WAIT: "Vous devez attendre dix secondes et ouvrir lentement les deux portes.",
        TRAINS: "Anna entraîne le réseau pendant 10 heures avec grand soin.",
    },
    "ja": {
        READS: "小さなモデルは朝、長い休憩の前にリストを読む。",
        WAIT: "十秒待って、二つのドアをゆっくり開けなければならない。",
        TRAINS: "アンナは細心の注意を払って10時間ネットワークを訓練する。",
    },
    "ko": {
        READS: "작은 모델은 아침에 긴 휴식 전에 목록을 읽는다.",
        WAIT: "십 초 동안 기다린 다음 두 문을 천천히 열어야 한다.",
        TRAINS: "안나는 매우 주의 깊게 10시간 동안 네트워크를 훈련한다.",
    },
    "pt": {
        READS: "O pequeno modelo lê a lista de manhã, antes da longa pausa.",
        WAIT: "Você deve esperar dez segundos e abrir lentamente as duas portas.",
        TRAINS: "Anna treina a rede durante 10 horas com grande cuidado.",
    },
    "ru": {
        READS: "Маленькая модель читает список утром, перед долгим перерывом.",
        WAIT: "Вы должны подождать десять секунд и медленно открыть две двери.",
        TRAINS: "Анна очень тщательно обучает сеть 10 часов.",
    },
    "tr": {
        READS: "Küçük model, uzun moladan önce sabahleyin listeyi okur.",
        WAIT: "On saniye beklemeli ve iki kapıyı yavaşça açmalısınız.",
        TRAINS: "Anna ağı büyük bir özenle 10 saat boyunca eğitir.",
    },
    "vi": {
        READS: "Mô hình nhỏ đọc danh sách vào buổi sáng, trước giờ nghỉ dài.",
        WAIT: "Bạn phải đợi mười giây và mở hai cánh cửa từ từ.",
        TRAINS: "Anna huấn luyện mạng trong 10 giờ với sự cẩn thận cao độ.",
    },
    "zh": {
        READS: "小模型在上午、长时间休息之前读取列表。",
        WAIT: "你必须等待十秒，并慢慢打开两扇门。",
        TRAINS: "安娜非常认真地训练网络10小时。",
    },
}
KEPT, LOOK, RED, DRAFT, CARRIED = "kept", "look", "outdated", "changed", "carried"
CASES = [  # sentence, what the old source has in place of what the new one has, outcome
    (READS, "modle", "model", KEPT),  # a typing error mended
    (READS, "morning before", "morning, before", LOOK),
    (READS, "reads the the list", "reads the list", KEPT),
    (READS, "reads", "does not read", DRAFT),
    (READS, "small", "large", DRAFT),
    (READS, "before", "after", DRAFT),
    (READS, "list", "table", RED),
    (READS, "morning", "garden", RED),
    (WAIT, "must", "may", DRAFT),
    (WAIT, "seconds", "minutes", DRAFT),
    (WAIT, "two", "three", RED),
    (WAIT, "slowly", "quickly", DRAFT),
    (WAIT, "open", "close", DRAFT),
    (TRAINS, "10", "12", CARRIED),
    (TRAINS, "Anna", "Karl", RED),
]


@pytest.mark.parametrize("target", TRANSLATIONS)
@pytest.mark.parametrize(("sentence", "old", "new", "outcome"), CASES)
def test_a_changed_sentence_is_kept_marked_red_or_drafted(
    target: str, sentence: str, old: str, new: str, outcome: str
) -> None:
    before, after = (sentence.replace(old, new), sentence) if old not in sentence else (sentence, "")
    if old in sentence:
        before, after = sentence, sentence.replace(old, new)
    else:
        before, after = sentence.replace(new, old), sentence
    human = TRANSLATIONS[target][sentence]
    synced = sync_texts(f"{before}\n", f"{after}\n", f"{human}\n", pair=f"en-{target}")
    assert changes_of(synced) == [KEPT if outcome == LOOK else outcome], flags_of(synced)
    if outcome in (KEPT, LOOK, RED):
        assert synced.text == f"{human}\n"
    if outcome == RED:
        assert synced.provenance[0].state == "outdated"
        assert any(flag.startswith("not brought up to date") for flag in flags_of(synced))
    if outcome in (KEPT, LOOK):
        assert synced.provenance[0].quiet is (outcome == KEPT)


CONTRARIES = [
    (READS, "reads", "does not read"),
    (WAIT, "must", "may"),
    (WAIT, "ten", "twelve"),
    (READS, "small", "big"),
]


@pytest.mark.parametrize("target", TRANSLATIONS)
@pytest.mark.parametrize(("sentence", "old", "new"), CONTRARIES)
def test_a_translation_never_had_a_new_sentence_already_that_says_the_contrary(
    target: str, sentence: str, old: str, new: str
) -> None:
    human, frame = TRANSLATIONS[target], TRAINS
    before, after = f"{frame}\n", f"{frame}\n\n{sentence.replace(old, new)}\n"
    synced = sync_texts(before, after, f"{human[frame]}\n\n{human[sentence]}\n", pair=f"en-{target}")
    assert THERE not in flags_of(synced)
    assert human[sentence] in synced.text
    drafts = [one.draft or one.target for one in synced.provenance if one.change in ("new", "beside")]
    assert drafts == [f"【{sentence.replace(old, new)}】"]


@pytest.mark.parametrize("target", TRANSLATIONS)
@pytest.mark.parametrize(("sentence", "old", "new"), CONTRARIES)
def test_a_translation_has_never_followed_what_says_the_contrary(
    target: str, sentence: str, old: str, new: str
) -> None:
    human = TRANSLATIONS[target][sentence]
    synced = sync_texts("It works so.\n", f"{sentence.replace(old, new)}\n", f"{human}\n", pair=f"en-{target}")
    assert FOLLOWED not in flags_of(synced)
    assert "kept" not in changes_of(synced)


SAYS_ELSE = [  # language, old source, new source, translation of the old one
    ("zh", "The step is too large here.", "The step is also large here.", "这里的步长太大。"),
    ("de", "The step is too large here.", "The step is also large here.", "Der Schritt ist hier zu groß."),
    ("fr", "The step is also small here.", "The step is too small here.", "Le pas est aussi petit ici."),
    (
        "es",
        "However small the rate is, the loss falls.",
        "But small the rate is, the loss falls.",
        "Por pequeña que sea la tasa, la pérdida baja.",
    ),
    (
        "ru",
        "All but one of the models work well.",
        "All however one of the models work well.",
        "Все модели, кроме одной, работают хорошо.",
    ),
    (
        "vi",
        "This is the layer that is slow in practice.",
        "This is the layer, i.e. slow in practice.",
        "Đây là lớp chậm trong thực tế.",
    ),
    (
        "pt",
        "The model that is trained here works.",
        "The model i.e. trained here works.",
        "O modelo que é treinado aqui funciona.",
    ),
    ("zh", "The too small model reads the list.", "The small model reads the list too.", "太小的模型读取列表。"),
    (
        "de",
        "The model is too slow for this list.",
        "The model is slow for this list too.",
        "Das Modell ist zu langsam für diese Liste.",
    ),
    (
        "fr",
        "The model often does not read the list.",
        "The model does not often read the list.",
        "Souvent, le modèle ne lit pas la liste.",
    ),
    (
        "ko",
        "The model often reads and writes the list.",
        "The model reads and often writes the list.",
        "모델은 목록을 자주 읽고 쓴다.",
    ),
    (
        "zh",
        "Here we still use the old model, and now the new list.",
        "Here we now use the old model, and still the new list.",
        "这里我们仍然使用旧模型，现在使用新列表。",
    ),
    (
        "es",
        "We use the sum instead of the mean of the list.",
        "Instead we use the sum of the mean of the list.",
        "Usamos la suma en lugar de la media de la lista.",
    ),
    (
        "zh",
        "We use ML to train the model.",
        "We use maximum likelihood to train the model.",
        "我们使用机器学习来训练模型。",
    ),
    ("ko", "The SD of the list is large.", "The sample data of the list is large.", "목록의 표준편차가 크다."),
    ("vi", "The PC reads the list.", "The principal component reads the list.", "Máy tính đọc danh sách."),
    ("zh", "A number of models read the list.", "The number of models read the list.", "许多模型读取列表。"),
    (
        "de",
        "A variety of models is used here.",
        "The variety of models is used here.",
        "Eine Reihe verschiedener Modelle wird hier verwendet.",
    ),
    ("ja", "We see a bit of the list.", "We see the bit of the list.", "リストが少し見える。"),
    (
        "ru",
        "Few models read the list here.",
        "A few models read the list here.",
        "Немногие модели читают здесь список.",
    ),
    ("zh", "Most models read the list.", "The most models read the list.", "大多数模型读取列表。"),
    ("zh", "The learning model reads the list.", "The learned model reads the list.", "学习模型读取列表。"),
    ("zh", "We show the weight sum of the list.", "We show the weighted sum of the list.", "我们展示列表的权重和。"),
    (
        "ja",
        "The interesting reader opened the book.",
        "The interested reader opened the book.",
        "面白い読者が本を開いた。",
    ),
    (
        "ko",
        "We use the masking token in the list.",
        "We use the masked token in the list.",
        "우리는 목록에서 마스킹 토큰을 사용한다.",
    ),
    (
        "zh",
        "The model encoding the list is fast enough.",
        "The model encoded the list is fast enough.",
        "编码列表的模型足够快。",
    ),
    ("de", "The model works with the list.", "The models work with the list.", "Das Modell arbeitet mit der Liste."),
    (
        "zh",
        "The model meets the needs of the reader.",
        "The model meeting the needs of the reader.",
        "模型满足读者的需求。",
    ),
    ("zh", "We discuss the right of the user.", "We discuss the rights of the user.", "我们讨论用户的右边。"),
    ("zh", "The close door is large and green.", "The closed door is large and green.", "近处的门又大又绿。"),
    (
        "zh",
        "The logits of the model are shown below.",
        "The logic of the model are shown below.",
        "模型的对数几率如下所示。",
    ),
    (
        "de",
        "We pretrain the model with the list.",
        "We retrain the model with the list.",
        "Wir trainieren das Modell mit der Liste vor.",
    ),
    (
        "fr",
        "The covariate of the list is small.",
        "The covariance of the list is small.",
        "La covariable de la liste est petite.",
    ),
    (
        "es",
        "The quantile of the list is small.",
        "The quartile of the list is small.",
        "El cuantil de la lista es pequeño.",
    ),
    (
        "ja",
        "The tokenizer reads all the words.",
        "The tokenized reads all the words.",
        "トークナイザはすべての単語を読む。",
    ),
    ("zh", "The probit model reads the list.", "The profit model reads the list.", "概率单位模型读取列表。"),
    ("ko", "The bigram model reads the list.", "The diagram model reads the list.", "바이그램 모델은 목록을 읽는다."),
    ("ru", "The rod is 10 millimetres long.", "The rod is 10 milliliters long.", "Стержень длиной 10 миллиметров."),
    ("zh", "The perceptron reads the list.", "The perception reads the list.", "感知机读取列表。"),
    ("zh", "The loger list is read here.", "The larger list is read here.", "这里读取较长的列表。"),
    ("zh", "The value is -5 degrees in the morning.", "The value is 5 degrees in the morning.", "早上的值是-5度。"),
    ("de", "The rate is 10% of the sum.", "The rate is 10 of the sum.", "Die Rate beträgt 10% der Summe."),
    ("fr", "It costs $10 in the shop.", "It costs €10 in the shop.", "Cela coûte 10 $ au magasin."),
    ("ja", "The code is in C++ for speed.", "The code is in C for speed.", "コードは速度のためC++で書かれている。"),
    ("zh", "The code is in C# for speed.", "The code is in C for speed.", "为了速度，代码用C#编写。"),
    ("es", "The rate is 3.5 in this part.", "The rate is 35 in this part.", "La tasa es 3,5 en esta parte."),
    ("pt", "The value is 10 k in the list.", "The value is 10 M in the list.", "O valor é 10 k na lista."),
    (
        "tr",
        "We read the list 3 times in 10 days.",
        "We read the list 10 times in 3 days.",
        "Listeyi 10 günde 3 kez okuruz.",
    ),
    ("vi", "It takes 5 ms to read the list.", "It takes 5 s to read the list.", "Mất 5 ms để đọc danh sách."),
    ("ru", "The model needs 8 GB of memory.", "The model needs 8 MB of memory.", "Модели нужно 8 ГБ памяти."),
    ("zh", "The rate is < 5 in the list.", "The rate is > 5 in the list.", "列表中的比率 < 5。"),
    ("zh", "It was built in the 1990s by Ann.", "It was built in the 1980s by Ann.", "它由安于20世纪90年代建造。"),
    ("zh", "The ratio is 1/2 in the list.", "The ratio is 1/3 in the list.", "列表中的比例是一半。"),
    ("fr", "See Figure 3a for the list.", "See Figure 3b for the list.", "Voir la figure 3a pour la liste."),
    ("zh", "Is the model fast in the morning?", "The model is fast in the morning.", "模型早上快吗？"),
    ("zh", "The model is fast in the morning.", "The model is fast in the morning?", "模型早上很快。"),
    ("de", "All models can read the list.", "Some models can read the list.", "Alle Modelle können die Liste lesen."),
    ("zh", "The model can read every list.", "The model can read any list.", "模型可以读取每个列表。"),
    ("tr", "You should read the list first.", "You must read the list first.", "Önce listeyi okumalısınız."),
    ("ja", "The value moves from left to right.", "The value moves from right to left.", "値は左から右へ動く。"),
    ("ko", "It is at least ten words long.", "It is at most ten words long.", "적어도 열 단어 길이이다."),
    (
        "zh",
        "It maps words to numbers in the list.",
        "It maps numbers to words in the list.",
        "它把列表中的单词映射为数字。",
    ),
    ("es", "Anna sends the list to Karl.", "Karl sends the list to Anna.", "Anna envía la lista a Karl."),
    (
        "pt",
        "The model is dependent on the list.",
        "The model is independent of the list.",
        "O modelo depende da lista.",
    ),
    (
        "vi",
        "It is easily possible to read the list.",
        "It is hardly possible to read the list.",
        "Có thể dễ dàng đọc danh sách.",
    ),
    ("ar", "The model is visible to the user.", "The model is invisible to the user.", "النموذج مرئي للمستخدم."),
    (
        "fr",
        "The reader agrees with the writer here.",
        "The reader disagrees with the writer here.",
        "Le lecteur est ici d'accord avec l'auteur.",
    ),
    (
        "ru",
        "This makes the model usable on phones.",
        "This makes the model unusable on phones.",
        "Это делает модель пригодной для телефонов.",
    ),
    ("zh", "This helps US to read the list.", "This helps us to read the list.", "这帮助美国读取列表。"),
    (
        "de",
        "We thank Berlin, Paris, and Rome.",
        "We thank Berlin, Munich, Paris, and Rome.",
        "Wir danken Berlin, Paris, und Rom.",
    ),
    (
        "es",
        "It runs on Monday, Linux, and Windows.",
        "It runs on Linux, Monday, and Windows.",
        "Funciona el lunes, Linux, y Windows.",
    ),
    ("tr", "Ann met Bob in the garden.", "Bob met Ann in the garden.", "Ann bahçede Bob ile tanıştı."),
    ("de", "It was built by Ann in Linux.", "It was built by Karl in Linux.", "Es wurde von Ann in Linux gebaut."),
    (
        "pt",
        "We support BERT, English, and GPT.",
        "We support BERT, German, and GPT.",
        "Suportamos BERT, English, and GPT.",
    ),
    ("vi", "It runs on Linux, Windows.", "It runs on Linux, Windows, Monday.", "Nó chạy trên Linux, Windows."),
    (
        "de",
        "The model is fast in all parts.",
        "The model is **fast** in all parts.",
        "Das Modell ist fast in allen Teilen schnell.",
    ),
    (
        "fr",
        "The model on the list is small.",
        "The model **on** the list is small.",
        "Sur la liste, on voit un petit modèle.",
    ),
    ("de", "It was small and good.", "It **was** small and good.", "Es war klein, und das, was gut ist."),
    (
        "es",
        "The model has no list of words.",
        "The model has **no** list of words.",
        "El modelo no tiene lista de palabras.",
    ),
    (
        "zh",
        "The *small* model reads the *large* list.",
        "The small model reads the *large* list.",
        "*小*模型读取*大*列表。",
    ),
    ("ja", "The tank is full. [^1]", "The tank is full.", "タンクは満杯である。[^1]"),
    ("zh", "We train it for an hour.", "We train it for hours.", "我们训练它一小时。"),
    ("zh", "Again we read the list we now have.", "Now we read the list we have again.", "我们再次读取现在的列表。"),
    ("ja", "The temperature is −3 here.", "The temperature is 3 here.", "ここの温度は−3である。"),
    ("de", "The rates rise in the morning.", "The rates raise in the morning.", "Die Raten steigen am Morgen."),
    ("tr", "The half of the list is red.", "The third of the list is red.", "Listenin yarısı kırmızı."),
    ("pt", "The model is overfitted to it.", "The model is overfitting to it.", "O modelo está sobreajustado a ele."),
    ("ar", "The data is given below.", "The data is given above.", "البيانات معطاة أدناه."),
    ("zh", "A friend and editor is here.", "A friend and an editor is here.", "一位朋友兼编辑在这里。"),
    ("ja", "The red and blue model is here.", "The red and the blue model is here.", "赤と青のモデルがここにある。"),
    ("zh", "We have foo in the list.", "We have food in the list.", "列表中有foo。"),
    ("ko", "We train it with gelu here.", "We train it with gel here.", "여기서 gelu로 훈련한다."),
]


@pytest.mark.parametrize(("target", "before", "after", "human"), SAYS_ELSE)
def test_a_translation_whose_source_may_say_something_else_never_looks_finished(
    target: str, before: str, after: str, human: str
) -> None:
    synced = sync_texts(f"{before}\n", f"{after}\n", f"{human}\n", pair=f"en-{target}")
    states = {"outdated", "changed", "beside", "new"}
    is_told = any(one.change in states or (one.flags and not one.quiet) for one in synced.provenance)
    assert synced.flags or is_told, flags_of(synced)


SAYS_THE_SAME = [
    (
        "ar",
        "The loss was almost zero in this run.",
        "The loss was nearly zero in this run.",
        "كانت الخسارة قريبة من الصفر.",
    ),
    ("fr", "The list has two models in it.", "The list has 2 models in it.", "La liste contient deux modèles."),
    ("pt", "The house is 10 kilometres away.", "The house is 10 kilometers away.", "A casa fica a 10 quilômetros."),
    (
        "es",
        "The unstabel model reads the list.",
        "The unstable model reads the list.",
        "El modelo inestable lee la lista.",
    ),
    ("ko", "It can not read the list.", "It cannot read the list.", "목록을 읽을 수 없다."),
    ("tr", "Hence the model works here.", "Therefore the model works here.", "Bu nedenle model burada çalışır."),
]
TO_BE_LOOKED_AT = [
    (
        "ja",
        "However, the model works well here.",
        "The model, however, works well here.",
        "しかし、モデルはここでうまく動く。",
    ),
    (
        "ru",
        "Together the models usually read it.",
        "The models together usually read it.",
        "Вместе модели обычно читают его.",
    ),
    ("de", "We use CNNs here.", "We use convolutional neural networks here.", "Wir verwenden hier CNNs."),
    ("vi", "The model works with the list.", "The models work with the list.", "Mô hình hoạt động với danh sách."),
    ("zh", "The resumé of the user is here.", "The resume of the user is here.", "用户的简历在这里。"),
    ("es", "We will re-sign it today.", "We will resign it today.", "Hoy lo volveremos a firmar."),
]


@pytest.mark.parametrize(("target", "before", "after", "human"), SAYS_THE_SAME)
def test_a_translation_whose_source_says_the_same_asks_nobody(target: str, before: str, after: str, human: str) -> None:
    synced = sync_texts(f"{before}\n", f"{after}\n", f"{human}\n", pair=f"en-{target}")
    assert synced.text == f"{human}\n"
    assert all(one.quiet or not one.flags for one in synced.provenance), flags_of(synced)


@pytest.mark.parametrize(("target", "before", "after", "human"), TO_BE_LOOKED_AT)
def test_a_translation_whose_source_seems_to_say_the_same_stays_to_be_looked_at(
    target: str, before: str, after: str, human: str
) -> None:
    synced = sync_texts(f"{before}\n", f"{after}\n", f"{human}\n", pair=f"en-{target}")
    assert synced.text == f"{human}\n"
    assert [one.change for one in synced.provenance if one.flags and not one.quiet] == ["kept"]


def test_a_minus_that_goes_is_told_as_a_minus() -> None:
    before = "The value in the list of the small model is -5 in the morning."
    human = "Der Wert in der Liste des kleinen Modells ist am Morgen minus fünf."
    synced = sync_texts(f"{before}\n", f"{before.replace('-5', '5')}\n", f"{human}\n", pair="en-de")
    assert changes_of(synced) == ["changed"]
    assert "⊖" not in " ".join(flags_of(synced))
