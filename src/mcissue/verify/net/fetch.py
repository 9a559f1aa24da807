"""Guarded fetching: the only code of mcissue that opens a network connection.

It is never used unless it is asked for. An address in a credential is chosen by whoever wrote the credential,
so each fetch is held to these rules:

- https to a named public host only; the name is looked up once, every address found must be public, and the
  connection goes to an address that was checked, with the certificate checked for the name;
- at most three redirects, each on the same host and port, each address read anew;
- a limit of bytes and of total time for each kind of document, held on the wire;
- JSON only (a list or credential may be a token), by content type and by content; no compression, so nothing
  can inflate;
- no cookies, no credentials, no proxies from the environment, nothing about the reader in the request.

Built on the standard library, so that the rules stand in one place (docs/decisions, "Fetching").
"""

from __future__ import annotations

import hashlib
import http.client
import io
import logging
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mcissue.carrier.payload import is_compact_jws
from mcissue.errors import DocumentError, FetchRefusedError
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import read_json_object
from mcissue.verify.net.addresses import WebAddress, is_public_address, read_address

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "CONTROLLER_DOCUMENT",
    "CREDENTIAL",
    "STATUS_LIST",
    "Fetched",
    "Fetcher",
    "Kind",
]

MAX_REDIRECTS: Final = 3
"""Redirects followed: a server that needs more is misconfigured, or plays for time."""

MAX_ADDRESSES: Final = 3
"""Addresses of a host that are tried, one after the other, within the time of the one fetch."""

MAX_HEADER_BYTES: Final = 64 * 1024
"""Bytes of status line and headers, and of the frames of a chunked body, beside those of the document."""

