"""What the prompts and checks know of languages: English names, scripts, how much text grows, and three examples."""

from __future__ import annotations

import re
from dataclasses import dataclass

from local_aws.engines.base import Example

HAN = "㐀-䶿一-鿿豈-﫿"
KANA = "぀-ヿ"
HANGUL = "ᄀ-ᇿ가-힯"
THAI = "฀-๿"
CJK = re.compile(f"[{HAN}{KANA}{HANGUL}]")
UNSPACED = f"{HAN}{KANA}{HANGUL}{THAI}"  # scripts in which a word may end anywhere


@dataclass(frozen=True, slots=True)
class Language:
    """A language of Amazon Translate. `letters` matches a letter of its script; `weight` is the length of a text in
    it where the same text has length 1 in English; `unspaced` languages write no blank between sentences."""

    name: str
    letters: str = r"[A-Za-zÀ-ɏḀ-ỿ]"
    weight: float = 1.1
    unspaced: bool = False

    @property
    def compact(self) -> bool:
        """Whether a character says as much as half a word: Chinese, Japanese, Korean."""
        return self.weight < 0.6


LATIN = r"[A-Za-zÀ-ɏḀ-ỿ]"
CYRILLIC = "[Ѐ-ӿ]"
ARABIC = "[؀-ۿ]"
DEVANAGARI = "[ऀ-ॿ]"

LANGUAGES: dict[str, Language] = {
    "af": Language("Afrikaans"),
    "ar": Language("Arabic", ARABIC, 0.9),
    "bg": Language("Bulgarian", CYRILLIC),
    "bn": Language("Bengali", "[ঀ-৿]", 1.0),
    "ca": Language("Catalan"),
    "cs": Language("Czech", weight=1.0),
    "da": Language("Danish", weight=1.0),
    "de": Language("German", weight=1.15),
    "el": Language("Greek", "[Ͱ-Ͽ]"),
    "en": Language("English", weight=1.0),
    "es": Language("Spanish", weight=1.2),
    "es-MX": Language("Mexican Spanish", weight=1.2),
    "et": Language("Estonian", weight=1.0),
    "fa": Language("Persian", ARABIC, 0.95),
    "fi": Language("Finnish", weight=1.05),
    "fr": Language("French", weight=1.2),
    "fr-CA": Language("Canadian French", weight=1.2),
    "he": Language("Hebrew", "[֐-׿]", 0.8),
    "hi": Language("Hindi", DEVANAGARI, 1.0),
    "hr": Language("Croatian", weight=1.0),
    "hu": Language("Hungarian"),
    "id": Language("Indonesian"),
    "it": Language("Italian", weight=1.15),
    "ja": Language("Japanese", f"[{HAN}{KANA}]", 0.48, unspaced=True),
    "ko": Language("Korean", f"[{HANGUL}]", 0.52),
    "lt": Language("Lithuanian", weight=1.0),
    "lv": Language("Latvian", weight=1.0),
    "mr": Language("Marathi", DEVANAGARI, 1.0),
    "ms": Language("Malay"),
    "nl": Language("Dutch"),
    "no": Language("Norwegian", weight=1.0),
    "pl": Language("Polish"),
    "pt": Language("Portuguese", weight=1.15),
    "pt-PT": Language("European Portuguese", weight=1.15),
    "ro": Language("Romanian", weight=1.15),
    "ru": Language("Russian", CYRILLIC, 1.1),
    "sk": Language("Slovak", weight=1.0),
    "sl": Language("Slovenian", weight=1.0),
    "sr": Language("Serbian", CYRILLIC, 1.0),
    "sv": Language("Swedish", weight=1.0),
    "ta": Language("Tamil", "[஀-௿]", 1.2),
    "te": Language("Telugu", "[ఀ-౿]", 1.0),
    "th": Language("Thai", f"[{THAI}]", 0.95),
    "tr": Language("Turkish", weight=1.05),
    "uk": Language("Ukrainian", CYRILLIC, 1.05),
    "ur": Language("Urdu", ARABIC, 1.0),
    "vi": Language("Vietnamese", weight=1.1),
    "zh": Language("Chinese", f"[{HAN}]", 0.31, unspaced=True),
    "zh-TW": Language("Traditional Chinese", f"[{HAN}]", 0.31, unspaced=True),
}

