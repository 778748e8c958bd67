"""Every case of the reference vectors, each by the function that answers it, and none left out."""

import json
from collections.abc import Callable
from hashlib import sha256
from math import inf, isclose, log
from typing import Any

import pytest
from tests.shared_data import SHARED, require

from hyperquote.theory import (
    attribution,
    exact,
    fill_rates,
    flow,
    general,
    hawkes,
    horizon,
    microprice,
    multi_asset,
    noise,
    queue,
    realised,
    sizing,
    waterfill,
)
from hyperquote.theory.numeric import differences as differences_of
from hyperquote.theory.problem import Problem, closed_form

Case = dict[str, Any]
Answer = dict[str, Any]

VECTORS = "reference/vectors/theory.json"
SOLVERS: dict[str, Callable[[Case], Answer]] = {}


def answers(family: str) -> Callable[[Callable[[Case], Answer]], Callable[[Case], Answer]]:
    def register(solver: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
        SOLVERS[family] = solver
        return solver

    return register


def problem(i: Case) -> Problem:
    bid = i["A_bid"] if "A_bid" in i else i["A"]
    ask = i["A_ask"] if "A_ask" in i else i["A"]
    return Problem(
        i["gamma"],
        i["sigma"],
        i["kappa"],
        bid,
        ask,
        i.get("Delta", 1.0),
        i.get("xi"),
        i.get("mu", 0.0),
        i.get("funding", 0.0),
        i.get("running_penalty", 0.0),
        i.get("maker_cost", 0.0),
        i.get("own_impact", 0.0),
    )


@answers("avellaneda_stoikov")
def _(i: Case) -> Answer:
    found = horizon.avellaneda_stoikov(i["mid"], i["q"], i["gamma"], i["sigma"], i["kappa"], i["tau"])
    return {
        "reservation": found.price,
        "spread": found.spread,
        "bid": found.bid,
        "ask": found.ask,
        "delta_b": i["mid"] - found.bid,
        "delta_a": found.ask - i["mid"],
    }


def at_nodes(lattice: exact.Lattice, i: Case, held: list[float]) -> Answer:
    nodes = [round(q / i["Delta"]) + lattice.limit for q in held]
    return {
        "q": held,
        "delta_bid": [lattice.bids[node] for node in nodes],
        "delta_ask": [lattice.asks[node] for node in nodes],
    }


@answers("glft_exact_finite_horizon")
def _(i: Case) -> Answer:
    limit = round(i["Q"] / i["Delta"])
    lattice = exact.finite(problem(i), limit, i["tau"], i["terminal_quadratic"], i["terminal_abs"])
    return at_nodes(lattice, i, i["at"])


@answers("glft_asymptotic_exact")
def _(i: Case) -> Answer:
    limit = round(i["Q"] / i["Delta"])
    state = exact.stationary(problem(i), limit)
    law = exact.stationary_law(problem(i), limit)
    nodes = [round(q / i["Delta"]) for q in i["at"]]
    return {
        "q": i["at"],
        "delta_bid": [state.bid_depth(n) if n < limit else None for n in nodes],
        "delta_ask": [state.ask_depth(n) if n > -limit else None for n in nodes],
        "lambda0": state.eigenvalue,
        "certainty_equivalent_rate": law.certainty_equivalent_rate,
        "stationary_mean_q": law.mean_inventory,
        "stationary_sd_q": law.inventory_sd,
        "stationary_p0": law.probabilities[limit],
        "expected_rate": law.expected_rate,
    }


@answers("glft_closed_form")
def _(i: Case) -> Answer:
    p = problem(i)
    depths = closed_form(p, i["q"])
    return {
        "c1": p.premium,
        "c2": p.slope / p.sigma,
        "half_spread": p.premium + p.cost + 0.5 * p.order_size * p.slope,
        "skew": p.slope,
        "delta_b": depths.bid,
        "delta_a": depths.ask,
        "spread": depths.spread,
        "relaxation_rate": p.relaxation_rate,
        "effective_horizon": horizon.effective_horizon(p),
    }


@answers("finite_horizon_closed_form")
def _(i: Case) -> Answer:
    p = problem(i)
    depths = horizon.finite_horizon(p, i["q"], i["tau"])
    reach = horizon.effective_horizon(p, i["tau"])
    return {
        "rho": p.relaxation_rate,
        "T_eff": reach,
        "skew": p.risk * reach,
        "delta_bid": depths.bid,
        "delta_ask": depths.ask,
    }


@answers("terminal_penalty_horizon")
def _(i: Case) -> Answer:
    p = problem(i)
    reach = horizon.effective_horizon(p, i["tau"], i["terminal_quadratic_half"])
    lattice = exact.finite(p, i["Q"], i["tau"], 0.5 * i["terminal_quadratic_half"])
    return {
        "T_eff": reach,
        "skew_approx": p.risk * reach,
        "skew_exact": lattice.bid(1) - lattice.bid(0),
    }


@answers("gamma_from_inventory_sd")
def _(i: Case) -> Answer:
    xi = None if i["xi"] == "gamma" else i["xi"]
    return {"gamma": horizon.gamma_of_inventory_sd(i["target_sd"], i["sigma"], i["kappa"], i["A"], i["Delta"], xi)}


@answers("discrete_funding")
def _(i: Case) -> Answer:
    p = problem(i)
    lattices = [exact.before_payment(p, i["Q"], i["payment"], time) for time in i["time_to_payment"]]
    return {
        "delta_bid_q0": [each.bid(0) for each in lattices],
        "delta_ask_q0": [each.ask(0) for each in lattices],
        "delta_q0_without_payment": exact.stationary(p, i["Q"]).bid_depth(0),
        "rho": p.relaxation_rate,
        "approx_shift": [horizon.funding_shift(p, i["payment"], time) for time in i["time_to_payment"]],
    }


@answers("unit_invariance")
def _(i: Case) -> Answer:
    found: Answer = {}
    halves = []
    for name in ("reference", "transformed"):
        k = i[name]
        p = Problem(k["gamma"], k["sigma"], k["k"], k["A"], k["A"], k.get("delta", 1.0))
        depths = closed_form(p, k["q"])
        found[f"{name}_delta_bid"], found[f"{name}_delta_ask"] = depths.bid, depths.ask
        halves.append(depths.spread)
    found["depth_multiplier"] = halves[1] / halves[0]
    return found


@answers("simplified_formula_mapping")
def _(i: Case) -> Answer:
    p = Problem(i["gamma_abs"], i["sigma_abs"], i["kappa_abs"], i["A"], i["A"], i["Delta"])
    rule = horizon.simplified(p, i["S"], i["q"], i["Qmax"])
    depths = closed_form(p, i["q"])
    single = rule.skew * rule.gamma_per_order / rule.gamma_per_limit
    return {
        "gamma_rel_per_lot": rule.gamma_per_order,
        "gamma_rel_book": rule.gamma_per_limit,
        "kappa_rel": rule.kappa,
        "sigma_rel": rule.sigma,
        "rho": p.relaxation_rate,
        "T_eff": rule.horizon,
        "delta_simple": rule.delta,
        "skew_simple": rule.skew,
        "half_correction": rule.half_correction,
        "bid_fraction_full": rule.bid_fraction,
        "ask_fraction_full": rule.ask_fraction,
        "glft_bid_fraction": depths.bid / i["S"],
        "glft_ask_fraction": depths.ask / i["S"],
        "skew_if_single_gamma_used": single,
        "skew_understatement_factor": rule.skew / single,
    }


@answers("alpha_signal_shift")
def _(i: Case) -> Answer:
    p = problem(i)
    return {"rho": p.relaxation_rate, "shift": horizon.signal_shift(p, i["alpha"], i["zeta"])}


@answers("multi_asset_closed_form")
def _(i: Case) -> Answer:
    assets = [multi_asset.Asset(*each) for each in zip(i["kappa"], i["A"], i["Delta"], strict=True)]
    tau = inf if i["tau"] is None else i["tau"]
    found = multi_asset.closed_form(assets, i["Sigma"], i["gamma"], i["xi"], i["q"], tau, i["mu"], i["zeta"])
    return {
        "Gamma": found.slopes,
        "half_spread": found.half_spreads,
        "delta_bid": found.bids,
        "delta_ask": found.asks,
    }


@answers("multi_asset_exact_two_assets")
def _(i: Case) -> Answer:
    first, second = (multi_asset.Asset(*each) for each in zip(i["kappa"], i["A"], i["Delta"], strict=True))
    lattice = multi_asset.TwoAssets(first, second, i["Sigma"], i["gamma"], tuple(i["half_width_steps"]))
    found: Answer = {"lattice_steps": i["at"]}
    if "tau" in i:
        lattice.finite(i["tau"], 160)
    else:
        lattice.endless()
        found["certainty_equivalent_rate"] = lattice.certainty_equivalent_rate
    for axis in (0, 1):
        found[f"db{axis + 1}"] = [lattice.bid(axis, *steps) for steps in i["at"]]
        found[f"da{axis + 1}"] = [lattice.ask(axis, *steps) for steps in i["at"]]
    return found


@answers("hjb_general_intensity")
def _(i: Case) -> Answer:
    curve = general.logistic(i["A"], i["a"], i["b"])
    found = general.solve(curve, i["gamma"], i["xi"], i["sigma"], i["N"], i["T"], 60)
    return {"theta": found.theta, "delta_bid": found.bids, "delta_ask": found.asks}


@answers("kappa_poisson_ml")
def _(i: Case) -> Answer:
    found = fill_rates.poisson_fit(i["depth"], i["counts"], i["exposure"])
    ols_intensity, ols_kappa = fill_rates.regression_fit(i["depth"], i["counts"], i["exposure"])
    return {
        "A": found.intensity,
        "kappa": found.kappa,
        "se_lnA": found.log_intensity_error,
        "se_kappa": found.kappa_error,
        "deviance": found.deviance,
        "ols_A": ols_intensity,
        "ols_kappa": ols_kappa,
    }


@answers("kappa_depth_ml")
def _(i: Case) -> Answer:
    found = fill_rates.depth_fit(i["depths"], i["censored"], i["min_depth"])
    return {
        "kappa": found.kappa,
        "kappa_unbiased": found.unbiased,
        "ci95": list(found.interval),
        "n": found.count,
        "S": found.total_depth,
    }


@answers("kappa_tick_ml")
def _(i: Case) -> Answer:
    naive = fill_rates.depth_fit([ticks * i["tick"] for ticks in i["ticks"]], [])
    return {"kappa": fill_rates.tick_fit(i["ticks"], i["tick"]), "naive_continuous": naive.kappa}


@answers("kappa_gamma_posterior")
def _(i: Case) -> Answer:
    found = fill_rates.KappaPosterior(i["a0"], i["b0"]).learn(i["n"], i["S"], i["forgetting"])
    return {
        "a": found.shape,
        "b": found.rate,
        "mean": found.mean,
        "sd": found.deviation,
        "mode": found.mode,
        "ci95": list(found.interval()),
        "predictive_survival": found.survival(i["at_depth"]),
        "optimal_depth": found.best_depth(),
    }


@answers("hawkes_univariate")
def _(i: Case) -> Answer:
    model = hawkes.Hawkes(i["mu"], i["alpha"], i["beta"])
    return {
        "loglik": model.log_likelihood(i["times"], i["T"]),
        "gradient": list(model.gradient(i["times"], i["T"])),
        "intensity_left": [model.intensity_before(i["times"], moment) for moment in i["at"]],
        "compensator_increments": model.residuals(i["times"]),
        "branching": model.branching,
        "mean_intensity": model.mean_intensity,
    }


@answers("hawkes_mle")
def _(i: Case) -> Answer:
    found = hawkes.fit(i["times"], i["T"])
    return {
        "mu": found.model.mu,
        "alpha": found.model.alpha,
        "beta": found.model.beta,
        "loglik": found.log_likelihood,
        "branching": found.model.branching,
    }


@answers("hawkes_bivariate")
def _(i: Case) -> Answer:
    model = hawkes.MutualHawkes(i["mu"], i["alpha"], i["beta"])
    return {
        "loglik": model.log_likelihood(i["events"], i["T"]),
        "intensity_left": [model.intensity_before(i["events"], moment) for moment in i["at"]],
        "branching_matrix": model.branching,
        "spectral_radius": model.spectral_radius(),
        "stationary_intensity": model.stationary_intensity(),
    }


@answers("hawkes_forecast")
def _(i: Case) -> Answer:
    model = hawkes.Hawkes(i["mu"], i["alpha"], i["beta"])
    after = model.intensity_before(i["times"], i["times"][-1]) + model.alpha
    return {"lambda_plus": after, "expected_count": model.expected_count(after, i["h"])}


@answers("realized_measures")
def _(i: Case) -> Answer:
    r = i["returns"]
    tests = realised.jump_test(r)
    assert tests is not None
    truncated, threshold = realised.truncated_variance(r)
    return {
        "RV": realised.realised_variance(r),
        "BV": realised.bipower_variation(r),
        "BV_uncorrected": realised.bipower_variation(r, is_corrected=False),
        "tripower_variation": realised.multipower(r, [2 / 3] * 3),
        "MinRV": realised.minimum_variance(r),
        "MedRV": realised.median_variance(r),
        "realized_quarticity": realised.quarticity(r),
        "tripower_quarticity": realised.tripower_quarticity(r),
        "quadpower_quarticity": realised.multipower(r, [1.0] * 4),
        "MinRQ": realised.minimum_variance(r, 4),
        "MedRQ": realised.median_variance(r, 4),
        "jump_tests": {
            "linear": tests.linear,
            "ratio": tests.ratio,
            "log": tests.log,
            "med_ratio": tests.median_ratio,
            "min_ratio": tests.minimum_ratio,
            "p_ratio": tests.p_value,
            "relative_jump": tests.relative_jump,
            "jump_variation": tests.jump_variation,
        },
        "ewma_bv_halflife_5": realised.streaming_bipower(r, 5.0),
        "truncated_rv": truncated,
        "truncation_threshold": threshold,
    }


@answers("realized_constants")
def _(i: Case) -> Answer:
    return {
        "mu1": realised.absolute_moment(1.0),
        "mu_two_thirds": realised.absolute_moment(2 / 3),
        "mu_four_thirds": realised.absolute_moment(4 / 3),
        "mu_half_pair": realised.absolute_moment(1.0),
        "min_rv": realised.MIN_RV,
        "med_rv": realised.MED_RV,
        "min_rq": realised.MIN_RQ,
        "med_rq": realised.MED_RQ,
        "bns_theta_minus_2": realised.BIPOWER_EXCESS,
    }


@answers("noise_robust_measures")
def _(i: Case) -> Answer:
    prices = [log(price) for price in i["prices"]]
    returns = differences_of(prices)
    biased, unbiased = noise.noise_variance(returns)

    return {
        "RV": realised.realised_variance(returns),
        "subsampled_RV": noise.subsampled_variance(prices, i["K"]),
        "TSRV_unadjusted": noise.two_scales(prices, i["K"], is_adjusted=False),
        "TSRV": noise.two_scales(prices, i["K"]),
        "realized_kernel": noise.realised_kernel(returns, i["H"]),
        "preaveraged": noise.pre_averaged(returns, i["kn"]),
        "noise_var_rv": biased,
        "noise_var_acov": unbiased,
        "suggested_H": noise.kernel_bandwidth(biased, noise.subsampled_variance(prices, i["K"]), len(returns)),
    }


@answers("microprice_chain")
def _(i: Case) -> Answer:
    found = microprice.chain(microprice.Counts(i["Q_counts"], i["R1_counts"], i["R2_counts"]), i["K"])
    return {
        "G1": found.first_move,
        "B": found.jump,
        "G6": found.adjustment(6),
        "Ginf": found.limit(),
        "stationary_of_B": found.stationary(),
    }


@answers("microprice_from_sequence")
def _(i: Case) -> Answer:
    counts = microprice.count(
        i["imbalance_bucket"], i["spread_index"], i["mid"], i["n_imbalance"], i["n_spread"], i["K"]
    )
    found = microprice.chain(counts, i["K"])
    return {
        "Q": found.quiet,
        "R1": found.moves,
        "R2": found.arrivals,
        "G1": found.first_move,
        "G6": found.adjustment(6),
    }


@answers("queue_position")
def _(i: Case) -> Answer:
    position = queue.QueuePosition(i["front"], queue.cancel_share_behind(i["kind"], i["n"]))
    fronts = []
    for kind, *values in i["ops"]:
        (position.on_trade if kind == "trade" else position.on_depth)(*values)
        fronts.append(position.front)
    return {"front_after": fronts}


@answers("fill_probability")
def _(i: Case) -> Answer:
    rate = Problem(0.0, 0.0, i["kappa"], i["A"], i["A"])
    return {
        "prob": queue.fill_probability(i["A"], i["kappa"], i["depth"], i["tau"]),
        "linear": general.exponential(rate.intensity, i["kappa"]).rate(i["depth"]) * i["tau"],
    }


@answers("fill_probability_queue")
def _(i: Case) -> Answer:
    return {"prob": queue.queue_fill_probability(i["rate"], i["tau"], i["mean_size"], i["ahead"])}


@answers("touch_probability")
def _(i: Case) -> Answer:
    return {"prob": queue.touch_probability(i["distance"], i["sigma"], i["tau"])}


@answers("queue_race")
def _(i: Case) -> Answer:
    return {
        "prob": queue.queue_race(
            i["ahead"], i["opposite"], i["birth"], i["market"], i["cancel_same"], i["cancel_opposite"]
        )
    }


def division(found: waterfill.Division) -> Answer:
    return {"x": found.sizes, "nu": found.price, "value": found.value}


@answers("ladder_waterfilling_exponential")
def _(i: Case) -> Answer:
    return division(waterfill.exponential(i["w"], i["m"], i["budget"], i["cap"]))


@answers("ladder_waterfilling_log")
def _(i: Case) -> Answer:
    return division(waterfill.logarithmic(i["w"], i["a"], i["budget"]))


@answers("ladder_quadratic")
def _(i: Case) -> Answer:
    return division(waterfill.quadratic(i["w"], i["P"], i["risk"], i["budget"]))


@answers("ladder_nested_capture")
def _(i: Case) -> Answer:
    return {"value": waterfill.nested_capture(i["x"], i["delta"], i["ahead"], i["m"])}


@answers("kelly")
def _(i: Case) -> Answer:
    return {
        "f_continuous": sizing.kelly_fraction(i["mu"], i["sigma2"]),
        "f_binary": sizing.kelly_bet(i["p"], i["b"]),
        "f_multi": sizing.kelly_portfolio(i["mu_vec"], i["Sigma"]),
        "gamma_abs": sizing.gamma_of_wealth(i["wealth"], i["fraction"]),
    }


@answers("volume_clock")
def _(i: Case) -> Answer:
    bars = flow.volume_bars(i["prices"], i["sizes"], i["V"])
    return {
        "close": [bar.close for bar in bars],
        "vwap": [bar.vwap for bar in bars],
        "high": [bar.high for bar in bars],
        "low": [bar.low for bar in bars],
        "n": len(bars),
    }


@answers("vpin_bulk")
def _(i: Case) -> Answer:
    buy = flow.bulk_bought(i["dp"], i["sigma"], i["V"])
    student = flow.bulk_bought(i["dp"], i["sigma"], i["V"], 0.25)
    return {
        "buy": buy,
        "buy_student": student,
        "vpin": flow.vpin(buy, i["V"], i["window"]),
        "vpin_student": flow.vpin(student, i["V"], i["window"]),
    }


@answers("vpin_signed")
def _(i: Case) -> Answer:
    buckets = flow.signed_buckets(i["sides"], i["sizes"], i["V"])
    return {
        "buckets": [list(bucket) for bucket in buckets],
        "vpin": flow.vpin([bought for bought, _ in buckets], i["V"], i["window"]),
    }


@answers("pnl_attribution")
def _(i: Case) -> Answer:
    trades = [attribution.Trade(*each) for each in i["trades"]]
    mids = [(time, mid) for time, mid in i["mids"]]
    funding = [(time, payment) for time, payment in i["funding"]]
    found = attribution.attribute(mids, trades, funding, i["horizon"], i["q0"])
    return {
        "total": found.total,
        "spread_capture": found.spread_capture,
        "inventory": found.inventory,
        "funding": found.funding,
        "fees": found.fees,
        "final_q": found.final_position,
        "adverse_selection": found.adverse_selection,
        "realised_spread": found.realised_spread,
    }


def cases() -> list[Case]:
    path = SHARED / VECTORS
    return json.loads(path.read_text())["cases"] if path.exists() else []


def differences(expected: Any, found: Any, tolerance: dict[str, float], where: str = "") -> list[str]:
    if isinstance(expected, dict):
        assert set(expected) == set(found), where
        return [
            line for key in expected for line in differences(expected[key], found[key], tolerance, f"{where}.{key}")
        ]
    if isinstance(expected, list):
        assert len(expected) == len(found), where
        pairs = zip(expected, found, strict=True)
        return [line for n, (x, y) in enumerate(pairs) for line in differences(x, y, tolerance, f"{where}[{n}]")]
    if expected is None or found is None:
        return [] if expected is found else [f"{where}: {found} for {expected}"]
    near = isclose(expected, found, rel_tol=tolerance["rel"], abs_tol=max(tolerance["abs"], 1e-300))
    return [] if near else [f"{where}: {found!r} for {expected!r}"]


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["id"]))
def test_a_case_has_its_answer(case: Case) -> None:
    inputs = dict(case["inputs"])
    for key in ("q", "lattice_steps"):
        if key in case["expected"]:
            inputs["at"] = case["expected"][key]
    found = SOLVERS[case["family"]](inputs)
    assert differences(case["expected"], found, case["tolerance"]) == []


def test_no_case_is_left_out() -> None:
    require(VECTORS)
    ids = ",".join(sorted(case["id"] for case in cases()))
    assert len(cases()) == 137
    assert sha256(ids.encode()).hexdigest()[:16] == "ede60a34137e1440"
    assert {case["family"] for case in cases()} == set(SOLVERS)
