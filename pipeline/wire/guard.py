"""Which addresses may be asked at all: by scheme and host first, by network address after DNS.

The network address is what counts: a name that we trust may be made to lead anywhere. The tables
follow the IANA special-purpose registries for IPv4 and IPv6, written out here because the
``is_global`` of ``ipaddress`` differs between the Python versions we support.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from pipeline.wire.errors import AddressNotAllowed, HostNotAllowed, UrlRefused

if TYPE_CHECKING:
    from collections.abc import Collection

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL = 8192

_IPV4_REFUSED = tuple(
    (IPv4Network(network), word)
    for network, word in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared (CGNAT)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_IPV6_REFUSED = tuple(
    (IPv6Network(network), word)
    for network, word in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard-only"),
        ("2001::/32", "Teredo"),
        ("2001:2::/48", "benchmarking"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_IPV6_PUBLIC = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NEVER = frozenset({"unspecified", "multicast"})
_OWN_NETWORK = frozenset({"loopback", "private", "shared (CGNAT)"})

_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?")
_PLAIN = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([1-9]\d{0,4}))?(/[A-Za-z0-9/._~?=&+,;:@-]*)"
)
_DOTS = re.compile(r"/\.|\.\.|xn--|--")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
_USER_NAME = re.compile(r"[^/?#]*//[^/?#]*@")


def refused_network(address: str) -> str:
    """Return which kind of network makes ``address`` off limits; empty for a public one.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is judged as the IPv4 address; 6to4, Teredo
    and IPv4-compatible ones are refused whole. What is not an address at all is "malformed".
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "malformed"
    if isinstance(ip, IPv4Address):
        return next((word for network, word in _IPV4_REFUSED if ip in network), "")
    if ip.scope_id is not None:
        return "link-local"
    if (inner := ip.ipv4_mapped) is not None:
        return refused_network(str(inner))
    if ip in _NAT64:
        return refused_network(str(IPv4Address(int(ip) & 0xFFFF_FFFF)))
    word = next((word for network, word in _IPV6_REFUSED if ip in network), "")
    return word or ("" if ip in _IPV6_PUBLIC else "reserved")


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that ``host`` is written as; ``None`` where it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Target:
    """An address that passed: normalised, without its fragment, and where its host listens.

    ``host`` is lower case and ASCII, an IPv6 one without its brackets; ``path`` has the query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host as a URL writes it, and its port unless the scheme implies it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt and politeness are kept for."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.path


def target_of(url: str, base: str = "") -> Target:
    """Return where ``url`` points, read against ``base`` where it is relative.

    The one parser of addresses: what is checked here is what is connected to. Raises
    ``UrlRefused``.
    """
    if len(url) > MAX_URL or _UNSAFE.search(url):
        raise UrlRefused("the address has characters no address has, or far too many", url=url)
    if not base and (plain := _plain_target(url)) is not None:
        return plain
    import httpx2

    try:
        parsed = httpx2.URL(base).join(url) if base else httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise UrlRefused(f"not an address: {error}", url=url) from error
    if parsed.scheme not in DEFAULT_PORTS:
        raise UrlRefused(f"{parsed.scheme or 'no'}: is not a scheme we follow", url=url)
    if parsed.userinfo or _USER_NAME.match(url):
        raise UrlRefused("the address has a user name in it", url=url)
    host = parsed.raw_host.decode("ascii")
    port = DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if not (_HOST_NAME.fullmatch(host) or literal_address(host)) or "%" in host:
        raise UrlRefused(f"{host or 'nothing'!r} is not a host's name", url=url)
    if not 0 < port < 65536:
        raise UrlRefused(f"{port} is not a port", url=url)
    return Target(parsed.scheme, host, port, parsed.raw_path.decode("ascii"))


def _plain_target(url: str) -> Target | None:
    """Return where an address points in which there is nothing to normalise.

    Most are such, and the library that reads the others costs a run without news a tenth of its
    time. A test holds the two to the same answers.
    """
    found = _PLAIN.fullmatch(url)
    if found is None or _DOTS.search(url):
        return None
    scheme, host, port, path = found.groups()
    # A host that ends in digits may be an IPv4 address in one of its odd spellings.
    if host[-1].isdigit() and literal_address(host) is None:
        return None
    number = int(port or DEFAULT_PORTS[scheme])
    return Target(scheme, host, number, path) if number < 65536 else None


def _is_own_machine(host: str) -> bool:
    literal = literal_address(host)
    if literal is not None:
        return bool(refused_network(host))
    return host == "localhost" or host.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class Allow:
    """The hosts that may be asked.

    ``hosts`` are ``name`` (its scheme's usual port) or ``name:port``. ``private_hosts`` are names
    or literal addresses, without port, for which an address in a private network is no surprise.
    """

    hosts: frozenset[str]
    private_hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *urls: str, private_hosts: Collection[str] = ()) -> Allow:
        """Return what these configured addresses imply: their hosts and no others.

        A literal private or loopback address, or ``localhost``, allows that very host to be
        private, and so does its name among ``private_hosts``; any other name must lead to the
        public internet. Raises ``UrlRefused``.
        """
        targets = [target_of(url) for url in urls]
        own = (t.host for t in targets if _is_own_machine(t.host) or t.host in private_hosts)
        return cls(hosts=frozenset(t.netloc for t in targets), private_hosts=frozenset(own))

    def __or__(self, other: Allow) -> Allow:
        """Return what either allows."""
        return Allow(self.hosts | other.hosts, self.private_hosts | other.private_hosts)

    def check(self, target: Target) -> None:
        """Raise ``HostNotAllowed`` unless the configuration names the target's host and port."""
        if target.netloc not in self.hosts:
            raise HostNotAllowed(
                f"{target.netloc} is not a host that the configuration names", url=target.url
            )

    def check_address(self, host: str, address: str) -> None:
        """Raise ``AddressNotAllowed`` where ``host`` may not be found at ``address``."""
        word = refused_network(address)
        if word and not self._expected(host, address, word):
            raise AddressNotAllowed(f"{host} leads to {address}, a {word} address")

    def _expected(self, host: str, address: str, word: str) -> bool:
        if host not in self.private_hosts or word in _NEVER:
            return False
        literal = literal_address(host)
        if literal is not None:
            return literal == literal_address(address)
        if _is_own_machine(host):
            return word == "loopback"
        return word in _OWN_NETWORK
