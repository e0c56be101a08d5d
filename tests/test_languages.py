"""Every language of Amazon Translate is usable in every room; pairs of languages are read and written."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.identify import language_of, other_language
from amts_core.book.sentences import split_sentences
from amts_core.errors import AmtsError
from amts_core.evaluate.metrics import edit_measure, measures
from amts_core.evaluate.text import scored
from amts_core.language_words import WORDS
from amts_core.languages import LANGUAGES, LanguagePair, language, with_western_digits, words_of
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import COLUMNS, KEPT, with_sides
from amts_core.workload.segment_table import count_words

# Two sentences each: "The cat sleeps. The dog is awake." in our own words.
TWO = {
    "af": "Die kat slaap op die bank. Die hond is wakker.",
    "am": "ድመቷ ተኝታለች። ውሻው ነቅቷል።",
    "ar": "القطة نائمة على الأريكة. الكلب مستيقظ.",
    "az": "Pişik divanda yatır. İt oyaqdır.",
    "bg": "Котката спи на дивана. Кучето е будно.",
    "bn": "বিড়ালটি সোফায় ঘুমায়। কুকুরটি জেগে আছে।",
    "bs": "Mačka spava na kauču. Pas je budan.",
    "ca": "El gat dorm al sofà. El gos està despert.",
    "cs": "Kočka spí na pohovce. Pes je vzhůru.",
    "cy": "Mae'r gath yn cysgu ar y soffa. Mae'r ci yn effro.",
    "da": "Katten sover på sofaen. Hunden er vågen.",
    "de": "Die Katze schläft auf dem Sofa. Der Hund ist wach.",
    "el": "Πού κοιμάται η γάτα; Ο σκύλος είναι ξύπνιος.",
    "en": "The cat sleeps on the sofa. The dog is awake.",
    "es": "El gato duerme en el sofá. El perro está despierto.",
    "es-MX": "¿Dónde duerme el gato? El perro está despierto.",
    "et": "Kass magab diivanil. Koer on ärkvel.",
    "fa": "گربه روی مبل خوابیده است. آیا سگ بیدار است؟",
    "fa-AF": "پشک روی کوچ خوابیده است. سگ بیدار است.",
    "fi": "Kissa nukkuu sohvalla. Koira on hereillä.",
    "fr": "Le chat dort sur le canapé. Le chien est éveillé.",
    "fr-CA": "Le chat dort sur le divan. Le chien est éveillé.",
    "ga": "Tá an cat ina chodladh. Tá an madra ina dhúiseacht.",
    "gu": "બિલાડી સોફા પર સૂએ છે. કૂતરો જાગે છે.",
    "ha": "Kyanwa tana barci a kan kujera. Kare yana farke.",
    "he": "החתול ישן על הספה. הכלב ער.",
    "hi": "बिल्ली सोफ़े पर सोती है। कुत्ता जाग रहा है।",
    "hr": "Mačka spava na kauču. Pas je budan.",
    "ht": "Chat la ap dòmi sou kanape a. Chen an reveye.",
    "hu": "A macska a kanapén alszik. A kutya ébren van.",
    "hy": "Կատուն քնած է բազմոցին։ Շունը արթուն է։",
    "id": "Kucing tidur di sofa. Anjing itu terjaga.",
    "is": "Kötturinn sefur í sófanum. Hundurinn er vakandi.",
    "it": "Il gatto dorme sul divano. Il cane è sveglio.",
    "ja": "猫はソファーで寝ている。犬は起きている。",
    "ka": "კატას დივანზე სძინავს. ძაღლი ფხიზლობს.",
    "kk": "Мысық диванда ұйықтап жатыр. Ит ояу.",
    "kn": "ಬೆಕ್ಕು ಸೋಫಾದ ಮೇಲೆ ಮಲಗಿದೆ. ನಾಯಿ ಎಚ್ಚರವಾಗಿದೆ.",
    "ko": "고양이는 소파에서 잔다. 개는 깨어 있다.",
    "lt": "Katė miega ant sofos. Šuo nemiega.",
    "lv": "Kaķis guļ uz dīvāna. Suns ir nomodā.",
    "mk": "Мачката спие на каучот. Кучето е будно.",
    "ml": "പൂച്ച സോഫയിൽ ഉറങ്ങുന്നു. നായ ഉണർന്നിരിക്കുന്നു.",
    "mn": "Муур буйдан дээр унтаж байна. Нохой сэрүүн байна.",
    "mr": "मांजर सोफ्यावर झोपते. कुत्रा जागा आहे.",
    "ms": "Kucing tidur di atas sofa. Anjing itu berjaga.",
    "mt": "Il-qattus jorqod fuq is-sufan. Il-kelb imqajjem.",
    "nl": "De kat slaapt op de bank. De hond is wakker.",
    "no": "Katten sover på sofaen. Hunden er våken.",
    "pa": "ਬਿੱਲੀ ਸੋਫੇ ਤੇ ਸੌਂਦੀ ਹੈ। ਕੁੱਤਾ ਜਾਗਦਾ ਹੈ।",
    "pl": "Kot śpi na kanapie. Pies nie śpi.",
    "ps": "پیشو په کوچ ویده ده. سپی ویښ دی.",
    "pt": "O gato dorme no sofá. O cachorro está acordado.",
    "pt-PT": "O gato dorme no sofá. O cão está acordado.",
    "ro": "Pisica doarme pe canapea. Câinele este treaz.",
    "ru": "Кошка спит на диване. Собака не спит.",
    "si": "පූසා සෝෆාවේ නිදාගනී. බල්ලා අවදිව සිටී.",
    "sk": "Mačka spí na pohovke. Pes je hore.",
    "sl": "Mačka spi na kavču. Pes je buden.",
    "so": "Bisaddu waxay ku hurudaa kursiga. Eygu waa soo jeedaa.",
    "sq": "Macja fle në divan. Qeni është zgjuar.",
    "sr": "Мачка спава на каучу. Пас је будан.",
    "sv": "Katten sover på soffan. Hunden är vaken.",
    "sw": "Paka analala kwenye sofa. Mbwa yuko macho.",
    "ta": "பூனை சோபாவில் தூங்குகிறது. நாய் விழித்திருக்கிறது.",
    "te": "పిల్లి సోఫాపై నిద్రపోతుంది. కుక్క మేల్కొని ఉంది.",
    "th": "แมวนอนอยู่บนโซฟา. สุนัขตื่นอยู่.",
    "tl": "Natutulog ang pusa sa sopa. Gising ang aso.",
    "tr": "Kedi kanepede uyuyor. Köpek uyanık.",
    "uk": "Кіт спить на дивані. Собака не спить.",
    "ur": "بلی صوفے پر سوتی ہے۔ کتا جاگ رہا ہے۔",
    "uz": "Mushuk divanda uxlayapti. It uygʻoq.",
    "vi": "Con mèo ngủ trên ghế sofa. Con chó đang thức.",
    "zh": "猫睡在沙发上。狗醒着。",
    "zh-TW": "貓睡在沙發上。狗醒著。",
}
CODES = sorted(LANGUAGES)


def two_sentences(code: str) -> list[str]:
    return [TWO[code][start:end] for start, end in split_sentences(TWO[code], code)]


def test_the_languages_are_those_of_amazon_translate() -> None:
    assert len(LANGUAGES) == 75
    assert set(TWO) == set(LANGUAGES)


@pytest.mark.parametrize("code", CODES)
def test_two_sentences_are_two_sentences_in_every_language(code: str) -> None:
    assert len(two_sentences(code)) == 2


@pytest.mark.parametrize("code", CODES)
def test_words_are_counted_in_every_language(code: str) -> None:
    counted = count_words(TWO[code])
    if language(code).has_blanks:
        assert counted == len(TWO[code].replace("'", " ").replace("-", " ").split())
    else:
        assert counted > 8


@pytest.mark.parametrize("code", CODES)
def test_a_draft_is_scored_in_every_language(code: str) -> None:
    same, half = scored(TWO[code]), scored(two_sentences(code)[0])
    for measure in measures(code):
        perfect, worse = (
            measure.score(measure.statistics([text], [same]).sum(axis=0)) * measure.sign for text in (same, half)
        )
        assert perfect > worse, measure.name
        assert perfect == pytest.approx(1.0 if measure.sign > 0 else 0.0, abs=1e-6)


@pytest.mark.parametrize("code", CODES)
def test_edits_are_counted_in_every_language(code: str) -> None:
    first, second = two_sentences(code)
    counts = edit_measure(code).statistics([first, first], [first, second])
    assert counts[0, 0] == 0
    assert counts[1, 0] > 0
    assert counts[1, 1] > 1, "a sentence is more than one word"


def pairs(rows: list[tuple[str, str]]) -> pd.DataFrame:
    defaults = {"bead": "1-1", "paragraph_bead": "1-1", "score": 0.9, "gain": 0.0, "kind": "paragraph", "origin": "b"}
    table = pd.DataFrame([defaults | {"source": one, "target": other} for one, other in rows])
    return with_sides(table.reindex(columns=[*dict.fromkeys([*COLUMNS, *table.columns])]))


@pytest.mark.parametrize("code", [code for code in CODES if language(code).base != "en"])
def test_filters_keep_a_good_pair_and_drop_one_in_the_wrong_script(code: str) -> None:
    wrong = "Кошка спит на диване." if "CYRILLIC" not in language(code).letters else "猫睡在沙发上。"
    table = pairs([("The cat sleeps on the sofa.", two_sentences(code)[0]), ("The dog is awake.", wrong)])
    verdicts = filter_pairs(table, languages=LanguagePair("en", code))["verdict"]
    assert list(verdicts) == [KEPT, "wrong script"]
    turned = with_sides(table.rename(columns={"source": "target", "target": "source"}))
    verdicts = filter_pairs(turned, languages=LanguagePair(code, "en"))["verdict"]
    assert list(verdicts) == [KEPT, "wrong script"]


def test_marks_of_combining_scripts_are_part_of_their_words() -> None:
    assert words_of("हिन्दी भाषा") == ["हिन्दी", "भाषा"]
    assert words_of("我爱 BLEU、猫。") == ["我", "爱", "BLEU", "猫"]


@pytest.mark.parametrize(
    ("code", "old", "new", "changes"),
    [
        ("ru", "10", "2", True),
        ("ru", "10", "21", True),
        ("ru", "10", "11", False),
        ("en", "1", "2", True),
        ("en", "10", "20", False),
        ("en", "1,000", "1000", False),
        ("ar", "3", "11", True),
        ("pl", "2", "5", True),
        ("tr", "10", "2", False),
        ("zh", "1", "2", False),
        ("de", "ten", "2", True),
    ],
)
def test_a_number_changes_the_words_beside_it_where_they_agree(code: str, old: str, new: str, changes: bool) -> None:
    assert language(code).inflects(old, new) is changes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gr", "el (Greek)"),
        ("greek", "el (Greek)"),
        ("Ελληνικά", "el (Greek)"),
        ("EN", "en (English)"),
        ("en-US", "en (English)"),
        ("pt_BR", "pt (Portuguese)"),
        ("zh-Hant", "zh-TW (Traditional Chinese)"),
        ("jp", "ja (Japanese)"),
        ("nb", "no (Norwegian)"),
        ("portugese", "pt (Portuguese)"),
        ("vn", "vi (Vietnamese)"),
    ],
)
def test_an_unknown_code_names_the_language_that_was_meant(written: str, meant: str) -> None:
    with pytest.raises(AmtsError, match="did you mean") as caught:
        language(written)
    assert meant in str(caught.value)
    assert ".py" not in str(caught.value)


def test_a_code_like_no_other_lists_the_codes() -> None:
    with pytest.raises(AmtsError, match=r"unknown language '42': Codes are Amazon Translate's: af, am, ar"):
        language("42")


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_every_pair_is_read_as_it_is_written(source: str, target: str) -> None:
    if source != target:
        assert LanguagePair.parse(str(LanguagePair(source, target))) == LanguagePair(source, target)


@pytest.mark.parametrize(
    ("written", "pair"),
    [
        ("pt-PT-en", ("pt-PT", "en")),
        ("en-zh-TW", ("en", "zh-TW")),
        ("es-MX-fr-CA", ("es-MX", "fr-CA")),
        ("EN-ZH", ("en", "zh")),
        ("pt_pt-en", ("pt-PT", "en")),
        ("fa-AF-en", ("fa-AF", "en")),
        ("en-es-mx", ("en", "es-MX")),
    ],
)
def test_pairs_with_regions_are_read(written: str, pair: tuple[str, str]) -> None:
    assert LanguagePair.parse(written) == LanguagePair(*pair)


@pytest.mark.parametrize(
    "written", ["en", "", "-", "en-", "en-en", "zh-TW", "fa-AF", "pt-PT", "pt-pt", "en-zh-", "en--zh"]
)
def test_what_is_no_pair_is_refused(written: str) -> None:
    with pytest.raises(AmtsError, match=r"no language pair: write it as source-target, such as en-zh"):
        LanguagePair.parse(written)


def test_a_pair_with_an_unknown_language_names_it() -> None:
    with pytest.raises(AmtsError, match=r"unknown language 'gr': did you mean el \(Greek\)"):
        LanguagePair.parse("en-gr")


def test_a_pair_turns_round_and_has_a_title() -> None:
    assert LanguagePair("en", "zh-TW").turned == LanguagePair("zh-TW", "en")
    assert LanguagePair("en", "zh-TW").title == "English → Traditional Chinese"


@pytest.mark.parametrize("base", sorted(WORDS))
def test_lists_of_words_belong_to_a_language(base: str) -> None:
    assert base in LANGUAGES


GERMAN = (
    "Die Katze schläft jeden Tag viele Stunden auf dem Sofa und träumt.",
    "Der Hund bewacht dabei das ganze Haus.",
)


def test_the_language_of_a_sample_is_seen() -> None:
    assert other_language(GERMAN * 6, "de") is None
    assert other_language(GERMAN * 6, "en") == "de"
    assert other_language(GERMAN[:1], "en") is None, "one sentence says too little"


def test_languages_that_look_alike_pass_for_each_other() -> None:
    assert other_language(["Mačka spava na kauču svaki dan mnogo sati i sanja o ribama."] * 5, "bs") is None
    assert language_of(GERMAN[0]) == "de"


@pytest.mark.parametrize(
    ("text", "western"),
    [("१२३", "123"), ("١٬٢٣٤٫٥", "1,234.5"), ("۱۲ تا", "12 تا"), ("３ 章", "3 章"), ("x² 五", "x² 五"), ("1,2", "1,2")],
)
def test_digits_of_any_script_are_read_as_those_of_ascii(text: str, western: str) -> None:
    assert with_western_digits(text) == western
