"""A web server of a test, on this machine, with an authority of its own for certificates.

Whoever fetches from it must be told so, by arguments of his constructor: nothing else opens the way to 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mcissue.verify.net.fetch import Fetcher

HERE = "127.0.0.1"
HOST = "kymi.example"
FETCHED = datetime(2026, 6, 20, 11, 59, 30, tzinfo=UTC)
"""When every fetch of a test happens."""

Answer = bytes | Callable[[ssl.SSLSocket], object]


def reply(
    body: bytes | Mapping[str, Any] = b"{}",
    *,
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A whole reply of a server."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + data


def redirect(location: str) -> bytes:
    """A reply that leads elsewhere."""
    return reply(b"", status="302 Found", headers={"Location": location})


def drip(data: bytes, *, seconds: float) -> Callable[[ssl.SSLSocket], None]:
    """Send something byte by byte, each just in time for a limit that holds for one read only."""

    def send(connection: ssl.SSLSocket) -> None:
        with contextlib.suppress(OSError):
            for place in range(len(data)):
                connection.sendall(data[place : place + 1])
                time.sleep(seconds)

    return send


@dataclass
class Site:
    """A server that is running.

    Attributes:
        port: where.
        tls: what trusts its certificates.
        routes: path -> reply, or what is done with the connection.
        asked: the requests so far.
    """

    port: int
    tls: ssl.SSLContext
    routes: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/list.json", *, host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.split(" ")[1] for request in self.asked]

    def fetcher(self, **options: Any) -> Fetcher:
        """A fetcher that may ask this server, and no other."""
        usual: dict[str, Any] = {
            "lookup": lambda _host, _port: [HERE],
            "allow": lambda address: address == HERE,
            # Whatever port an address names, this server is meant.
            "connect": lambda address, _port, seconds: socket.create_connection(
                (address, self.port), seconds
            ),
            "tls": self.tls,
            "clock": lambda: FETCHED,
        }
        return Fetcher(**{**usual, **options})

    def serve(self, listener: socket.socket, server: ssl.SSLContext) -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(plain, server), daemon=True).start()

    def _answer(self, plain: socket.socket, server: ssl.SSLContext) -> None:
        with plain, contextlib.suppress(OSError):
            plain.settimeout(5)
            with server.wrap_socket(plain, server_side=True) as connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    part = connection.recv(4096)
                    if not part:
                        return
                    request += part
                text = request.decode()
                self.asked.append(text)
                answer = self.routes.get(text.split(" ")[1], reply(status="404 Not Found"))
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection)


@contextlib.contextmanager
def running(folder: Path, *, host: str = HOST) -> Iterator[Site]:
    """Run a server for a test; its certificate is for one host."""
    authority, chain = _certificates(host)
    bundle = folder / "server.pem"
    bundle.write_bytes(chain)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(bundle)
    client = ssl.create_default_context(cadata=authority)
    listener = socket.socket()
    listener.bind((HERE, 0))
    listener.listen(16)
    site = Site(listener.getsockname()[1], client)
    thread = threading.Thread(target=site.serve, args=(listener, server), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


@lru_cache
def _certificates(host: str) -> tuple[str, bytes]:
    """An authority of our own, and a certificate by it with its key."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority of a test")])
    now = datetime.now(UTC)

    def builder(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    subject_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    authority = (
        builder(name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(subject_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject_id), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return authority.public_bytes(pem).decode(), leaf.public_bytes(pem) + private
