"""Why a fetch gave nothing: one leaf for each cause that a reader would act on differently.

FetchError                       (pressearkiv.errors)
└── FetchFault                   what it cost, and the answer's own bytes where there was one
    ├── NotAsked                 no request was sent
    │   ├── UrlRefused           not an address we follow: scheme, user name, malformed
    │   ├── HostNotAllowed       the configuration does not name this host
    │   ├── AddressNotAllowed    the host's name leads into a private or reserved network
    │   ├── RobotsDisallowed     robots.txt says no
    │   ├── RobotsUnavailable    robots.txt could not be read, which means no until it can
    │   └── NotRecorded          a file that is taken in has no answer from there
    ├── NoAnswer                 a request was tried, and nothing whole came back
    │   ├── DnsFailed            the name has no address
    │   ├── ConnectFailed        nobody listens there
    │   ├── TlsFailed            the server could not prove that it is who it says
    │   ├── TimedOut             a deadline passed: ``deadline`` is connect, read or total
    │   └── ConnectionLost       the answer broke off
    ├── BadAnswer                an answer came that is not safe or not possible to take
    │   ├── BadHeaders           not HTTP, or headers beyond all bounds
    │   ├── BadEncoding          not compressed as it says
    │   ├── TooLarge             more bytes than allowed once unpacked
    │   ├── TooManyRedirects     sent on and on, or in a circle
    │   └── RedirectRefused      sent to where we do not follow
    └── BadStatus                the server said no: ``status`` is its code
        ├── Refused              401, 402, 403, 407, 451, or a robot check
        ├── NotFound             404
        ├── Gone                 410
        ├── RateLimited          429: ``retry_after`` says until when, where the server did
        ├── ServerFault          5xx
        └── UnexpectedStatus     any other
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pressearkiv.errors import FetchError

if TYPE_CHECKING:
    from sources.item import Response


@dataclass(slots=True)
class Cost:
    """What a fetch has spent: requests sent, bytes come, seconds on the network."""

    requests: int = 0
    wire_bytes: int = 0
    seconds: float = 0.0


DeadlineName = Literal["connect", "read", "total"]


class FetchFault(FetchError):
    """Any reason why a fetch gave nothing.

    Attributes:
        response: what the server answered, its body cut at 64 kB; ``None`` where nothing came.
        retry_after: seconds that the server asked us to wait, or ``None``.
        cost: requests sent (redirects, second tries and robots.txt included), bytes come over the
            network (headers included), seconds on the network (waiting for our turn is not).
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        url: str = "",
        source: str = "",
        response: Response | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, url=url, source=source)
        self.response = response
        self.retry_after = retry_after
        self.cost = Cost()


class NotAsked(FetchFault):
    """No request was sent for this address."""


class UrlRefused(NotAsked):
    """The address is not one we follow."""

    default_hint = "Use an http:// or https:// address without a user name in it."


class HostNotAllowed(NotAsked):
    """The configuration does not name this host."""

    default_hint = "If the publisher has moved, change the source's address in config.toml."


class AddressNotAllowed(NotAsked):
    """The host's name leads to an address inside a private or reserved network."""

    default_hint = (
        "Nothing was sent. If this really is a server of your own, "
        "name it under [fetch] private_hosts in config.toml."
    )


class RobotsDisallowed(NotAsked):
    """The site's robots.txt asks us not to fetch this."""

    default_hint = "Ask the publisher for leave, or use an address that its robots.txt allows."


class RobotsUnavailable(NotAsked):
    """The site's robots.txt could not be read, so nothing is fetched until it can."""

    default_hint = "Nothing needs doing: it is tried again on the next run."


class NotRecorded(NotAsked):
    """A file that is taken in has no answer from this address at that time."""

    default_hint = "Nothing needs doing: what the file lacks, it lacks. Take in another, if any."


class NoAnswer(FetchFault):
    """A request was tried, and nothing whole came back."""

    default_hint = "Check the network; the source is tried again on the next run."


class DnsFailed(NoAnswer):
    """The host's name has no address."""

    default_hint = "Check the network and the spelling of the host's name in config.toml."


class ConnectFailed(NoAnswer):
    """No connection could be made to the host."""


class TlsFailed(NoAnswer):
    """The server could not prove that it is who it says it is."""

    default_hint = (
        "Check this machine's clock and its certificates; "
        "if both are right, the fault is the publisher's."
    )


class TimedOut(NoAnswer):
    """A deadline passed; ``deadline`` says which."""

    def __init__(self, message: str, *, deadline: DeadlineName, url: str = "") -> None:
        super().__init__(message, url=url)
        self.deadline = deadline


class ConnectionLost(NoAnswer):
    """The answer broke off before it was whole."""


class BadAnswer(FetchFault):
    """An answer came that is not safe, or not possible, to take."""

    default_hint = "The fault is the publisher's; if it lasts, look at the address in a browser."


class BadHeaders(BadAnswer):
    """What came is not HTTP, or its headers go beyond all bounds."""


class BadEncoding(BadAnswer):
    """The body is not compressed as the server says, or in a way we do not know."""


class TooLarge(BadAnswer):
    """The body is larger than allowed, on the wire or once unpacked."""

    default_hint = "If the publisher really sends so much, raise max_bytes in config.toml."


class TooManyRedirects(BadAnswer):
    """We were sent on and on, or in a circle."""


class RedirectRefused(BadAnswer):
    """We were sent to where we do not follow."""


class BadStatus(FetchFault):
    """The server answered with a status that brings no content; ``status`` is its code."""

    def __init__(
        self,
        message: str,
        *,
        response: Response,
        hint: str = "",
        url: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, url=url, response=response, retry_after=retry_after)
        self.status = response.status


class Refused(BadStatus):
    """The server does not let us in: 401, 402, 403, 407, 451, or a robot check."""

    default_hint = (
        "It is tried again later. Publishers often refuse data centres and "
        "answer ordinary networks: see if a browser on this machine gets in."
    )


class NotFound(BadStatus):
    """There is nothing at this address (404)."""

    default_hint = "Look the address up in a browser; it may have moved."


class Gone(BadStatus):
    """What was at this address has been taken away for good (410)."""

    default_hint = "If this is a feed, look for the publisher's new one; a release is withdrawn."


class RateLimited(BadStatus):
    """We have asked too often (429)."""

    default_hint = "Nothing needs doing: the wait that the server asks for is kept."


class ServerFault(BadStatus):
    """The server itself has a fault (5xx)."""

    default_hint = "Nothing needs doing: it is tried again on the next run."


class UnexpectedStatus(BadStatus):
    """A status that this program has no use for."""

    default_hint = "Look the address up in a browser; the publisher may have changed something."
