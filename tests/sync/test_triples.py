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
KEPT, RED, DRAFT, CARRIED = "kept", "outdated", "changed", "carried"
CASES = [  # sentence, what the old source has in place of what the new one has, outcome
    (READS, "modle", "model", KEPT),  # a typing error mended
    (READS, "morning before", "morning, before", KEPT),
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
    assert changes_of(synced) == [outcome], flags_of(synced)
    if outcome in (KEPT, RED):
        assert synced.text == f"{human}\n"
    if outcome == RED:
        assert synced.provenance[0].state == "outdated"
        assert any(flag.startswith("not brought up to date") for flag in flags_of(synced))
    if outcome == KEPT:
        assert synced.provenance[0].quiet


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
