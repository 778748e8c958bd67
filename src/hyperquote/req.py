"""What an HTTP answer means: the body of a success, or the error of our tree that fits."""

from hyperquote.errors import ProtocolError, RateLimited, RequestRefused, ServerError

OK = 200
TOO_MANY_REQUESTS = 429


def checked_body(status: int, body: bytes) -> bytes:
    """Return the body of a 200; raise for everything else.

    429 is `RateLimited`, other 4xx are `RequestRefused`: nothing happened. 5xx is `ServerError`: something may have.
    """
    if status == OK:
        return body
    text = body.decode(errors="replace")
    if status == TOO_MANY_REQUESTS:
        raise RateLimited(status, text)
    if 400 <= status < 500:
        raise RequestRefused(status, text)
    if status >= 500:
        raise ServerError(status, text)
    raise ProtocolError(f"the venue answered HTTP {status}, which it never does; is this URL the venue? {text[:200]}")
