"""The fit of how a cost grows."""

from __future__ import annotations

import math

import pytest

from benchmarks.harness.growth import TooFewPointsError, exponent

SIZES = (10, 1000, 30_000)


@pytest.mark.parametrize("start", [0.0, 0.4, 8.0])
@pytest.mark.parametrize(("power", "each"), [(1.0, 0.002), (2.0, 1e-5), (0.5, 0.1)])
def test_the_power_is_found_whatever_the_start_costs(power: float, each: float, start: float) -> None:
    points = [(size, start + each * (size - SIZES[0]) ** power) for size in SIZES]

    assert exponent(points) == pytest.approx(power)


def test_a_start_that_is_not_the_smallest_size_bends_the_result_little() -> None:
    points = [(size, 0.4 + 0.002 * size) for size in SIZES]

    assert exponent(points) == pytest.approx(1.0)


def test_more_points_are_fitted_together() -> None:
    linear = [(size, 1.0 + size) for size in (1, 10, 100, 1000)]
    steep = [*linear, (10_000, 1.0 + 10_000 * 4)]

    assert exponent(linear) == pytest.approx(1.0)
    assert exponent(steep) > 1.1


def test_n_log_n_is_near_linear_and_n_squared_is_not() -> None:
    assert exponent([(size, size * math.log(size)) for size in SIZES]) < 1.2
    assert exponent([(size, 0.4 + size * size / 1e6) for size in SIZES]) > 1.9


def test_the_order_of_the_points_does_not_matter() -> None:
    points = [(size, 0.4 + 0.002 * size) for size in SIZES]

    assert exponent(points[::-1]) == exponent(points)


def test_a_larger_input_that_seems_cheaper_is_no_growth() -> None:
    assert exponent([(10, 0.5), (1000, 0.49), (30_000, 0.48)]) == pytest.approx(0.0)


@pytest.mark.parametrize("points", [[(1, 1.0), (2, 2.0)], [(1, 1.0), (2, 2.0), (2, 2.1)]])
def test_two_sizes_are_too_few(points: list[tuple[int, float]]) -> None:
    with pytest.raises(TooFewPointsError, match="three different sizes"):
        exponent(points)
