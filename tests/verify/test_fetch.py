"""Guarded fetching: nothing but a JSON document of a public https host comes through (threats section 6)."""

from __future__ import annotations

import gzip
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.verify.site import FETCHED, HERE, HOST, Answer, Site, drip, redirect, reply, running

from mcissue.errors import FetchRefusedError
from mcissue.verify.net.addresses import is_public_address, read_address
from mcissue.verify.net.fetch import CONTROLLER_DOCUMENT, STATUS_LIST, Fetcher, Kind, _connect_to

ROOT = Path(__file__).resolve().parents[2]
PATH = "/list.json"

pytestmark = pytest.mark.allow_hosts([HERE])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path) as made:
        yield made


def refusal(fetcher: Fetcher, url: str, kind: Kind = STATUS_LIST) -> FetchRefusedError:
    with pytest.raises(FetchRefusedError) as caught:
        fetcher.fetch(url, kind)
    assert caught.value.indeterminate
    return caught.value


def test_a_document_is_fetched(site: Site) -> None:
    """Over https, from a checked address, with the time and the digest of what came."""
    site.routes[PATH] = reply({"id": "a"})
    fetched = site.fetcher(connect=_connect_to).fetch(site.url(), STATUS_LIST)
    assert fetched.content == {"id": "a"}
    assert (fetched.data, fetched.fetched_at, fetched.cached) == (b'{"id": "a"}', FETCHED, False)
    assert len(fetched.sha256) == 64


TOKEN = b"eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def test_a_list_may_be_a_token_and_a_controller_document_may_not(site: Site) -> None:
    """Told by type and content; a token under the type of JSON is one all the same."""
    for kind in ("application/vc+jwt", "application/jwt", "application/json"):
        site.routes[PATH] = reply(TOKEN, headers={"Content-Type": kind})
        fetched = site.fetcher().fetch(site.url(), STATUS_LIST)
        assert (fetched.content, fetched.data) == (None, TOKEN)
        assert refusal(site.fetcher(), site.url(), CONTROLLER_DOCUMENT).code == "fetch_not_json"
    site.routes[PATH] = reply(b"<html>", headers={"Content-Type": "application/jwt"})
    assert refusal(site.fetcher(), site.url()).code == "fetch_not_json"


def test_a_request_says_nothing_of_the_reader(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cookie, no login, no referrer; a proxy of the environment is not asked."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    site.routes[PATH] = reply(headers={"Set-Cookie": "a=1"})
    fetcher = site.fetcher()
    fetcher.fetch(site.url(), STATUS_LIST)
    fetcher.fetch(site.url(), STATUS_LIST)
    assert len(site.asked) == 2
    for request in site.asked:
        names = {line.partition(":")[0] for line in request.strip().split("\r\n")[1:]}
        assert names == {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}


# --- 6.1 and 6.3: addresses that are not even looked up ---------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://kymi.example/a.json",
        "ftp://kymi.example/a.json",
        "file:///etc/passwd",
        "https://127.0.0.1/a.json",
        "https://2130706433/a.json",
        "https://0x7f.1/a.json",
        "https://127.1/a.json",
        "https://[::1]/a.json",
        "https://localhost/a.json",
        "https://a.localhost/a.json",
        "https://printer.local/a.json",
        "https://metadata.google.internal/a.json",
        "https://intranet/a.json",
        "https://kymi.example.:443/a.json",
        "https://user@kymi.example/a.json",
        "https://kymi.example:80@169.254.169.254/a.json",
        "https://kymi.example:0/a.json",
        "https://kymi.example:00443/a.json",
        "https://kymi.example:65536/a.json",
        "https://kymi.example:/a.json",
        "https://kymi.example/a%2Fb.json",
        "https://kymi.example/%2e%2e/a.json",
        "https://kymi.example/%252e%252e/a.json",
        "https://kymi.example/a%5cb.json",
        "https://kymi.example/../a.json",
        "https://kymi.example/a\r\nHost: b",
        "https://kymi.example/a%0d%0aHost:%20b",
        "https://kymi.example/a.json#b",
        "https://kymi.example\\@evil.example/",
        "https://fa\u00df.de/a.json",
        "https://kymi\u3002example/a.json",
        "https://KYMI.example/a.json",
        "https://kymi_.example/a.json",
        "https:///a.json",
        "https://",
        "",
        "https://kymi.example/" + "a" * 2048,
        None,
    ],
)
def test_an_address_that_is_not_plain_is_not_looked_up(url: str) -> None:
    """Threats 6.1 and 6.3: literals, one's own network, user names, port 0, disguises, line ends, Unicode."""

    def lookup(host: str, _port: int) -> list[str]:
        raise AssertionError(host)

    assert refusal(Fetcher(lookup=lookup), url).code == "fetch_url_refused"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://kymi.example", ("kymi.example", 443, "/")),
        ("https://xn--fa-hia.de:8443/a%20b?x=1", ("xn--fa-hia.de", 8443, "/a%20b?x=1")),
    ],
)
def test_a_plain_address_is_read(url: str, parts: tuple[str, int, str]) -> None:
    """An international name is written in its ASCII form."""
    address = read_address(url)
    assert (address.host, address.port, address.target) == parts


