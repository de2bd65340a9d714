"""A model folder of the operator: an ONNX sentence model with its tokenizer, run by onnxruntime."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.semantic.errors import ModelAbsent, ModelFailed

if TYPE_CHECKING:
    from search.semantic.vector import Array

MODEL_FILES = ("model.onnx", "onnx/model.onnx")
MAX_TOKENS = 512
BATCH = 16


def name(folder: Path) -> str:
    """The folder's name and a digest of its model file; raises ModelAbsent without one."""
    model = _model_file(folder)
    return f"{folder.resolve().name}-{_digest(model, model.stat().st_mtime_ns)}"


def _model_file(folder: Path) -> Path:
    model = next((folder / name for name in MODEL_FILES if (folder / name).is_file()), None)
    if model is None or not (folder / "tokenizer.json").is_file():
        raise ModelAbsent(f"{folder} holds no model: model.onnx and tokenizer.json are needed")
    return model


@functools.cache
def _digest(model: Path, _written: int) -> str:
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


class FolderModel:
    """`model.onnx` (or `onnx/model.onnx`) and `tokenizer.json`; mean of the last layer, length one.

    Prefixes of questions and passages are read from `config_sentence_transformers.json` (`prompts`). The
    model's name is the folder's with a digest of the model file: another file is another space.
    Raises ModelAbsent for a folder without a model and without onnxruntime and tokenizers.
    """

    def __init__(self, folder: str | Path, threads: int = 1) -> None:
        path = Path(folder)
        model = _model_file(path)
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelAbsent(f"a model folder needs the packages onnxruntime and tokenizers: {error}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._tokenizer: Any = Tokenizer.from_file(str(path / "tokenizer.json"))
        except Exception as error:  # both packages raise their own kinds
            raise ModelAbsent(f"{model} cannot be read: {error}") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._prompts = _prompts(path)
        self._inputs = {node.name for node in self._session.get_inputs()}
        self.model_id = name(path)
        self.dimension = int(self._encode(["-"]).shape[1])

    def passages(self, texts: Sequence[str]) -> Array:
        """Vectors of texts, each with the prefix of passages."""
        import numpy as np

        prefix = self._prompts.get("passage", self._prompts.get("document", ""))
        parts = [
            self._encode([prefix + text for text in texts[start : start + BATCH]])
            for start in range(0, len(texts), BATCH)
        ]
        return np.concatenate(parts) if parts else np.empty((0, self.dimension), np.float32)

    def query(self, text: str, timeout: float) -> Array:
        """The vector of a question, with the prefix of questions; a computation cannot be stopped."""
        return self._encode([self._prompts.get("query", "") + text])[0]

    def _encode(self, texts: list[str]) -> Array:
        import numpy as np

        encodings = self._tokenizer.encode_batch(texts)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        feed = {"input_ids": np.array([encoding.ids for encoding in encodings], np.int64), "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(mask)
        try:
            hidden = self._session.run(None, feed)[0]
        except Exception as error:  # onnxruntime raises its own kinds
            raise ModelFailed(str(error)) from error
        weights = mask[:, :, None]
        mean = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12), np.float32)


def _prompts(folder: Path) -> dict[str, str]:
    file = folder / "config_sentence_transformers.json"
    if not file.is_file():
        return {}
    try:
        return {str(name): str(text) for name, text in json.loads(file.read_text("utf-8")).get("prompts", {}).items()}
    except (ValueError, AttributeError) as error:
        raise ModelAbsent(f"{file} cannot be read: {error}") from error
