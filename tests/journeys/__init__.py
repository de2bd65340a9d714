"""Tests of journeys."""

import pytest

pytest.register_assert_rewrite("tests.journeys.way", "tests.journeys.visitor")
