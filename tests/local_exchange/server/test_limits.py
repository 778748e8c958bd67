from hyperquote.local_exchange.server.limits import MINUTE_MS, Budget


def test_a_budget_comes_back_a_minute_after_it_was_spent() -> None:
    budget = Budget(10)
    assert budget.spend(6, 0)
    assert budget.spend(4, 1_000)
    assert not budget.spend(1, MINUTE_MS - 1)
    assert budget.spend(6, MINUTE_MS)
    assert not budget.spend(1, MINUTE_MS)


def test_what_is_refused_costs_nothing() -> None:
    budget = Budget(10)
    assert not budget.spend(11, 0)
    assert budget.spend(10, 0)
