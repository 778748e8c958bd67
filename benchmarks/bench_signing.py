"""A signed single order, from numbers to the JSON body: ours against the official Python SDK.

    python benchmarks/bench_signing.py

The official SDK signs through eth_keys, which uses coincurve where it is installed and pure Python where it is not
(as after a plain `pip install hyperliquid-python-sdk`). Both are measured here, in turn with ours, and the best of
many short rounds counts: what disturbs a run only ever makes it slower.
"""

import json
import os
import sys
import time
from collections.abc import Callable

from eth_account import Account
from hyperliquid.utils.signing import order_request_to_order_wire, order_wires_to_order_action, sign_l1_action

from hyperquote import build
from hyperquote.exchange.actions import decode_action
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.builder import OrderBuilder
from hyperquote.exchange.envelope import decode_envelope, seal, signer_of
from hyperquote.meta import Asset
from hyperquote.signature.wallet import Wallet

KEY = "0x" + "0123456789" * 6 + "0123"
NONCE = 1_700_000_000_000
ASSET = Asset("ETH", 4, 4, 25)
WALLET = Wallet.from_key(KEY)
PASSES = 4
ROUNDS = 100  # of some milliseconds each, one contestant after the other


def ours() -> bytes:
    """Build, check, hash, sign and encode one order."""
    order = OrderBuilder(ASSET).buy(0.0147).at(1670.1).now_or_never().build()
    return seal(PlaceOrders(orders=(order,)), WALLET, NONCE, is_mainnet=True).encode()


def official(backend: str) -> Callable[[], bytes]:
    """The same order by the official SDK, with one of the back ends of eth_keys."""
    account = Account.from_key(KEY)

    def run() -> bytes:
        os.environ["ECC_BACKEND_CLASS"] = f"eth_keys.backends.{backend}"  # eth_keys looks here at every key it makes
        request = {
            "coin": "ETH",
            "is_buy": True,
            "sz": 0.0147,
            "limit_px": 1670.1,
            "order_type": {"limit": {"tif": "Ioc"}},
            "reduce_only": False,
        }
        action = order_wires_to_order_action([order_request_to_order_wire(request, 4)])
        signature = sign_l1_action(account, action, None, NONCE, None, True)
        payload = {
            "action": action,
            "nonce": NONCE,
            "signature": signature,
            "vaultAddress": None,
            "expiresAfter": None,
        }
        return json.dumps(payload).encode()

    return run


def mean_us(run: Callable[[], object], repeats: int) -> float:
    """Time per call in µs over `repeats` calls."""
    start = time.perf_counter_ns()
    for _ in range(repeats):
        run()
    return (time.perf_counter_ns() - start) / repeats / 1_000


def main() -> int:
    """Measure, print the ratios, and return how many targets were missed."""
    body = ours()

    def open_body() -> str:
        envelope = decode_envelope(body)
        return signer_of(envelope, decode_action(envelope.action), is_mainnet=True)

    runs: dict[str, tuple[Callable[[], object], int]] = {
        "hyperquote": (ours, 100),
        "official SDK, coincurve": (official("CoinCurveECCBackend"), 10),
        "official SDK, default install": (official("NativeECCBackend"), 1),
        "hyperquote, server side (decode and recover)": (open_body, 50),
    }
    bodies = [json.loads(run()) for run in (ours, official("CoinCurveECCBackend"))]
    assert bodies[0] == bodies[1], "both must post the same body"
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(PASSES):
        for name, (run, repeats) in runs.items():
            best[name] = min(best[name], *(mean_us(run, repeats) for _ in range(ROUNDS)))
    print(f"the {build.NAME} build; best of {PASSES * ROUNDS} rounds")
    missed = 0
    for name, microseconds in best.items():
        print(f"{name:46} {microseconds:9.1f} µs   {microseconds / best['hyperquote']:7.1f} ×")
    for name, target in (("official SDK, coincurve", 8), ("official SDK, default install", 100)):
        ratio = best[name] / best["hyperquote"]
        missed += ratio < target
        print(f"{'met' if ratio >= target else 'MISSED':6} {ratio:6.1f} × faster than the {name} (target {target} ×)")
    return missed


if __name__ == "__main__":
    sys.exit(main())
