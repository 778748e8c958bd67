"""HTTP answers as values: what the venue says when a request cannot be processed, and the wrapper when it can."""

from http import HTTPStatus
from typing import ClassVar


class Reply:
    """A status and a body. `weight` is what an info answer costs of the budget per minute."""

    NOT_JSON: ClassVar["Reply"]
    WRONG_TYPE: ClassVar["Reply"]
    UNREADABLE: ClassVar["Reply"]
    RATE_LIMITED: ClassVar["Reply"]

    __slots__ = ("body", "is_json", "status", "weight")

    def __init__(self, status: int, body: bytes, is_json: bool = True, weight: int = 20) -> None:
        self.status = status
        self.body = body
        self.is_json = is_json
        self.weight = weight

    @property
    def is_ok(self) -> bool:
        """Whether the request was processed."""
        return self.status == 200

    @property
    def post_error(self) -> str:
        """The failure as a text, for the reply to a WebSocket post."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"


Reply.NOT_JSON = Reply(400, b"Failed to parse the request body as JSON", is_json=False)
Reply.WRONG_TYPE = Reply(415, b"Expected request with `Content-Type: application/json`", is_json=False)
Reply.UNREADABLE = Reply(422, b"Failed to deserialize the JSON body into the target type", is_json=False)
Reply.RATE_LIMITED = Reply(429, b"null", is_json=False)
