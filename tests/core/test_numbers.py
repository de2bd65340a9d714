"""Numbers as pages show them: grouped, without exponents, without zeros that say nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marketplace.core.templating import show_number, show_size


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("20.000000"), "20"), (Decimal("2E+1"), "20"), (Decimal("190"), "190"), (Decimal("0.450000"), "0.45"),
     (Decimal("12500.500000"), "12,500.5"), (Decimal("0E-6"), "0"), (Decimal("-3.20"), "-3.2"),
     (Decimal("0.000001"), "0.000001"), (1234, "1,234"), (0.25, "0.2"), (None, "–"), ("12 %", "12 %")],
)  # fmt: skip
def test_numbers_are_written_out(value: object, shown: str) -> None:
    assert show_number(value) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(45, "1 KB"), (1536, "2 KB"), (300 * 1024, "300 KB"), (1024**2, "1.0 MB"), (int(2.55 * 1024**2), "2.5 MB")],
)
def test_sizes_of_files_read_alike_in_every_language(size: int, shown: str) -> None:
    assert show_size(size) == shown
