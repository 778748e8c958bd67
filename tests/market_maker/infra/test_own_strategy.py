"""A stranger's strategy is found, made and quoted with; what is wrong with it is said in words."""

import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from tests.market_maker.wiring.harness import Bench

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra import own_strategy as module
from hyperquote.market_maker.infra.own_strategy import installed, own_strategy

STEADY = """\
from hyperquote.market_maker.quoting.types import Quote
from hyperquote.market_maker.strategy.base import QuotingStrategy


class Steady(QuotingStrategy):
    def __init__(self, half_bps: float = 5.0) -> None:
        if half_bps <= 0:
            raise ValueError("half_bps must be above 0")
        self.half = half_bps * 1e-4

    def calculate_quotes(self, config, position, max_position, target_liquidity, market_params):
        mid = config.mid_price
        return Quote(mid * (1 - self.half), target_liquidity), Quote(mid * (1 + self.half), target_liquidity)


class Unrelated:
    pass
"""


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module in the working directory, of a name of its own."""
    name = f"steady_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(STEADY, encoding="utf-8")
    (tmp_path / f"{name}_needs.py").write_text("import a_module_that_is_nowhere\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return name


def test_a_class_beside_us_quotes(beside: str) -> None:
    for options, half_bps in (("", 5.0), ("half_bps = 20", 20.0)):
        bench = Bench({"strategy": {"strategy_type": f"{beside}:Steady", "own_options": options}})
        bench.warm_up().calm()
        bid, ask = (next(o.px for o in bench.view.orders if o.is_buy == buys) for buys in (True, False))
        assert (ask - bid) / (ask + bid) == pytest.approx(half_bps * 1e-4, rel=0.05)
        assert bench.engine.quoter.strategy.name == "Steady"


def test_a_class_of_an_installed_package_is_found_by_its_name(beside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sys.path.append(str(Path.cwd()))
    offered = EntryPoints([EntryPoint("steady", f"{beside}:Steady", module.GROUP)])
    monkeypatch.setattr(module, "entry_points", lambda group: offered.select(group=group))
    assert installed() == ["steady"]
    assert own_strategy("steady", "half_bps = 3").name == "Steady"
    with pytest.raises(ConfigError, match="did you mean `steady`"):
        own_strategy("staedy")


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("glfft", "", "did you mean `glft`"),
        ("whatever", "", "known are ladder, glft, symmetric, inventory_aware, or write"),
        ("no_such_module_here:Mine", "", "there is no module `no_such_module_here`"),
        ("{beside}:Stedy", "", "did you mean `{beside}:Steady`"),
        ("{beside}:Wholly_other", "", "has no `Wholly_other`$"),
        ("{beside}:Unrelated", "", "is no strategy: derive the class from"),
        ("{beside}:Quote", "", "is no strategy"),
        ("{beside}:Steady", "half_bps = 0", "Steady cannot be made .* half_bps must be above 0"),
        ("{beside}:Steady", "width = 3", "Steady cannot be made .* 'width'"),
        ("{beside}:Steady", "half_bps 3", "cannot be read .* write `half_bps = 8"),
    ],
)
def test_what_is_wrong_is_said(beside: str, name: str, options: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint.format(beside=beside)):
        own_strategy(name.format(beside=beside), options)


def test_what_a_module_of_theirs_lacks_is_not_blamed_on_its_name(beside: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_nowhere"):
        own_strategy(f"{beside}_needs:Mine")
