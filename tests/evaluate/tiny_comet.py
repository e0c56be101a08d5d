"""COMET models of a few thousand random weights, saved as unbabel-comet saves its own."""

from __future__ import annotations

from pathlib import Path

import pytest


def save_tiny_model(folder: Path, *, needs_reference: bool) -> Path:
    """Save a model with random weights and its encoder; gives its checkpoint. Skips the test without unbabel-comet."""
    torch = pytest.importorskip("torch", reason="the extra neural is not installed")
    comet = pytest.importorskip("comet", reason="the extra neural is not installed")
    import pytorch_lightning
    import transformers
    import yaml

    encoder = folder / "encoder"
    encoder.mkdir(parents=True)
    letters = [chr(number) for number in range(ord("a"), ord("z") + 1)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (encoder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizerFast(str(encoder / "vocab.txt")).save_pretrained(encoder)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
    torch.manual_seed(1)
    transformers.BertModel(transformers.BertConfig(vocab_size=len(words), **sizes)).save_pretrained(encoder)
    kind = "regression_metric" if needs_reference else "referenceless_regression_metric"
    options = {"encoder_model": "BERT", "pretrained_model": str(encoder), "hidden_sizes": [8], "layer": "mix"}
    model = comet.models.str2model[kind](**options)
    checkpoint = folder / "checkpoints" / "model.ckpt"
    checkpoint.parent.mkdir()
    saved = {"state_dict": model.state_dict(), "hyper_parameters": {**model.hparams}}
    torch.save(saved | {"pytorch-lightning_version": pytorch_lightning.__version__}, checkpoint)
    (folder / "hparams.yaml").write_text(yaml.safe_dump({"class_identifier": kind}), encoding="utf-8")
    return checkpoint
