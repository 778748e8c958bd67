"""Who deploys or validates nothing is refused in the venue's words, and pays with one action of its budget."""

from typing import Any

import pytest
from tests.local_exchange.desk import Desk

from hyperquote.exchange.actions.authorize_aqav2_role import AuthorizeAqav2Role
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.gossip_priority_bid import GossipPriorityBid
from hyperquote.exchange.actions.spot_deploy import SpotDeploy, TokenRef
from hyperquote.exchange.actions.validator_l1_stream import ValidatorL1Stream
from hyperquote.local_exchange.gateway import Gateway


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (AuthorizeAqav2Role(token=0, role="technical"), "Insufficient stake"),
        (
            GossipPriorityBid(slot_id=0, ip="1.2.3.4", max_gas=1),
            "Insufficient gas at current auction price.",
        ),
        (
            SpotDeploy(enable_quote_token=TokenRef(token=1)),
            "Error deploying spot: Insufficient gas at current auction price.",
        ),
        (ValidatorL1Stream(risk_free_rate="0.04"), "Unknown validator"),
    ],
)
def test_it_is_refused_as_the_venue_does(gateway: Gateway, maker: Desk, action: Action[Any], text: str) -> None:
    assert maker.send(action) == {"status": "err", "response": text}
    assert gateway.exchange.requests_used(maker.address) == 1
