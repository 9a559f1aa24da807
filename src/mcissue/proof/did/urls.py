"""Strict reading of DIDs, DID URLs and https URLs of controllers.

Compared as text, never normalised: what is not in its plain form is refused, because two readers could take
it for two things (letter case, dot segments, a user name before an @, Unicode hosts).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mcissue.errors import KeyMaterialError

__all__ = ["MAX_URL_CHARACTERS", "MethodUrl", "check_controller_url", "check_host", "split_method_url"]

MAX_URL_CHARACTERS = 2048
"""Longest DID or URL of a controller or verification method; a did:jwk of an Ed25519 key needs about 120."""

MAX_HOST_CHARACTERS = 253
"""RFC 1035, section 2.3.4, as text."""

_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]", re.ASCII)
"""W3C DIDs 1.0, section 3.1, without path, query and fragment."""

_FRAGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]+", re.ASCII)
"""RFC 3986, section 3.5, without percent-encoding: it would give one method two names."""

_HTTPS = re.compile(
    r"https://([a-z0-9.-]+)(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?(\?[A-Za-z0-9._~=&-]*)?",
    re.ASCII,
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)

_MAX_PORT = 65535


class MethodUrl(NamedTuple):
    """A verification method's URL, taken apart at its #."""

    controller: str
    fragment: str


def split_method_url(url: object) -> MethodUrl:
    """Take the URL of a verification method apart (Controlled Identifiers 1.0, section 3.3, steps 1 and 2).

    Raises:
        KeyMaterialError: `verification_method_url_invalid`.
    """
    if not isinstance(url, str):
        raise _invalid_method("a verification method is named by a URL text, not by an object or a list")
    if len(url) > MAX_URL_CHARACTERS:
        raise _invalid_method(f"the URL has over {MAX_URL_CHARACTERS} characters")
    controller, sign, fragment = url.partition("#")
    if not sign:
        raise _invalid_method(
            "the URL has no fragment (#...), so it names a controller and not one of its keys"
        )
    if not _FRAGMENT.fullmatch(fragment):
        raise _invalid_method("the fragment after # is empty or has characters that do not belong there")
    try:
        check_controller_url(controller)
    except KeyMaterialError as error:
        raise _invalid_method(error.message) from error
    return MethodUrl(controller, fragment)


def check_controller_url(url: object) -> str:
    """Return the text if it is a DID without path and query, or a plain https URL without fragment.

    Raises:
        KeyMaterialError: `controller_url_invalid`.
    """
    if not isinstance(url, str) or len(url) > MAX_URL_CHARACTERS:
        raise _invalid_controller(
            f"a controller is named by a URL text of at most {MAX_URL_CHARACTERS} characters"
        )
    if url.startswith("did:"):
        if not _DID.fullmatch(url):
            raise _invalid_controller("this is no DID (paths and queries are not allowed here)")
        return url
    match = _HTTPS.fullmatch(url)
    if match is None:
        raise _invalid_controller("a controller is named by a DID or by a plain https URL")
    if match[2] and int(match[2][1:]) > _MAX_PORT:
        raise _invalid_controller("there is no such port")
    if {".", ".."} & set((match[3] or "").split("/")):
        raise _invalid_controller("the path has dot segments")
    flaw = check_host(match[1])
    if flaw:
        raise _invalid_controller(flaw)
    return url


def check_host(host: str) -> str | None:
    """Say what is wrong with a host name, if anything: it must be an ASCII name in lower case, no address."""
    if not host.isascii():
        return "the host is not ASCII: write an international name in its xn-- form"
    if host != host.lower():
        return "the host is not in lower case"
    labels = host.split(".")
    if len(host) > MAX_HOST_CHARACTERS or not all(_LABEL.fullmatch(label) for label in labels):
        return "this is no host name"
    # A last label that is a number makes browsers and libc read the whole as an IPv4 address, in any
    # notation.
    if _NUMBER.fullmatch(labels[-1]):
        return "the host is an IP address, and a name is needed"
    return None


def _invalid_method(message: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="verification_method_url_invalid")


def _invalid_controller(message: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="controller_url_invalid")