_READ_BYTES: Final = 64 * 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is fetched, and how much of it at most.

    Attributes:
        name: what people call it.
        max_bytes: its largest size in bytes.
        seconds: the total time of one fetch, from the look-up of the name to the last byte.
        tokens: whether it may be a signed token (a compact JWS) as well.
    """

    name: str
    max_bytes: int
    seconds: float
    tokens: bool = False

    def read(self, data: bytes) -> JsonObject | None:
        """Read what came as strict JSON; None for a token, where one may come.

        Raises:
            DocumentError: it is neither.
        """
        return None if self.tokens and is_compact_jws(data) else read_json_object(data)


CONTROLLER_DOCUMENT: Final = Kind("controller document", 64 * 1024, 5.0)
"""A DID document with hundreds of keys has 64 kB; the time is what a person waits without wondering."""

STATUS_LIST: Final = Kind("status list", CREDENTIAL_LIMITS.size, 15.0, tokens=True)
"""What strict reading takes; a million entries are some 200 kB. The bits, inflated, have their own limit."""

CREDENTIAL: Final = Kind("credential", CREDENTIAL_LIMITS.size, 15.0, tokens=True)
"""The largest credential that is verified at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as it came over the network; not trusted.

    Attributes:
        url: the address that was asked for.
        content: the document, read as strict JSON; None for a token.
        data: its bytes.
        fetched_at: when the last byte had come.
        cached: whether it was taken from a cache, in which it has lain since `fetched_at`.
    """

    url: str
    content: JsonObject | None = field(repr=False)
    data: bytes = field(repr=False)
    fetched_at: datetime
    cached: bool = False

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def _system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a name, from the system's name service."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(entry[4][0]) for entry in found]


def _connect_to(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address in numbers: nothing is looked up again."""
    plain = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        plain.settimeout(seconds)
        plain.connect((address, port))
    except BaseException:
        plain.close()
        raise
    return plain


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Fetcher:
    """Fetches documents by the rules above.

    The arguments are for tests, which serve on their own machine: whoever passes an `allow` of his own opens
    what the default keeps shut. No option of the command line and no variable of the environment does it.

    Args:
        lookup: host and port -> addresses; by default the system's name service.
        allow: which addresses may be connected to; by default public ones only.
        connect: address, port and seconds -> a connection to that address, still without TLS.
        tls: how certificates are checked; by default against the system's list of authorities.
        clock: the time that a fetch is dated with.
    """

    __slots__ = ("_allow", "_clock", "_connect", "_lookup", "_tls")

    def __init__(
        self,
        *,
        lookup: Callable[[str, int], Sequence[str]] = _system_lookup,
        allow: Callable[[str], bool] = is_public_address,
        connect: Callable[[str, int, float], socket.socket] = _connect_to,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._lookup = lookup
        self._allow = allow
        self._connect = connect
        self._tls = tls
        self._clock = clock

    def fetch(self, url: str, kind: Kind) -> Fetched:
        """Fetch one document.

        Args:
            url: its https address, without fragment.
            kind: what is expected there.

        Raises:
            FetchRefusedError: indeterminate each, for nothing was found out: `fetch_url_refused`,
                `fetch_host_unknown`, `fetch_address_refused`, `fetch_connection_failed`, `fetch_tls_failed`,
                `fetch_redirect_refused`, `fetch_status`, `fetch_malformed`, `fetch_encoded`,
                `fetch_not_json`, `fetch_too_large`, `fetch_too_slow`.
        """
        address = read_address(url)
        deadline = time.monotonic() + kind.seconds
        tls = self._tls or ssl.create_default_context()
        call = _Call(kind=kind, deadline=deadline, connect=self._connect, tls=tls, url=url)
        addresses = self._addresses(address, call)
        for _ in range(MAX_REDIRECTS + 1):
            reply = call.get(address, addresses)
            if isinstance(reply, bytes):
                fetched_at = self._clock()
                _log.debug("fetched %s, %d bytes", url, len(reply))
                return Fetched(url=url, content=_json(reply, call), data=reply, fetched_at=fetched_at)
            # The same host, so the same checked addresses: the name is not looked up again.
            address = address.redirected(reply.location)
        raise call.refused(f"it redirects more than {MAX_REDIRECTS} times", "fetch_redirect_refused")

    def _addresses(self, address: WebAddress, call: _Call) -> tuple[str, ...]:
        """Look the name up, once; one address that is not public spoils them all."""
        found = tuple(dict.fromkeys(_within(call, lambda: self._lookup(address.host, address.port))))
        if not found:
            raise call.refused(f"the host {address.host} has no address", "fetch_host_unknown")
        if not all(self._allow(item) for item in found):
            # Which address is not said: reports go to strangers, and a network is nobody else's business.
            reason = f"the host {address.host} has an address that is not public"
            raise call.refused(reason, "fetch_address_refused")
        return found[:MAX_ADDRESSES]


@dataclass(frozen=True, slots=True)
class _Redirect:
    """Where a reply sends its reader."""

    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One fetch with its limits: everything that waits asks here how long it may."""

    kind: Kind
    deadline: float
    connect: Callable[[str, int, float], socket.socket]
    tls: ssl.SSLContext
    url: str

    def remaining(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def refused(self, reason: str, code: str) -> FetchRefusedError:
        return FetchRefusedError(
            f"the {self.kind.name} {self.url[:200]} could not be fetched: {reason}",
            code=code,
            detail={"url": self.url[:200]},
            indeterminate=True,
        )

    def too_slow(self) -> FetchRefusedError:
        return self.refused(f"it took more than {self.kind.seconds:g} seconds", "fetch_too_slow")

    def too_large(self) -> FetchRefusedError:
        return self.refused(f"it has more than {self.kind.max_bytes} bytes", "fetch_too_large")

    def get(self, address: WebAddress, addresses: Sequence[str]) -> bytes | _Redirect:
        """Send one request over a connection of its own, and read the reply."""
        try:
            with self._secure(address, addresses) as connection:
                connection.settimeout(self.remaining())
                connection.sendall(_request(address))
                wire = _Wire(connection, self)
                # Only the parser of the standard library is used, on a stream of ours: no proxies, no
                # cookies, no redirects, and every single read is held to the deadline and the limit.
                reply = http.client.HTTPResponse(wire, method="GET")  # type: ignore[arg-type]
                try:
                    reply.begin()
                    return self._read(reply)
                finally:
                    reply.close()
        except ssl.SSLCertVerificationError as error:
            reason = f"its certificate is not good for {address.host} ({error.verify_message})"
            raise self.refused(reason, "fetch_tls_failed") from error
        except ssl.SSLError as error:
            reason = f"no secure connection ({error.reason or 'TLS'})"
            raise self.refused(reason, "fetch_tls_failed") from error
        except TimeoutError as error:
            raise self.too_slow() from error
        except (http.client.HTTPException, ValueError) as error:
            raise self.refused("the server's reply is malformed", "fetch_malformed") from error
        except OSError as error:
            reason = f"the connection broke ({error.strerror or error})"
            raise self.refused(reason, "fetch_connection_failed") from error

    def _secure(self, address: WebAddress, addresses: Sequence[str]) -> ssl.SSLSocket:
        """Connect to the first checked address that answers, and check the certificate of the name."""
        last = OSError("no address")
        for place, item in enumerate(addresses):
            # Each address has its share of the time: a host whose first one is dead may be well at the next.
            share = self.remaining() / (len(addresses) - place)
            try:
                plain = self.connect(item, address.port, share)
            except OSError as error:
                last = error
                continue
            try:
                plain.settimeout(self.remaining())
                return self.tls.wrap_socket(plain, server_hostname=address.host)
            except BaseException:
                plain.close()
                raise
        raise last

    def _read(self, reply: http.client.HTTPResponse) -> bytes | _Redirect:
        if reply.status in _REDIRECTS:
            return _Redirect(_single(reply, "Location") or "")
        if reply.status != _OK:
            raise self.refused(f"the server answered {reply.status}", "fetch_status")
        encoding = _single(reply, "Content-Encoding") or "identity"
        if encoding.strip().lower() != "identity":
            # Not asked for, and never inflated: a few bytes could become many.
            raise self.refused("it is compressed, and nothing here inflates it", "fetch_encoded")
        if not _is_known_type(_single(reply, "Content-Type"), tokens=self.kind.tokens):
            raise self.refused("its content type is none of JSON", "fetch_not_json")
        if _single(reply, "Content-Length") is not None and _single(reply, "Transfer-Encoding") is not None:
            raise http.client.HTTPException("two ways of saying where the document ends")
        if reply.length is not None and reply.length > self.kind.max_bytes:
            raise self.too_large()
        expected, body = reply.length, bytearray()
        while part := reply.read1(_READ_BYTES):
            body += part
            if len(body) > self.kind.max_bytes:
                raise self.too_large()
        if expected is not None and len(body) != expected:
            raise self.refused("the connection ended before the document did", "fetch_malformed")
        return bytes(body)


class _Wire(io.RawIOBase):
    """A connection as a stream for the parser: each read waits no longer than the fetch may still take."""

    def __init__(self, connection: ssl.SSLSocket, call: _Call) -> None:
        self._connection = connection
        self._call = call
        self._left = call.kind.max_bytes + MAX_HEADER_BYTES

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the parser asks a socket for."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left <= 0:
            raise self._call.too_large()
        self._connection.settimeout(self._call.remaining())
        try:
            count = self._connection.recv_into(memoryview(buffer)[: self._left])
        except ssl.SSLEOFError:  # closed without a farewell: whether anything is missing, its length says
            return 0
        self._left -= count
        return count


def _request(address: WebAddress) -> bytes:
    """A request that says nothing of its sender."""
    lines = (
        f"GET {address.target} HTTP/1.1",
        f"Host: {address.authority}",
        "Accept: application/json, application/*;q=0.5",
        "Accept-Encoding: identity",
        "User-Agent: mcissue",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _single(reply: http.client.HTTPResponse, name: str) -> str | None:
    """A header that may stand there once."""
    values = reply.headers.get_all(name) or []
    if len(values) > 1:
        raise http.client.HTTPException(f"{name} stands there twice")
    return values[0] if values else None


def _is_known_type(value: str | None, *, tokens: bool) -> bool:
    """Whether a content type is `application/json` or one built upon it, or else that of a token."""
    kind = (value or "").partition(";")[0].strip().lower()
    main, _, sub = kind.partition("/")
    if main != "application":
        return False
    return (
        sub in {"json", "did", "vc"}
        or sub.endswith("+json")
        or (tokens and (sub in {"jwt", "jose"} or sub.endswith("+jwt")))
    )


def _json(data: bytes, call: _Call) -> JsonObject | None:
    try:
        return call.kind.read(data)
    except DocumentError as error:
        raise call.refused(f"it is no strict JSON object: {error.message}", "fetch_not_json") from error


def _within(call: _Call, work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Look a name up within the time: the system's name service knows no limit of ours.

    A look-up that never returns keeps its thread, which ends with the program.
    """
    answers: queue.SimpleQueue[Sequence[str] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(work())
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            answers.put(error)

    threading.Thread(target=run, daemon=True, name="mcissue-lookup").start()
    try:
        answer = answers.get(timeout=call.remaining())
    except queue.Empty:
        raise call.too_slow() from None
    if isinstance(answer, OSError | UnicodeError):
        raise call.refused("its host was not found, or there is no network", "fetch_host_unknown") from answer
    if isinstance(answer, BaseException):
        raise answer
    return answer
