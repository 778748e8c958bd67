from math import exp

import pytest
from hypothesis import given
from hypothesis.strategies import floats
from librt.vecs import vec
from tests.market_maker.estimator.tape import book

from hyperquote.market_maker.estimator.kappa_book import KappaBook


def learnt(*, mode: str = "tail", times: int = 1, **shape: float) -> KappaBook:
    kappa = KappaBook(mode=mode)
    for _ in range(times):
        snapshot = book(1, 100.0, **shape)  # type: ignore[arg-type]
        kappa.update(snapshot.bid_px, snapshot.bid_sz, snapshot.ask_px, snapshot.ask_sz)
    return kappa


@pytest.mark.parametrize("mode", ["tail", "density"])
@given(floats(600.0, 9000.0))
def test_an_exponential_book_gives_back_its_kappa(mode: str, kappa: float) -> None:
    assert learnt(mode=mode, kappa=kappa).value == pytest.approx(kappa, rel=0.1)


def test_the_literal_recipe_is_positive_but_something_else() -> None:
    value = learnt(mode="seed_abs", kappa=2500.0).value
    assert value is not None
    assert value > 0.0
    assert value != pytest.approx(2500.0, rel=0.3)


def test_levels_beyond_the_distance_have_no_effect() -> None:
    assert learnt(levels=10, far_size=1e6).value == pytest.approx(learnt(levels=10).value)


def test_levels_after_the_fifteenth_have_no_effect() -> None:
    assert learnt(levels=20).value == learnt(levels=15).value


def test_a_wall_far_away_weighs_less_than_the_same_wall_near() -> None:
    plain = learnt(mode="density").value
    shifts = []
    for place in (2, 13):
        snapshot = book(1, 100.0)
        snapshot.bid_sz[place] *= 3.0
        snapshot.ask_sz[place] *= 3.0
        kappa = KappaBook(mode="density")
        kappa.update(snapshot.bid_px, snapshot.bid_sz, snapshot.ask_px, snapshot.ask_sz)
        assert kappa.value is not None
        assert plain is not None
        shifts.append(abs(kappa.value - plain))
    assert shifts[0] > shifts[1]


def test_sides_are_kept_apart() -> None:
    flat = book(1, 100.0, kappa=1000.0)
    steep = book(1, 100.0, kappa=4000.0)
    kappa = KappaBook()
    kappa.update(flat.bid_px, flat.bid_sz, steep.ask_px, steep.ask_sz)
    assert kappa.bid == pytest.approx(1000.0, rel=0.1)
    assert kappa.ask == pytest.approx(4000.0, rel=0.1)
    assert kappa.value == pytest.approx(2500.0, rel=0.1)


def test_too_few_levels_or_noise_teach_nothing() -> None:
    assert learnt(levels=3).value is None
    zigzag = vec[float]([1.0, 50.0, 0.1, 80.0, 0.2, 90.0, 0.1, 99.0])
    shape = book(1, 100.0, levels=8)
    kappa = KappaBook(mode="density")
    kappa.update(shape.bid_px, zigzag, shape.ask_px, zigzag)
    assert kappa.value is None


@given(floats(0.001, 1e5), floats(1e-3, 1e6))
def test_does_not_depend_on_price_or_size_units(price: float, size: float) -> None:
    distances = [1e-4 * (i + 1) for i in range(12)]
    sizes = [exp(-2000.0 * d) for d in distances]
    values = []
    for mid, unit in ((100.0, 1.0), (price, size)):
        kappa = KappaBook()
        scaled = vec[float]([s * unit for s in sizes])
        kappa.update(
            vec[float]([mid * (1.0 - d) for d in distances]),
            scaled,
            vec[float]([mid * (1.0 + d) for d in distances]),
            scaled,
        )
        values.append(kappa.value)
    assert values[0] == pytest.approx(values[1], rel=1e-6)


def test_a_book_without_visible_decay_teaches_nothing() -> None:
    assert learnt(kappa=0.0).value is None
    assert learnt(kappa=2500.0, step=1e-6).value is None
    kappa = learnt(kappa=2500.0)
    known = kappa.value
    flat = book(1, 100.0, kappa=0.0, step=1e-5)
    for _ in range(50):
        kappa.update(flat.bid_px, flat.bid_sz, flat.ask_px, flat.ask_sz)
    assert kappa.value == known


def test_a_new_book_moves_it_by_a_fifth() -> None:
    kappa = learnt(mode="density", kappa=2000.0, times=200)
    snapshot = book(1, 100.0, kappa=3000.0)
    kappa.update(snapshot.bid_px, snapshot.bid_sz, snapshot.ask_px, snapshot.ask_sz)
    assert kappa.value == pytest.approx(2200.0, rel=1e-6)


def test_refuses_an_unknown_recipe() -> None:
    with pytest.raises(ValueError, match="kappa_book"):
        KappaBook(mode="slope")
