from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from pipeline.demo.model import SourceId
    from pipeline.demo.server import PressRooms


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks the rooms as a plain HTTP client does, without following redirects."""

    def __init__(self, rooms: PressRooms) -> None:
        self.rooms = rooms

    def get(self, source: SourceId, path: str, **headers: str) -> Got:
        return self.ask("GET", source, path, {k.replace("_", "-"): v for k, v in headers.items()})

    def ask(self, method: str, source: SourceId, path: str, headers: dict[str, str]) -> Got:
        host = self.rooms.origin(source).removeprefix("http://")
        connection = HTTPConnection(host, timeout=5)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, found, answer.read())
        finally:
            connection.close()


@pytest.fixture
def client(rooms: PressRooms) -> Client:
    return Client(rooms)
