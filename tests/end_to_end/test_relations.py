"""Our client acts for accounts that are not its key's own: a shared account, a sub-account; over the wire."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.convert_to_multi_sig_user import ConvertToMultiSigUser
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.multi_sig import Terms, sign_inner
from hyperquote.info.requests.user_to_multi_sig_signers import UserToMultiSigSignersRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet

SHARED = Wallet.from_key("0x" + "51" * 32)
ANNA = Wallet.from_key("0x" + "52" * 32)
BERT = Wallet.from_key("0x" + "53" * 32)


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())), block_ms=5)
    for wallet in (SHARED, ANNA, BERT):
        server.gateway.exchange.faucet(wallet.address, "100000", server.now_ms)
    port = await server.start()
    async with asyncio.timeout(30):
        yield f"http://127.0.0.1:{port}"
    await server.close()


async def test_two_users_trade_and_pay_for_a_shared_account(url: str) -> None:
    users = [ANNA.address, BERT.address]
    text = msgspec.json.encode({"authorizedUsers": users, "threshold": 2}).decode()
    async with Hyperliquid(url, SHARED) as shared, Hyperliquid(url, ANNA) as anna:
        await shared.exchange.send(ConvertToMultiSigUser(signers=text))
        signers = await anna.info.ask(UserToMultiSigSignersRequest(user=SHARED.address))
        assert signers is not None
        assert (sorted(signers.authorized_users), signers.threshold) == (sorted(users), 2)
        with pytest.raises(RefusedError, match="Multi-sig required"):
            await shared.exchange.send(Noop())

        order = PlaceOrders(orders=(anna.exchange.build("BTC").buy("0.01").at(50_000).build(),))
        terms = Terms(multi_sig_user=SHARED.address, leader=ANNA.address, nonce=wall_ms(), is_mainnet=False)
        signatures = [sign_inner(wallet, order, terms) for wallet in (ANNA, BERT)]
        (outcome,) = await anna.exchange.send_multi_sig(order, terms, signatures)
        assert isinstance(outcome, Resting)
        assert [each.oid for each in await anna.info.open_orders(SHARED.address)] == [outcome.oid]

        gift = UsdSend(destination=BERT.address, amount="100")
        terms = Terms(multi_sig_user=SHARED.address, leader=ANNA.address, nonce=wall_ms() + 1, is_mainnet=False)
        await anna.exchange.send_multi_sig(gift, terms, [sign_inner(wallet, gift, terms) for wallet in (BERT, ANNA)])
        assert (await anna.info.user_state(BERT.address)).margin_summary.account_value == "100100.0"

        terms = Terms(multi_sig_user=SHARED.address, leader=ANNA.address, nonce=wall_ms() + 2, is_mainnet=False)
        with pytest.raises(RefusedError, match="Multi-sig threshold not met"):
            await anna.exchange.send_multi_sig(gift, terms, [sign_inner(ANNA, gift, terms)])


async def test_a_master_trades_for_its_sub_account(url: str) -> None:
    async with Hyperliquid(url, ANNA) as anna:
        sub = await anna.exchange.create_sub_account("grid")
        await anna.exchange.sub_account_transfer(sub, 5_000, is_deposit=True)
        (row,) = await anna.info.sub_accounts(ANNA.address)
        assert (row.sub_account_user, row.name) == (sub, "grid")
        role = await anna.info.user_role(sub)
        assert role.data is not None
        assert (role.role, role.data.master) == ("subAccount", ANNA.address)
    async with Hyperliquid(url, ANNA, vault_address=sub) as acting:
        outcome = await acting.exchange.order("BTC", True, "0.01", 50_000)
        assert isinstance(outcome, Resting)
        assert [each.oid for each in await acting.info.open_orders(sub)] == [outcome.oid]
    async with Hyperliquid(url, BERT, vault_address=sub) as stranger:
        with pytest.raises(RefusedError, match="is not registered to"):
            await stranger.exchange.order("BTC", True, "0.01", 50_000)
