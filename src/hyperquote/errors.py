"""Everything this package raises on purpose, under one root."""


class HyperquoteError(Exception):
    """Root of all errors that hyperquote raises on purpose."""


class ConfigError(HyperquoteError):
    """A setting is unknown, impossible or contradicts another; the text says what to write instead."""


class ValidationError(HyperquoteError, ValueError):
    """An argument cannot be sent as it is (price off the tick, lossy number, unknown coin). Nothing was sent."""


class SigningError(HyperquoteError):
    """A key or a signature is malformed. The key itself is never part of the text."""


class TransportError(HyperquoteError):
    """The bytes may or may not have arrived: the outcome is unknown. Look at the venue before repeating."""


class NotConnected(HyperquoteError):
    """The socket is down and the request was not sent: it is safe to send it again, or by HTTP."""


class ServerError(TransportError):
    """The venue answered 5xx: it may have processed the request all the same."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"the venue answered HTTP {status}: {body[:200] or '(empty body)'}")
        self.status = status
        self.body = body


class ProtocolError(HyperquoteError):
    """The venue said something we cannot read."""


class RefusedError(HyperquoteError):
    """The venue read the whole request and refused all of it; nothing happened."""


class RequestRefused(RefusedError):
    """HTTP 4xx: the venue refused the request before looking at its meaning."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"the venue refused the request (HTTP {status}): {body[:200] or '(empty body)'}")
        self.status = status
        self.body = body


class RateLimited(RequestRefused):
    """HTTP 429: too many requests from this address; wait before the next."""


class OverBudget(RefusedError):
    """Our own budget of requests has no room in the time given: nothing was sent. Wait before the next."""


class SubscriptionRefused(RefusedError):
    """The venue answered a subscription on its error channel."""
