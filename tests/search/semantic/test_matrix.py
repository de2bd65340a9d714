"""The vectors of the embedded index: durable, followed by readers, whole after a kill."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from search.semantic.matrix import FIRST, Matrix, folder_of
from search.semantic.vector import Space, Vector
from tests.search.semantic.models import DIMENSION, LetterModel

SPACE = Space("letters-1", DIMENSION)


def vector(text: str) -> Vector:
    return Vector.of(SPACE, LetterModel().passages([text])[0])


def nearest(matrix: Matrix, text: str) -> list[str]:
    return [id for portion in matrix.ranked(vector(text)) for id, _cosine in portion]


def test_a_reader_sees_what_was_appended_after_it_looked(tmp_path: Path) -> None:
    writer, reader = Matrix(tmp_path / "v", SPACE), Matrix(tmp_path / "v", SPACE)
    assert len(reader) == 0
    assert nearest(reader, "储能") == []
    writer.append({"a": vector("储能系统"), "b": vector("余热回收")})
    assert nearest(reader, "余热") == ["b", "a"]
    writer.append({"c": vector("余热")})
    assert nearest(reader, "余热") == ["c", "b", "a"]


def test_a_later_vector_replaces_the_earlier_and_an_equal_one_costs_nothing(tmp_path: Path) -> None:
    matrix = Matrix(tmp_path / "v", SPACE)
    assert matrix.append({"a": vector("储能"), "b": vector("余热")}) == 2
    assert matrix.append({"a": vector("储能")}) == 0
    assert matrix.append({"a": vector("余热余热")}) == 1
    assert len(matrix) == 2
    assert sorted(nearest(matrix, "储能")) == ["a", "b"]
    assert (tmp_path / "v" / "ids").read_text() == "a\nb\na\n"


def test_the_rest_of_a_killed_write_is_cut_off(tmp_path: Path) -> None:
    Matrix(tmp_path / "v", SPACE).append({"a": vector("储能")})
    with (tmp_path / "v" / "rows").open("ab") as rows:
        rows.write(b"\x01" * 101)  # rows are written first; the kill came before their ids
    with (tmp_path / "v" / "ids").open("ab") as ids:
        ids.write(b"half a li")
    matrix = Matrix(tmp_path / "v", SPACE)
    assert nearest(matrix, "储能") == ["a"]
    matrix.append({"b": vector("余热")})
    assert nearest(Matrix(tmp_path / "v", SPACE), "余热") == ["b", "a"]


def test_portions_hold_every_row_once_in_the_order_of_the_exact_product(tmp_path: Path) -> None:
    space = Space("random", 8)
    rows = np.random.default_rng(7).normal(size=(FIRST * 4, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    matrix = Matrix(tmp_path / "v", space)
    matrix.append({str(place): Vector.of(space, row) for place, row in enumerate(rows)})
    asked = Vector.of(space, rows[3])
    portions = list(matrix.ranked(asked))
    ranked = [pair for portion in portions for pair in portion]
    assert len(portions) > 1
    assert ranked[0][0] == "3"
    assert len({id for id, _cosine in ranked}) == len(rows)
    assert [cosine for _id, cosine in ranked] == sorted((cosine for _id, cosine in ranked), reverse=True)


def test_another_model_lies_in_another_folder(tmp_path: Path) -> None:
    assert folder_of(tmp_path, SPACE) != folder_of(tmp_path, Space("letters-2", DIMENSION))