# --- 6.2: where a name leads -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200",
        "169.254.169.254", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.0.2.1", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "2002:808:808::1",
        "3fff::1", "", "kymi.example",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    """Threat 6.2: private, shared, link-local, metadata, mapped, translated, documentation, multicast."""
    assert not is_public_address(address)
    fetcher = Fetcher(lookup=lambda _host, _port: [address])
    assert refusal(fetcher, "https://kymi.example/a.json").code == "fetch_address_refused"


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.166.3.2", "100.63.255.255", "2001:708::1", "2a00:1450::1"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    """What everybody's resolver gives for a university."""
    assert is_public_address(address)


def test_one_private_address_among_public_ones_is_enough(site: Site) -> None:
    """Threat 6.2: a name that leads to both worlds is somebody's trick."""
    fetcher = site.fetcher(lookup=lambda _host, _port: [HERE, "10.0.0.1"])
    assert refusal(fetcher, site.url()).code == "fetch_address_refused"
    assert not site.asked


def test_a_name_is_looked_up_once(site: Site) -> None:
    """Threat 6.2, rebinding: a second answer of the name service would be another one, and is never asked for."""
    answers = iter([[HERE], ["10.0.0.1"], ["10.0.0.1"]])
    site.routes["/a.json"] = redirect("/b.json")
    site.routes["/b.json"] = reply()
    fetcher = site.fetcher(lookup=lambda _host, _port: next(answers))
    fetcher.fetch(site.url("/a.json"), STATUS_LIST)
    assert site.paths == ["/a.json", "/b.json"]
    assert next(answers) == ["10.0.0.1"]


