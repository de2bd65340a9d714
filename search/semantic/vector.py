"""A vector as it is carried and stored: half precision, little endian, and the space it lies in."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_HALF = "<f2"
_BYTES = 2  # per number


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors are comparable only when model and dimension are equal."""

    model_id: str
    dimension: int

    @property
    def key(self) -> str:
        """Twelve letters and digits that name the space in files and fields."""
        return hashlib.sha256(f"{self.model_id}/{self.dimension}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector of length one. Half precision moves a cosine by less than 0.001.

    Raises ValueError when the bytes are not those of the space's dimension.
    """

    space: Space
    packed: bytes

    def __post_init__(self) -> None:
        if len(self.packed) != _BYTES * self.space.dimension:
            raise ValueError(f"a vector of {self.space.model_id} has {self.space.dimension} numbers")

    @classmethod
    def of(cls, space: Space, numbers: Array) -> Vector:
        """Pack the numbers of a model."""
        import numpy as np

        return cls(space, np.asarray(numbers).astype(_HALF).tobytes())

    def array(self) -> Array:
        """The numbers to compute with."""
        import numpy as np

        return np.frombuffer(self.packed, _HALF).astype(np.float32)

    def numbers(self) -> list[float]:
        """The numbers without numpy: for an engine that is told them as JSON."""
        return list(struct.unpack(f"<{self.space.dimension}e", self.packed))
