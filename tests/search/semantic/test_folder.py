"""A model folder is run by the real runtime and the real tokenizer, the way the folder itself says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from search.semantic.embedder import model_name, open_embedder
from search.semantic.errors import ModelAbsent
from search.semantic.folder import FolderModel

LETTERS = {"[PAD]": 0, "[CLS]": 1, "余": 2, "热": 3, "储": 4, "能": 5, "问": 6, "文": 7, "[UNK]": 8}
ROWS = np.eye(len(LETTERS), dtype=np.float32)  # the hidden state of a token is its own direction


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A network of one table: what a token says does not depend on the others."""
    hidden = ["texts", "tokens", len(LETTERS)]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "letters",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, hidden)],
        [numpy_helper.from_array(ROWS, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(tmp_path / "model.onnx"))
    tokenizer = Tokenizer(models.WordLevel(LETTERS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 1)])
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def write(folder: Path, name: str, settings: Mapping[str, object]) -> None:
    """A settings file where sentence models keep it."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(settings), "utf-8")


def direction(*tokens: str) -> np.ndarray:
    """The mean of tokens, length one."""
    mean = np.mean([ROWS[LETTERS[token]] for token in tokens], axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def test_a_text_is_the_mean_of_its_tokens_and_nothing_of_the_padding(folder: Path) -> None:
    model = open_embedder(str(folder))
    assert isinstance(model, FolderModel)
    assert model.dimension == len(LETTERS)
    assert model.model_id == model_name(str(folder))
    alone = model.passages(["余热"])
    among = model.passages(["余热", "储能储能储能储能", ""])
    assert np.allclose(alone[0], direction("[CLS]", "余", "热"))
    assert np.allclose(among[0], alone[0])
    assert np.allclose(among[2], direction("[CLS]"))
    assert model.passages([]).shape == (0, len(LETTERS))


def test_a_model_that_speaks_by_its_first_token_is_asked_for_it(folder: Path) -> None:
    write(folder, "1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False})
    assert np.allclose(FolderModel(folder).query("余热", 1), direction("[CLS]"))


def test_questions_and_passages_have_the_prefixes_of_the_folder(folder: Path) -> None:
    write(folder, "config_sentence_transformers.json", {"prompts": {"query": "问", "passage": "文"}})
    model = FolderModel(folder)
    assert np.allclose(model.query("余", 1), direction("[CLS]", "问", "余"))
    assert np.allclose(model.passages(["余"])[0], direction("[CLS]", "文", "余"))


@pytest.mark.parametrize("file", ["1_Pooling/config.json", "config_sentence_transformers.json", "tokenizer.json"])
def test_a_change_of_what_vectors_depend_on_is_another_space(folder: Path, file: str) -> None:
    before = model_name(str(folder))
    assert model_name(str(folder)) == before
    write(folder, file, {"other": "settings"})
    assert model_name(str(folder)) != before


def test_a_text_beyond_the_model_is_cut(folder: Path) -> None:
    model = FolderModel(folder)
    assert np.allclose(model.query("余" * 511 + "储" * 2000, 1), model.query("余" * 511, 1))


@pytest.mark.parametrize("file", ["1_Pooling/config.json", "config_sentence_transformers.json"])
@pytest.mark.parametrize("content", ["{", "[]"])
def test_settings_that_cannot_be_read_are_named(folder: Path, file: str, content: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(content, "utf-8")
    with pytest.raises(ModelAbsent, match=file):
        FolderModel(folder)


def test_prefixes_that_have_no_names_are_refused(folder: Path) -> None:
    write(folder, "config_sentence_transformers.json", {"prompts": ["问"]})
    with pytest.raises(ModelAbsent, match="prompts"):
        FolderModel(folder)


def test_a_file_that_is_no_model_is_named(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ModelAbsent, match=r"model\.onnx cannot be read"):
        FolderModel(folder)
