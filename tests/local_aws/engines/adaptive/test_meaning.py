from __future__ import annotations

from local_aws.engines.adaptive.meaning import shared_meaning


def test_a_translation_is_nearer_than_another_sentence() -> None:
    source = "The weather is very nice in the mountains today."
    near = shared_meaning().similarity(source, "今天山里的天气非常好。")
    far = shared_meaning().similarity(source, "我们用随机梯度下降训练神经网络。")
    assert far < 0.4 < near


def test_the_same_text_is_as_near_as_can_be() -> None:
    assert round(shared_meaning().similarity("The weather is nice.", "The weather is nice."), 5) == 1


def test_languages_of_the_encoder_are_known_by_their_base_code() -> None:
    assert shared_meaning().knows("en", "zh-TW", "es-MX")
    assert not shared_meaning().knows("en", "vi")
