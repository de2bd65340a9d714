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
TOKENIZER = "tokenizer.json"
PROMPTS, POOLING = "config_sentence_transformers.json", "1_Pooling/config.json"
MAX_TOKENS = 512
BATCH = 16


def name(folder: Path) -> str:
    """The folder's name and a digest of what its vectors depend on; raises ModelAbsent without a model."""
    files = (_model_file(folder), *(folder / file for file in (TOKENIZER, PROMPTS, POOLING)))
    there = tuple((file, file.stat().st_mtime_ns) for file in files if file.is_file())
    return f"{folder.resolve().name}-{_digest(there)}"


def _model_file(folder: Path) -> Path:
    model = next((folder / name for name in MODEL_FILES if (folder / name).is_file()), None)
    if model is None or not (folder / TOKENIZER).is_file():
        raise ModelAbsent(f"{folder} holds no model: model.onnx and tokenizer.json are needed")
    return model


@functools.cache
def _digest(files: tuple[tuple[Path, int], ...]) -> str:
    """Of files and when each was written."""
    whole = hashlib.sha256()
    for path, _written in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:12]


class FolderModel:
    """`model.onnx` (or `onnx/model.onnx`) and `tokenizer.json`; vectors of length one.

    Settings are read where sentence models keep them: prefixes of questions and passages from
    `config_sentence_transformers.json` (`prompts`), and from `1_Pooling/config.json` whether the model speaks
    by its first token; the mean of all without it. A change of any of these files is another space.
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
            self._tokenizer: Any = Tokenizer.from_file(str(path / TOKENIZER))
        except Exception as error:  # both packages raise their own kinds
            raise ModelAbsent(f"{model} cannot be read: {error}") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._prompts = _prompts(path)
        self._takes_first = _takes_first(path)
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
        if self._takes_first:
            pooled = hidden[:, 0]
        else:
            weights = mask[:, :, None]
            pooled = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        return np.asarray(pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12), np.float32)


def _prompts(folder: Path) -> dict[str, str]:
    prompts = _settings(folder / PROMPTS).get("prompts", {})
    if not isinstance(prompts, dict):
        raise ModelAbsent(f"{folder / PROMPTS} cannot be read: its prompts are no texts by name")
    return {str(name): str(text) for name, text in prompts.items()}


def _takes_first(folder: Path) -> bool:
    """Whether the model speaks by the vector of its first token (as BGE does) and not by the mean of all (as E5)."""
    return bool(_settings(folder / POOLING).get("pooling_mode_cls_token", False))


def _settings(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise ModelAbsent(f"{file} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise ModelAbsent(f"{file} cannot be read: it holds no settings by name")
    return found
