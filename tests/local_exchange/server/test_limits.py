from hyperquote.local_exchange.server.limits import ADDRESSES, MINUTE_MS, Addresses, Budget


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


def test_quiet_addresses_are_forgotten_when_there_are_many() -> None:
    addresses = Addresses()
    guest = addresses.get("guest", 0)
    guest.connections = 1
    spender = addresses.get("spender", MINUTE_MS)
    assert spender.http.spend(1, MINUTE_MS)
    for n in range(10 * ADDRESSES):
        addresses.get(str(n), MINUTE_MS)
    assert len(addresses) <= ADDRESSES
    assert addresses.get("guest", MINUTE_MS) is guest
    assert addresses.get("spender", MINUTE_MS) is spender
