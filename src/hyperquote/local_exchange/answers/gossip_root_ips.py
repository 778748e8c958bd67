"""gossipRootIps: where a node of one's own could listen; there are no nodes here."""

from hyperquote.info.requests.gossip_root_ips import GossipRootIpsRequest, RootIps
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: GossipRootIpsRequest, now_ms: int) -> RootIps:
    """Return nothing."""
    return []
