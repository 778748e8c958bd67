"""A signed single order, from numbers to the JSON body: ours against the official Python SDK.

    python benchmarks/bench_signing.py

The official SDK signs through eth_keys, which uses coincurve where it is installed and pure Python where it is not
(as after a plain `pip install hyperliquid-python-sdk`). Both are measured here, in turn with ours, and the best of
many short rounds counts: what disturbs a run only ever makes it slower.

The floor is what no client can do without: three hashes by the C library and one signature by libsecp256k1, of bytes
that are packed already, with all that is constant made ready. Nobody who signs with these libraries can be faster.
"""

import json
import os
import sys
import time
from collections.abc import Callable

from coincurve import PrivateKey
from eth_account import Account
from hyperliquid.utils.signing import order_request_to_order_wire, order_wires_to_order_action, sign_l1_action

from hyperquote import build
from hyperquote.exchange.actions import decode_action
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.builder import limit_order
from hyperquote.exchange.envelope import decode_envelope, seal, signer_of
from hyperquote.meta import Asset
from hyperquote.signature.ecdsa import signer
from hyperquote.signature.eip712 import L1_DOMAIN
from hyperquote.signature.hashing import keccak256
from hyperquote.signature.l1_action import packed
from hyperquote.signature.wallet import Wallet

KEY = "0x" + "0123456789" * 6 + "0123"
NONCE = 1_700_000_000_000
ASSET = Asset("ETH", 4, 4, 25)
WALLET = Wallet.from_key(KEY)
BATCH = 20
PASSES = 4
ROUNDS = 100  # of some milliseconds each, one contestant after the other


def ours() -> bytes:
    """Build, check, hash, sign and encode one order."""
    order = limit_order(ASSET, True, 0.0147, 1670.1, tif="Ioc")
    return seal(PlaceOrders(orders=(order,)), WALLET, NONCE, is_mainnet=True).encode()


def ours_batch() -> bytes:
    """The same, of twenty orders in one action."""
    orders = [limit_order(ASSET, True, 0.0147, 1670.1, tif="Ioc") for _ in range(BATCH)]
    return seal(PlaceOrders(orders=tuple(orders)), WALLET, NONCE, is_mainnet=True).encode()


def floor() -> Callable[[], bytes]:
    """Hash and sign what is packed already."""
    order = limit_order(ASSET, True, 0.0147, 1670.1, tif="Ioc")
    message = packed(PlaceOrders(orders=(order,))) + NONCE.to_bytes(8, "big") + b"\x00"
    agent = keccak256(b"Agent(string source,bytes32 connectionId)") + keccak256(b"a")
    head = b"\x19\x01" + L1_DOMAIN
    sign = signer(PrivateKey(bytes.fromhex(KEY.removeprefix("0x"))))
    digest = keccak256(head + keccak256(agent + keccak256(message)))
    assert sign(digest) == WALLET.sign_compact(digest)
    return lambda: sign(keccak256(head + keccak256(agent + keccak256(message))))


def official(backend: str, count: int = 1) -> Callable[[], bytes]:
    """The same orders by the official SDK, with one of the back ends of eth_keys."""
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
        action = order_wires_to_order_action([order_request_to_order_wire(request, 4) for _ in range(count)])
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
        "floor": (floor(), 100),
        "hyperquote": (ours, 100),
        "official SDK, coincurve": (official("CoinCurveECCBackend"), 10),
        "official SDK, default install": (official("NativeECCBackend"), 1),
        "hyperquote, server side (decode and recover)": (open_body, 50),
        "hyperquote, 20 orders": (ours_batch, 20),
        "official SDK, coincurve, 20 orders": (official("CoinCurveECCBackend", BATCH), 5),
    }
    for mine, theirs in ((ours, 1), (ours_batch, BATCH)):
        bodies = [json.loads(run()) for run in (mine, official("CoinCurveECCBackend", theirs))]
        assert bodies[0] == bodies[1], "both must post the same body"
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(PASSES):
        for name, (run, repeats) in runs.items():
            best[name] = min(best[name], *(mean_us(run, repeats) for _ in range(ROUNDS)))
    print(f"the {build.NAME} build; best of {PASSES * ROUNDS} rounds")
    missed = 0
    for name, microseconds in best.items():
        print(f"{name:46} {microseconds:9.1f} µs   {microseconds / best['hyperquote']:7.2f} ×")
    claims = [
        ("times the floor", best["hyperquote"] / best["floor"], 1.3, False),
        ("× faster than the official SDK, coincurve", best["official SDK, coincurve"] / best["hyperquote"], 10, True),
        (
            "× faster than the official SDK, default install",
            best["official SDK, default install"] / best["hyperquote"],
            120,
            True,
        ),
        (
            "× faster with 20 orders",
            best["official SDK, coincurve, 20 orders"] / best["hyperquote, 20 orders"],
            8,
            True,
        ),
    ]
    for words, ratio, target, is_least in claims:
        is_met = ratio >= target if is_least else ratio <= target
        missed += not is_met
        print(
            f"{'met' if is_met else 'MISSED':6} {ratio:7.2f} {words} (at {'least' if is_least else 'most'} {target:g})"
        )
    print(f"       {best['official SDK, default install'] / best['floor']:7.2f} × the floor is that default install")
    return missed


if __name__ == "__main__":
    sys.exit(main())