# The same three everyday sentences in each language: a prompt needs examples even without parallel data.
GENERIC: dict[str, tuple[str, str, str]] = {
    "en": (
        "The train to the airport leaves every twenty minutes.",
        "She bought three books and a cup of coffee yesterday afternoon.",
        "If it rains tomorrow, we will stay at home and watch a film.",
    ),
    "zh": (
        "开往机场的列车每二十分钟一班。",
        "她昨天下午买了三本书和一杯咖啡。",
        "如果明天下雨，我们就待在家里看电影。",
    ),
    "zh-TW": (
        "開往機場的列車每二十分鐘一班。",
        "她昨天下午買了三本書和一杯咖啡。",
        "如果明天下雨，我們就待在家裡看電影。",
    ),
    "ja": (
        "空港行きの電車は二十分ごとに出ます。",
        "彼女は昨日の午後、本を三冊とコーヒーを一杯買いました。",
        "明日雨が降ったら、家で映画を見ましょう。",
    ),
    "ko": (
        "공항으로 가는 열차는 이십 분마다 출발합니다.",
        "그녀는 어제 오후에 책 세 권과 커피 한 잔을 샀습니다.",
        "내일 비가 오면 우리는 집에서 영화를 볼 것입니다.",
    ),
    "es": (
        "El tren al aeropuerto sale cada veinte minutos.",
        "Ayer por la tarde compró tres libros y una taza de café.",
        "Si llueve mañana, nos quedaremos en casa y veremos una película.",
    ),
    "pt": (
        "O trem para o aeroporto sai a cada vinte minutos.",
        "Ontem à tarde ela comprou três livros e uma xícara de café.",
        "Se chover amanhã, vamos ficar em casa e ver um filme.",
    ),
    "pt-PT": (
        "O comboio para o aeroporto parte de vinte em vinte minutos.",
        "Ontem à tarde ela comprou três livros e uma chávena de café.",
        "Se chover amanhã, ficamos em casa a ver um filme.",
    ),
    "fr": (
        "Le train pour l'aéroport part toutes les vingt minutes.",
        "Hier après-midi, elle a acheté trois livres et une tasse de café.",
        "S'il pleut demain, nous resterons à la maison et regarderons un film.",
    ),
    "de": (
        "Der Zug zum Flughafen fährt alle zwanzig Minuten.",
        "Gestern Nachmittag kaufte sie drei Bücher und eine Tasse Kaffee.",
        "Wenn es morgen regnet, bleiben wir zu Hause und sehen uns einen Film an.",
    ),
    "it": (
        "Il treno per l'aeroporto parte ogni venti minuti.",
        "Ieri pomeriggio ha comprato tre libri e una tazza di caffè.",
        "Se domani piove, resteremo a casa e guarderemo un film.",
    ),
    "nl": (
        "De trein naar het vliegveld vertrekt om de twintig minuten.",
        "Gistermiddag kocht ze drie boeken en een kop koffie.",
        "Als het morgen regent, blijven we thuis en kijken we een film.",
    ),
    "pl": (
        "Pociąg na lotnisko odjeżdża co dwadzieścia minut.",
        "Wczoraj po południu kupiła trzy książki i filiżankę kawy.",
        "Jeśli jutro będzie padać, zostaniemy w domu i obejrzymy film.",
    ),
    "ru": (
        "Поезд в аэропорт отправляется каждые двадцать минут.",
        "Вчера днём она купила три книги и чашку кофе.",
        "Если завтра пойдёт дождь, мы останемся дома и посмотрим фильм.",
    ),
    "tr": (
        "Havaalanına giden tren her yirmi dakikada bir kalkıyor.",
        "Dün öğleden sonra üç kitap ve bir fincan kahve aldı.",
        "Yarın yağmur yağarsa evde kalıp film izleyeceğiz.",
    ),
    "vi": (
        "Chuyến tàu đến sân bay khởi hành cứ hai mươi phút một lần.",
        "Chiều hôm qua cô ấy đã mua ba quyển sách và một tách cà phê.",
        "Nếu ngày mai trời mưa, chúng tôi sẽ ở nhà và xem phim.",
    ),
    "ar": (
        "ينطلق القطار إلى المطار كل عشرين دقيقة.",
        "اشترت ثلاثة كتب وفنجان قهوة بعد ظهر أمس.",
        "إذا أمطرت غدا فسنبقى في البيت ونشاهد فيلما.",
    ),
    "hi": (
        "हवाई अड्डे की ट्रेन हर बीस मिनट पर चलती है।",
        "उसने कल दोपहर तीन किताबें और एक कप कॉफ़ी खरीदी।",
        "अगर कल बारिश हुई, तो हम घर पर रहकर फ़िल्म देखेंगे।",
    ),
}


def language(code: str) -> Language:
    """The language of a code; of an unknown one, its base language (`en-GB`), or one named by the code itself."""
    return LANGUAGES.get(code) or LANGUAGES.get(code.split("-")[0]) or Language(code, r"[^\W\d_]")


def is_unspaced(code: str) -> bool:
    """Whether sentences in this language follow each other without a blank."""
    return language(code).unspaced


def generic_examples(source_language: str, target_language: str) -> tuple[Example, ...]:
    """Three everyday sentence pairs; none where we have no sentences in one of the languages."""
    source, target = (
        GENERIC.get(code) or GENERIC.get(code.split("-")[0]) for code in (source_language, target_language)
    )
    return tuple(Example(*pair) for pair in zip(source, target, strict=True)) if source and target else ()
