"""Which web addresses may be fetched, and which network addresses may be connected to; nothing is fetched.

An address in a credential is its writer's choice, and a verifier stands inside somebody's network: what it
fetches must not reach a printer, a cloud's metadata or a neighbour's administration page.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from mcissue.errors import FetchRefusedError
from mcissue.proof.did.urls import check_host

__all__ = ["WebAddress", "is_public_address", "read_address"]

MAX_URL_CHARACTERS: Final = 2048
"""Longest address that is fetched; the same as for controllers."""

DEFAULT_PORT: Final = 443
_MAX_PORT = 65535

_URL = re.compile(
    r"https://(?P<host>[^/?#:@\[\]\\]+)(?::(?P<port>[0-9]{1,6}))?"
    r"(?P<path>/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?P<query>\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII,
)

_DISGUISED = re.compile(r"%(?:[01][0-9A-F]|2[5EF]|5C|7F)", re.ASCII | re.IGNORECASE)
"""Encoded control characters, percent sign, point, slash and backslash: a server might decode them into other
paths."""

_LOCAL_NAMES: Final = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "test",
)
"""Endings of names that mean one's own network (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`)."""

_NO_DESTINATION_4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # between a provider and its customers; one cloud keeps its metadata there
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host, public by number only
        "169.254.0.0/16",  # link-local: the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
"""The IANA registry of special-purpose IPv4 addresses, and multicast."""

_PUBLIC_6: Final = ipaddress.IPv6Network("2000::/3")
"""The only block out of which public IPv6 addresses are given: mapped, NAT64 and local ones lie outside."""

_NO_DESTINATION_6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them, which holds an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3fff::/20",
    )
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An https address in parts, each of which was found plain.

    Attributes:
        url: the whole.
        host: the name, in lower-case ASCII.
        port: the port.
        target: path and query, as they are sent.
    """

    url: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host as a request names it."""
        return self.host if self.port == DEFAULT_PORT else f"{self.host}:{self.port}"

    def redirected(self, location: str) -> WebAddress:
        """The address that a redirect of this one leads to: the same host and port, or none.

        Raises:
            FetchRefusedError: `fetch_url_refused`, `fetch_redirect_refused`.
        """
        try:
            joined = urljoin(self.url, location)
        except ValueError:
            raise _refused("the redirect leads to no web address") from None
        there = read_address(joined)
        if (there.host, there.port) != (self.host, self.port):
            raise FetchRefusedError(
                f"{self.authority} redirects to another host, {there.authority}",
                code="fetch_redirect_refused",
                mend="Get the document yourself, and look whether that host is the issuer's.",
                detail={"url": self.url, "location": there.url},
                indeterminate=True,
            )
        return there


def read_address(url: object) -> WebAddress:
    """Take an https address apart, if it is plain enough to be fetched.

    Compared as text, never normalised: no user name, no port 0, no address in numbers, no name of one's own
    network, only ASCII (an international name in its xn-- form), no dot segments, no fragment.

    Raises:
        FetchRefusedError: `fetch_url_refused` (indeterminate).
    """
    if not isinstance(url, str) or len(url) > MAX_URL_CHARACTERS:
        raise _refused(f"an address is a text of at most {MAX_URL_CHARACTERS} characters")
    if not url.isascii():
        raise _refused("it is not ASCII; an international host name is written in its xn-- form", url)
    match = _URL.fullmatch(url)
    if match is None:
        raise _refused("it is no plain https address", url)
    host, path, query = match["host"], match["path"] or "/", match["query"] or ""
    flaw = check_host(host) or _local(host)
    if flaw:
        raise _refused(flaw, url)
    port = int(match["port"]) if match["port"] else DEFAULT_PORT
    if not 0 < port <= _MAX_PORT or (match["port"] or "").startswith("0"):
        raise _refused("there is no such port", url)
    if {".", ".."} & set(path.split("/")) or _DISGUISED.search(path + query):
        raise _refused("the path has dot segments or disguised characters", url)
    return WebAddress(url, host, port, path + query)


def is_public_address(address: str) -> bool:
    """Whether a network address is one of the public internet, and only that.

    Args:
        address: an IPv4 or IPv6 address as the system's name service gives it.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # with a zone (fe80::1%eth0), or no address at all
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.is_global and not any(parsed in network for network in _NO_DESTINATION_4)
    return (
        parsed.is_global
        and parsed in _PUBLIC_6
        and not any(parsed in network for network in _NO_DESTINATION_6)
    )


def _local(host: str) -> str | None:
    if "." not in host or any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES):
        return "the host is a name of one's own network"
    return None


def _refused(reason: str, url: str | None = None) -> FetchRefusedError:
    shown = "the address" if url is None else url[:200]
    return FetchRefusedError(
        f"{shown} is not fetched: {reason}",
        code="fetch_url_refused",
        detail={} if url is None else {"url": url[:200]},
        indeterminate=True,
    )
