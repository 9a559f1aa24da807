"""Where JSON-LD contexts come from: files of ours, each pinned by its SHA-256, and never the network.

The folder `contexts/` stands at the top of the repository and travels inside the wheel as
`mcissue/contexts`. Serving only local approved copies is the equivalent that VC Data Integrity 1.0
section 4.6 (Context Validation) allows.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, final

import rfc8785

from mcissue.errors import ContextError, DocumentError
from mcissue.jsonld.contexts.features import unread_error, unread_features
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import JsonObject, check_value, json_path, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable

__all__ = ["MAX_CONTEXT_BYTES", "ContextStore", "bundled_contexts"]

#: The largest context that may be added, in bytes. The largest one known to us has 23 kB; a context costs
#: time for each document that names it.
MAX_CONTEXT_BYTES: Final = 1_000_000

_INDEX: Final = "INDEX.json"
# An address from a hostile document is not repeated at full length in messages and reports.
_SHOWN_URL_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class _Edition:
    """One content of a context address: its name, its digest, how to get its bytes, and what is published."""

    name: str
    sha256: str
    read: Callable[[], bytes]
    published: tuple[tuple[str, str], ...] = ()


@final
class ContextStore:
    """A frozen set of contexts: each address with one or more pinned editions, the newest first.

    A store never changes; `at_edition` and `with_context` give a new one. Make one with `bundled_contexts`,
    `ContextStore.from_folder` or, empty, with `ContextStore()`.
    """

    __slots__ = ("_editions", "_verified")

    def __init__(self) -> None:
        self._editions: Mapping[str, tuple[_Edition, ...]] = {}
        # Bytes that were read and compared once, by digest; shared by stores derived from one another.
        # It only saves work: what is in it follows from `_editions`, so the store stays immutable.
        self._verified: dict[str, bytes] = {}

    @classmethod
    def from_folder(cls, folder: Path | Traversable) -> ContextStore:
        """Open a folder that holds context files and their `INDEX.json`.

        Args:
            folder: a folder laid out as `contexts/README.md` says. The context files are read later, when
                they are first asked for.

        Raises:
            ContextError: `contexts_not_found` if there is no usable index (indeterminate: the installation
                is at fault, not a credential).
        """
        store = cls()
        try:
            index = json.loads((folder / _INDEX).read_bytes())
            store._editions = {
                url: tuple(
                    _Edition(
                        row["edition"],
                        row["sha256"],
                        (folder / row["file"]).read_bytes,
                        tuple(dict(row.get("published", {})).items()),
                    )
                    for row in rows
                )
                for url, rows in index.items()
            }
        except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise _not_found() from error
        return store

    @property
    def urls(self) -> frozenset[str]:
        """The addresses that this store knows."""
        return frozenset(self._editions)

    def editions(self, url: str) -> tuple[str, ...]:
        """The names of the editions held for an address, the newest first.

        Raises:
            ContextError: `context_unknown` (indeterminate).
        """
        return tuple(edition.name for edition in self._known(url))

    def digest(self, url: str) -> str:
        """The SHA-256 (lower-case hex) that pins what `load` gives for this address; a key for caches.

        Raises:
            ContextError: `context_unknown` (indeterminate).
        """
        return self._known(url)[0].sha256

    def published_digests(self, url: str) -> tuple[tuple[str, str], ...]:
        """The digests of what is published at an address, of every edition: for documents that name some.

        The contexts of mcissue are written by us and mean the same; so their own digests are others.

        Args:
            url: an address of `urls`.

        Returns:
            Pairs of an algorithm (`sha256`, `sha384`) and a digest in lower-case hex; for a context that the
            user added, of its bytes.

        Raises:
            ContextError: `context_unknown` (indeterminate).
        """
        found: list[tuple[str, str]] = []
        for edition in self._known(url):
            own = self._bytes(url, edition) if not edition.published else b""
            found += edition.published or [
                (name, hashlib.new(name, own).hexdigest()) for name in ("sha256", "sha384")
            ]
        return tuple(found)

    def load(self, url: str) -> JsonObject:
        """Give the context document for an address, in its newest edition or the one chosen before.

        Each call gives a fresh object, because JSON-LD processors write into what they are handed (some
        resolve addresses in place). The file is read and compared once; parsing the kept bytes again takes
        a third of the time of copying the parsed object (measured).

        Raises:
            ContextError: `context_unknown` if the address is not exactly one of `urls` (indeterminate);
                `context_altered` if the bytes are not those that the index pins (indeterminate: the
                installation is at fault, not a credential).
        """
        document: JsonObject = json.loads(self._bytes(url, self._known(url)[0]))
        return document

    def at_edition(self, url: str, edition: str) -> ContextStore:
        """Give a store that holds only the named edition of one address, for a second try at a signature.

        Raises:
            ContextError: `context_unknown`, or `context_edition_unknown` (both indeterminate).
        """
        chosen = tuple(held for held in self._known(url) if held.name == edition)
        if not chosen:
            raise ContextError(
                f"no edition {edition[:_SHOWN_URL_LENGTH]!r} of the context {url} is held",
                code="context_edition_unknown",
                mend=f"Held are: {', '.join(self.editions(url))}.",
                detail={"url": url, "editions": list(self.editions(url))},
                indeterminate=True,
            )
        return self._derived({**self._editions, url: chosen})

    def with_context(self, url: str, document: JsonObject | bytes, sha256: str | None = None) -> ContextStore:
        """Give a store that also knows one more context, given by the caller and trusted by that act.

        Args:
            url: the exact address under which documents name the context.
            document: the context document, as an object or as the bytes of its file.
            sha256: the expected SHA-256 in lower-case hex: of the bytes if bytes are given, else of the
                object's JSON Canonicalization Scheme form (RFC 8785).

        Raises:
            ContextError: `context_altered` if the digest is another one, `context_malformed` if this is no
                context document, `context_feature_unsupported` if it uses what mcissue does not read,
                `context_known` if the address has a context already: a second meaning for one address would
                let a signature say two things.
        """
        if url in self._editions:
            raise ContextError(
                f"the context {url[:_SHOWN_URL_LENGTH]} is known already and cannot be replaced",
                code="context_known",
                mend="Leave it out; if other contents are meant, publish them under another address.",
                detail={"url": url[:_SHOWN_URL_LENGTH]},
            )
        data = _context_bytes(url, document)
        found = hashlib.sha256(data).hexdigest()
        if sha256 is not None and sha256 != found:
            raise _altered(url, expected=sha256, found=found)
        added = _Edition(found[:12], found, partial(bytes, data))
        return self._derived({**self._editions, url: (added,)})

    def _derived(self, editions: Mapping[str, tuple[_Edition, ...]]) -> ContextStore:
        store = ContextStore()
        store._editions = editions
        store._verified = self._verified
        return store

    def _known(self, url: object) -> tuple[_Edition, ...]:
        editions = self._editions.get(url) if isinstance(url, str) else None
        if editions is None:
            raise _unknown(str(url), self.urls)
        return editions

    def _bytes(self, url: str, edition: _Edition) -> bytes:
        data = self._verified.get(edition.sha256)
        if data is None:
            try:
                data = edition.read()
            except OSError as error:
                raise _altered(url, expected=edition.sha256, found=None) from error
            found = hashlib.sha256(data).hexdigest()
            if found != edition.sha256:
                raise _altered(url, expected=edition.sha256, found=found)
            self._verified[edition.sha256] = data
        return data


@lru_cache(maxsize=1)
def bundled_contexts() -> ContextStore:
    """The contexts that mcissue ships: from inside the package, else from the checkout it runs in.

    Raises:
        ContextError: `contexts_not_found` if neither folder is there (indeterminate).
    """
    here = Path(__file__).resolve()
    # An installed wheel has the folder inside the package, a checkout at its top.
    for folder in (here.parents[2] / "contexts", here.parents[4] / "contexts"):
        if (folder / _INDEX).is_file():
            return ContextStore.from_folder(folder)
    # Asking importlib takes longer than reading the index, so it comes last: for a package inside an archive.
    packaged = resources.files("mcissue") / "contexts"
    if packaged.is_dir():
        return ContextStore.from_folder(packaged)
    raise _not_found()


def _context_bytes(url: str, document: Any) -> bytes:
    """The bytes to keep for a context given by the caller, read strictly once."""
    limits = replace(CREDENTIAL_LIMITS, size=MAX_CONTEXT_BYTES)
    try:
        if isinstance(document, bytes):
            data, parsed = document, read_json(document, limits=limits)
        else:
            check_value(document, limits=limits)
            data, parsed = rfc8785.dumps(document), document
    except DocumentError as error:
        raise _malformed(url, f"cannot be read: {error.message}", path=error.path) from error
    if not isinstance(parsed, dict) or not isinstance(parsed.get("@context"), (dict, list)):
        raise _malformed(url, "has no @context that is an object or an array", path="$")
    for steps, feature in unread_features(parsed["@context"], ("@context",)):
        raise unread_error(
            feature, url=url[:_SHOWN_URL_LENGTH], path=json_path(list(steps)), indeterminate=False
        )
    return data


def _malformed(url: str, what: str, *, path: str | None) -> ContextError:
    return ContextError(
        f"the context document given for {url[:_SHOWN_URL_LENGTH]} {what}",
        code="context_malformed",
        path=path,
        mend="Give a JSON object whose member @context is an object or an array.",
        detail={"url": url[:_SHOWN_URL_LENGTH]},
    )


def _unknown(url: str, known: frozenset[str]) -> ContextError:
    shown = url[:_SHOWN_URL_LENGTH]
    near = difflib.get_close_matches(shown, sorted(known), n=1, cutoff=0.9)
    hint = f"Did the issuer mean {near[0]}? " if near else ""
    return ContextError(
        f"the JSON-LD context {shown} is not among the known ones",
        code="context_unknown",
        mend=f"{hint}A context counts only under its exact address; add a trusted copy to use another one.",
        detail={"url": shown},
        indeterminate=True,
    )


def _altered(url: str, *, expected: str, found: str | None) -> ContextError:
    what = "is not the pinned one" if found else "cannot be read"
    return ContextError(
        f"the file of the context {url[:_SHOWN_URL_LENGTH]} {what}",
        code="context_altered",
        mend="Install mcissue again, or give the context whose SHA-256 you pinned.",
        detail={"url": url[:_SHOWN_URL_LENGTH], "expected": expected, "found": found},
        indeterminate=True,
    )


def _not_found() -> ContextError:
    return ContextError(
        "the folder of JSON-LD contexts is missing or has no usable INDEX.json",
        code="contexts_not_found",
        mend="Install mcissue again; the wheel and the repository both hold the folder contexts/.",
        indeterminate=True,
    )
