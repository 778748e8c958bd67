"""webData2: all that a site shows of an account."""

from hyperquote.info.requests.web_data2 import WebData2Request
from hyperquote.local_exchange.answers import web_data2 as answers
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.web_data2 import WebData2Frame


def web_data2(user: str) -> StateOf:
    """Return what tells it."""

    def frame(exchange: LocalExchange, now_ms: int) -> WebData2Frame:
        return WebData2Frame(answers.answer(exchange, WebData2Request(user), now_ms))

    return frame