def test_a_host_that_nobody_knows(site: Site) -> None:
    """A look-up that fails, or finds nothing, is said."""

    def fail(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert refusal(site.fetcher(lookup=fail), site.url()).code == "fetch_host_unknown"
    assert refusal(site.fetcher(lookup=lambda _h, _p: []), site.url()).code == "fetch_host_unknown"


def test_a_look_up_that_hangs_is_left(site: Site) -> None:
    """The time of a fetch holds for the name service, too."""
    fetcher = site.fetcher(lookup=lambda _host, _port: time.sleep(1) or [HERE])
    assert refusal(fetcher, site.url(), replace(STATUS_LIST, seconds=0.1)).code == "fetch_too_slow"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("https://evil.example/a.json", "fetch_redirect_refused"),
        ("//evil.example/a.json", "fetch_redirect_refused"),
        ("https://kymi.example/a.json", "fetch_redirect_refused"),  # another port is another server
        ("https://127.0.0.1/a.json", "fetch_url_refused"),
        ("https://169.254.169.254/latest/meta-data", "fetch_url_refused"),
        ("http://kymi.example/a.json", "fetch_url_refused"),
        ("file:///etc/passwd", "fetch_url_refused"),
        ("https://[::1/a.json", "fetch_url_refused"),
        ("/a/%2e%2e/b.json", "fetch_url_refused"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(site: Site, location: str, code: str) -> None:
    """Threat 6.2: every hop is checked like the first address, and none leaves the host."""
    site.routes[PATH] = redirect(location)
    assert refusal(site.fetcher(), site.url()).code == code
    assert site.paths == [PATH]


def test_redirects_on_one_host_are_followed_thrice(site: Site) -> None:
    """Three, and not four."""
    for number in range(4):
        site.routes[f"/{number}"] = redirect(f"/{number + 1}")
    site.routes["/4"] = reply({"id": "a"})
    assert site.fetcher().fetch(site.url("/1"), STATUS_LIST).content == {"id": "a"}
    assert refusal(site.fetcher(), site.url("/0")).code == "fetch_redirect_refused"


def test_a_certificate_of_another_name_is_refused(site: Site) -> None:
    """Threat 6.2: the connection goes to an address, the certificate must be the name's."""
    site.routes[PATH] = reply()
    other = site.url(host="other.example")
    assert refusal(site.fetcher(), other).code == "fetch_tls_failed"
    assert not site.asked


def test_a_certificate_of_an_unknown_authority_is_refused(site: Site) -> None:
    """The system's authorities count, unless a test says otherwise."""
    assert refusal(site.fetcher(tls=None), site.url()).code == "fetch_tls_failed"
    assert not site.asked


def test_a_server_that_is_not_there(site: Site) -> None:
    """A refused connection is said as one; the next address is tried."""
    free = socket.socket()
    free.bind((HERE, 0))
    port = free.getsockname()[1]
    free.close()
    url = f"https://{HOST}:{port}/a.json"
    assert refusal(site.fetcher(connect=_connect_to), url).code == "fetch_connection_failed"


def test_a_dead_address_leaves_time_for_the_next(site: Site) -> None:
    """Many hosts have an address that does not answer from everywhere."""
    tried: list[str] = []

    def connect(address: str, _port: int, seconds: float) -> socket.socket:
        tried.append(address)
        if address == "2001:708::1":
            assert seconds < 5.1  # half of the time: the other half is left
            raise TimeoutError
        return _connect_to(address, site.port, seconds)

    site.routes[PATH] = reply()
    fetcher = site.fetcher(
        lookup=lambda _host, _port: ["2001:708::1", HERE], allow=lambda _address: True, connect=connect
    )
    fetcher.fetch(site.url(), replace(STATUS_LIST, seconds=10.0))
    assert tried == ["2001:708::1", HERE]


# --- 6.2: what a server may send ---------------------------------------------------------------------------

_CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'3\r\n{"a\r\n5\r\n": 1}\r\n0\r\n\r\n'
)


def test_a_chunked_reply_is_read(site: Site) -> None:
    """Servers send documents of unknown length in chunks."""
    site.routes[PATH] = _CHUNKED
    assert site.fetcher().fetch(site.url(), STATUS_LIST).content == {"a": 1}


_UNSIZED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


def _endless(connection: socket.socket) -> None:
    connection.sendall(_UNSIZED + b"{")
    for _ in range(10_000):
        connection.sendall(b" " * 10_000)


_BOMB = gzip.compress(b"[" + b" " * 1_000_000)

REFUSED: list[tuple[str, Answer, str]] = [
    ("not found", reply(status="404 Not Found"), "fetch_status"),
    ("nothing", reply(b"", status="204 No Content"), "fetch_status"),
    ("a page", reply(b"<html>", headers={"Content-Type": "text/html"}), "fetch_not_json"),
    ("JSON called a text", reply(headers={"Content-Type": "text/plain"}), "fetch_not_json"),
    ("no content type", reply(headers={"Content-Type": ""}), "fetch_not_json"),
    ("a page called JSON", reply(b"<html></html>"), "fetch_not_json"),
    ("a list", reply(b"[]"), "fetch_not_json"),
    ("a member twice", reply(b'{"id": 1, "id": 2}'), "fetch_not_json"),
    ("a compressed bomb", reply(_BOMB, headers={"Content-Encoding": "gzip"}), "fetch_encoded"),
    ("a bomb that says nothing", reply(_BOMB), "fetch_not_json"),
    ("a length beyond the limit", reply(headers={"Content-Length": "9" * 9}), "fetch_too_large"),
    ("a body beyond the limit", reply(b" " * 70_000 + b"{}"), "fetch_too_large"),
    ("a body beyond the limit, without a length", _UNSIZED + b"{" + b" " * 70_000 + b"}", "fetch_too_large"),
    ("a body without end", _endless, "fetch_too_large"),
    ("endless headers", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200, "fetch_malformed"),
    ("a header without end", b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000, "fetch_malformed"),
    ("continue, for ever", b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, "fetch_too_large"),
    ("two lengths", reply(headers={"content-length": "2"}), "fetch_malformed"),
    ("a length and chunks", reply(headers={"Transfer-Encoding": "chunked"}), "fetch_malformed"),
    ("two types", reply(headers={"content-type": "text/html"}), "fetch_malformed"),
    ("too short", reply(headers={"Content-Length": "10"}), "fetch_malformed"),
    ("a chunk cut off", _CHUNKED[:-12], "fetch_malformed"),
    ("no HTTP", b"SSH-2.0-OpenSSH\r\n\r\n", "fetch_malformed"),
    ("silence", b"", "fetch_malformed"),
]


@pytest.mark.parametrize(
    ("answer", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_no_plain_document_is_refused(site: Site, answer: Answer, code: str) -> None:
    """Threat 6.2 and 6.5: status, type, content, size, compression, and the rules of HTTP."""
    site.routes[PATH] = answer
    assert refusal(site.fetcher(), site.url(), CONTROLLER_DOCUMENT).code == code
    site.routes[PATH] = reply()  # undone
    assert site.fetcher().fetch(site.url(), CONTROLLER_DOCUMENT).content == {}


@pytest.mark.parametrize(
    "answer", [reply(), b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a": 1}']
)
def test_a_slow_drip_ends_with_the_time(site: Site, answer: bytes) -> None:
    """Threat 6.2: the time is that of the whole fetch, not of one read."""
    site.routes[PATH] = drip(answer, seconds=0.1)
    begun = time.monotonic()
    assert refusal(site.fetcher(), site.url(), replace(STATUS_LIST, seconds=0.3)).code == "fetch_too_slow"
    assert time.monotonic() - begun < 3  # a machine may be busy; the whole drip takes longer


def test_silence_after_the_connection_ends_with_the_time(site: Site) -> None:
    """A server that takes the request and says nothing."""
    site.routes[PATH] = lambda _connection: time.sleep(0.6)
    assert refusal(site.fetcher(), site.url(), replace(STATUS_LIST, seconds=0.2)).code == "fetch_too_slow"


def test_no_other_module_opens_connections() -> None:
    """One place with one set of rules: `verify/net/fetch.py`. A program that needs another one must say so here."""
    network = re.compile(
        r"^\s*(?:import|from)\s+(?:socket|ssl|http|urllib\.request|urllib3|httpx2?|requests|aiohttp|ftplib|smtplib"
        r"|asyncio|xmlrpc|socketserver|webbrowser)\b",
        re.MULTILINE,
    )
    source = ROOT / "src" / "mcissue"
    found = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if network.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"verify/net/fetch.py"}
