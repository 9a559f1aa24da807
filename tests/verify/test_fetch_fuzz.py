"""Whatever a server sends, and whatever an address is: a JSON object or our own refusal, in time."""

from __future__ import annotations

import socket
import threading
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.errors import FetchRefusedError
from mcissue.verify.net.addresses import read_address
from mcissue.verify.net.fetch import CONTROLLER_DOCUMENT, Fetcher

URL = "https://kymi.example/did.json"


class _NoTls:
    """Stands for the layer of encryption, which a test of bytes does not need."""

    @staticmethod
    def wrap_socket(plain: socket.socket, *, server_hostname: str) -> socket.socket:
        assert server_hostname == "kymi.example"
        return plain


def _fetcher(answer: bytes) -> Fetcher:
    """A fetcher whose every connection is answered with these bytes."""

    def connect(_address: str, _port: int, _seconds: float) -> socket.socket:
        here, there = socket.socketpair()

        def serve() -> None:
            with there:
                there.recv(4096)
                try:
                    there.sendall(answer)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        return here

    tls: Any = _NoTls()
    return Fetcher(lookup=lambda _host, _port: ["8.8.8.8"], connect=connect, tls=tls)


_LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"HTTP/1.0 200", b"HTTP/9.9 200 OK", b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 999 ?", b"HTTP/1.1 -1 OK", b"HTTP/1.1 2e2 OK", b"Content-Type: application/json",
        b"Content-Type: application/did+ld+json; charset=x", b"Content-Length: 2", b"Content-Length: -1",
        b"Content-Length: 1_0", b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked",
        b"Location: /did.json", b"Location: //[", b"Location: https://\xff/", b"Location:", b"Connection: keep-alive",
        b": x", b" folded", b"\xff\xfe: \x00", b"", b"2", b"{}", b"0", b"-1", b"fffffffffffffffff", b"1;x=y", b"zz",
        b'{"id": "did:web:kymi.example"}', b"Content-Encoding: identity", b"Content-Encoding: br",
    ]
)  # fmt: skip

_REPLIES = st.one_of(
    st.binary(max_size=200),
    st.lists(_LINES, max_size=12).map(b"\r\n".join),
    st.tuples(st.lists(_LINES, max_size=6), st.binary(max_size=60)).map(
        lambda parts: b"\r\n".join([b"HTTP/1.1 200 OK", *parts[0], b"", b""]) + parts[1]
    ),
)


@settings(max_examples=300, deadline=None)
@given(answer=_REPLIES)
def test_any_reply_is_a_document_or_a_refusal(answer: bytes) -> None:
    """No exception but ours, whatever bytes come."""
    try:
        fetched = _fetcher(answer).fetch(URL, CONTROLLER_DOCUMENT)
    except FetchRefusedError:
        return
    assert isinstance(fetched.content, dict)


@settings(max_examples=500, deadline=None)
@given(
    url=st.one_of(
        st.text(max_size=60),
        st.text(alphabet="htps:/.@[]#?%0aA1-_\\ \u00df\u3002\r\nlocalhost", max_size=40).map(
            "https://".__add__
        ),
    )
)
def test_any_address_is_plain_or_refused(url: str) -> None:
    """What is let through names a host of several labels, a port and a path, and nothing else."""
    try:
        address = read_address(url)
    except FetchRefusedError:
        return
    assert url.isascii()
    assert not set(url) & set("\r\n \\#")
    assert url.removeprefix("https://").startswith(address.host)
    assert "." in address.host
    assert 0 < address.port < 65536
    assert address.target.startswith("/")
