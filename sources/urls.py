"""Addresses, cleaned: absolute, without tracking, without a fragment, host in lower case."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING: Final = re.compile(
    r"(?i)^(utm_\w+|fbclid|gclid|dclid|yclid|ttclid|twclid|msclkid|gbraid|wbraid|_ga|_gl|igshid"
    r"|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|wt\.mc_id)$"
)
_DEFAULT_PORT: Final = {"http": 80, "https": 443}


def absolute(url: str, base: str = "") -> str:
    """Return ``url`` made absolute against ``base``, or ``""`` where it is no web address.

    Nothing is no address: a link that is not there never leads to the page itself.
    """
    if not url.strip():
        return ""
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = host if port in (None, _DEFAULT_PORT[parts.scheme]) else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, parts.fragment))


def clean(url: str, base: str = "") -> str:
    """Return ``url`` absolute, without tracking parameters and fragment; ``""`` if it is none."""
    return without_tracking(url, base).partition("#")[0]


def without_tracking(url: str, base: str = "") -> str:
    """Return ``url`` absolute, without tracking parameters; ``""`` if it is none.

    regjeringen.no's feed links carry ``utm_campaign=<the title>``, so that an edited title would
    otherwise look like another address.
    """
    resolved = absolute(url, base)
    if "?" not in resolved:
        return resolved
    parts = urlsplit(resolved)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit(parts._replace(query=query))


def with_parameter(url: str, name: str, value: object) -> str:
    """Return ``url`` with one query parameter set, the others in their places."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    replaced = [(n, str(value) if n == name else v) for n, v in pairs]
    if name not in dict(pairs):
        replaced.append((name, str(value)))
    return urlunsplit(parts._replace(query=urlencode(replaced, safe="/:,")))


def parameter(url: str, name: str) -> str:
    """Return the value of a query parameter, ``""`` where it is not there."""
    return dict(parse_qsl(urlsplit(url).query)).get(name, "")


def without_parameter(url: str, name: str) -> str:
    """Return ``url`` without one query parameter: a list's address, whatever its page."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode(kept, safe="/:,")))
