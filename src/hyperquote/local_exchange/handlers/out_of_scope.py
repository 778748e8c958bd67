"""Actions of deployers and validators, and of markets that this exchange does not have: refused as the venue does.

The venue tells whoever is no deployer, no validator or has no stake so; here nobody is one.
"""

from msgspec import UNSET

from hyperquote.exchange.actions import AnyAction
from hyperquote.exchange.actions.spot_deploy import SpotDeploy
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError

_TEXTS = {
    "CSignerAction": "Signer invalid or inactive for current epoch",
    "CValidatorAction": "Unknown validator",
    "activateOutcomeDeployer": "Insufficient stake",
    "authorizeAqav2Role": "Insufficient stake",
    "finalizeEvmContract": "Error deploying spot: Pending EVM contract missing",
    "gossipPriorityBid": "Insufficient gas at current auction price.",
    "hip3LiquidatorTransfer": "Insufficient funds available to deposit.",
    "validatorL1Stream": "Unknown validator",
}
_DEPLOY_SPOT = "Error deploying spot: Insufficient gas at current auction price."
_DEPLOY_OUTCOME = "Error deploying outcome: not an outcome deployer"


def handle(exchange: LocalExchange, action: AnyAction, account: str, now_ms: int) -> object:
    """Count the action and refuse it."""
    exchange.count_request(account, 1)
    if isinstance(action, SpotDeploy):
        raise ActionRefusedError(_DEPLOY_SPOT if action.outcome is UNSET else _DEPLOY_OUTCOME)
    raise ActionRefusedError(_TEXTS[str(action.__struct_config__.tag)])
