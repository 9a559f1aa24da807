"""One walk over an SVG picture with the parser of the standard library, configured to follow nothing.

Expat resolves nothing by itself. Here every declaration inside the document is refused; an external DTD may
be named and is never fetched, and an entity that only it could define is refused too (docs/threats.md 7.2).
What is left are elements, whose number and depth are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from mcissue.bounded_xml import MAX_ATTRIBUTES, TooManyAttributesError, feed, require_few
from mcissue.carrier.payload import (
    MAX_CARRIED_BYTES,
    PICTURE_CAUTION,
    CarrierKind,
    no_credential,
    require_size,
    too_large,
)
from mcissue.errors import CarrierError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BADGE_NAMESPACES",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "OPEN_BADGES_2",
    "OPEN_BADGES_3",
    "SVG",
    "BadgeElement",
    "Walk",
    "start_tag_at",
    "walk",
]

SVG: Final = CarrierKind(
    id="svg",
    title="an SVG picture",
    media_types=("image/svg+xml",),
    suffixes=(".svg",),
    caution=PICTURE_CAUTION,
)

MAX_DEPTH: Final = 100
"""Elements inside one another. Drawing programs write 20 at the most."""

MAX_ELEMENTS: Final = 100_000
"""Elements of one picture. Badges have some hundreds, maps ten thousands."""

SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"
OPEN_BADGES_3: Final = "https://purl.imsglobal.org/ob/v3p0"
OPEN_BADGES_2: Final = "http://openbadges.org"
CLR_2: Final = "https://purl.imsglobal.org/clr/v2p0"
BADGE_NAMESPACES: Final = frozenset({OPEN_BADGES_3, OPEN_BADGES_2, CLR_2})

_SEPARATOR: Final = "\x0c"
"""Between namespace and name. XML allows this character nowhere, so no namespace can contain it."""

_PIECE: Final = 262_144
"""Bytes that expat gets at once. After a refusal it still runs to the end of what it got; and it begins a
long token anew with each piece, so pieces must not be small either."""

_MAX_NAMESPACE: Final = 200
"""Characters of a namespace. Expat writes it out with every name that uses it: 100 kB made one megabyte of
picture take half a minute."""

_ENCODINGS: Final = frozenset({None, "utf-8", "utf8", "us-ascii", "ascii"})

_START_TAG: Final = re.compile(rb"""<[^\s/>"']++(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
"""A start tag of a well-formed document; `>` may stand inside of an attribute."""

_ACTIVE_ELEMENTS: Final = frozenset({"script", "foreignObject"})
_LOADING_ELEMENTS: Final = frozenset({"image", "feImage", "use"})
_BLANK: Final = " \t\r\n"


@dataclass(slots=True)
class BadgeElement:
    """An element that is, or could be taken for, the place of a credential.

    Attributes:
        namespace: its namespace, or an empty text.
        name: its name without a prefix.
        start: where its start tag begins, in bytes.
        depth: 1 for the root element.
        verify: its attribute `verify`, or None.
        end: where its end tag ends, in bytes.
        text: its text: exactly what its CDATA sections hold, else all of it without white space around it.
        flaws: what makes it doubtful which text is meant.
    """

    namespace: str
    name: str
    start: int
    depth: int
    verify: str | None
    end: int = 0
    text: str = ""
    flaws: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk found.

    Attributes:
        badges: elements that could be the place of a credential, in the order of their start tags.
        root: where the start tag of the root element begins and ends, in bytes.
        prefixes: the namespaces that the root element declares, by prefix.
        is_active: whether the picture holds scripts or loads something when it is opened.
    """

    badges: tuple[BadgeElement, ...]
    root: tuple[int, int]
    prefixes: Mapping[str, str]
    is_active: bool


def walk(data: bytes) -> Walk:
    """Walk over an SVG picture.

    Args:
        data: the bytes of the picture.

    Raises:
        CarrierError: `svg_malformed`, `svg_declaration_refused`, `svg_encoding_unsupported` (indeterminate),
            `carrier_too_large` (indeterminate), `carrier_no_credential` if it is no SVG.
    """
    require_size(data, carrier=SVG)
    return _Walker(data).walk()


def start_tag_at(data: bytes, start: int) -> bytes:
    """The bytes of the start tag, or of the whole empty element, that begins there."""
    found = _START_TAG.match(data, start)
    return found[0] if found else b""


class _Walker:
    """The state of one walk."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._depth = 0
        self._elements = 0
        self._declared = 0
        self._badges: list[BadgeElement] = []
        self._open: list[tuple[BadgeElement, _Text]] = []
        self._prefixes: dict[str, str] = {}
        self._root = (0, 0)
        self._is_active = False
        # A given encoding holds against the declared one, which is compared with it.
        self._parser = parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._entity
        # Without an internal subset these two can't happen; they are refused all the same.
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._cdata_start
        parser.EndCdataSectionHandler = self._cdata_end
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction

    def walk(self) -> Walk:
        try:
            feed(self._parser, (self._data[at : at + _PIECE] for at in range(0, len(self._data), _PIECE)))
        except TooManyAttributesError:
            raise too_large(SVG, "attributes in one tag", MAX_ATTRIBUTES) from None
        except expat.ExpatError as error:
            raise _refused(
                "svg_malformed",
                f"the SVG picture is no well-formed XML: {expat.ErrorString(error.code)}",
                line=error.lineno,
                column=error.offset + 1,
            ) from error
        return Walk(tuple(self._badges), self._root, self._prefixes, self._is_active)

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        # Expat reads XML 1.1 as if it were 1.0, and it has other line ends.
        if version != "1.0" or (encoding.lower() if encoding else None) not in _ENCODINGS:
            raise CarrierError(
                f"the SVG picture says that it is written in XML {version[:10]!r} and "
                f"{(encoding or 'UTF-8')[:40]!r}; only XML 1.0 in UTF-8 is read",
                code="svg_encoding_unsupported",
                mend="Ask for the credential itself as a JSON file.",
                detail={"carrier": SVG.id},
                indeterminate=True,
            )

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        # With an external id alone nothing is declared here, and what it names is never fetched.
        if has_subset:
            raise _declares("declares things of its own in its DOCTYPE")

    def _entity(self, *_: object) -> int:
        raise _declares("uses an entity that XML does not define")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if uri and len(uri) > _MAX_NAMESPACE:
            raise too_large(SVG, "characters in a namespace", _MAX_NAMESPACE)
        self._declared += 1
        if self._declared > MAX_ATTRIBUTES:
            raise too_large(SVG, "namespaces in one tag", MAX_ATTRIBUTES)
        if self._depth == 0:
            self._prefixes[prefix or ""] = uri or ""

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        namespace, _, name = full_name.rpartition(_SEPARATOR)
        self._declared = 0
        require_few(attributes)
        if self._depth == 0:
            if (namespace, name) != (SVG_NAMESPACE, "svg"):
                raise no_credential(SVG)
            begin = self._parser.CurrentByteIndex
            self._root = (begin, begin + len(start_tag_at(self._data, begin)))
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise too_large(SVG, "elements inside one another", MAX_DEPTH)
        if self._elements > MAX_ELEMENTS:
            raise too_large(SVG, "elements", MAX_ELEMENTS)
        self._blame("there are elements in it")
        if name == "credential" or (namespace, name) == (OPEN_BADGES_2, "assertion"):
            self._open_badge(namespace, name, attributes)
        self._is_active = self._is_active or _is_active(name, attributes)

    def _open_badge(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        badge = BadgeElement(namespace, name, start, self._depth, attributes.get("verify"))
        if b"&" in start_tag_at(self._data, start):
            # Expat drops an unknown entity in an attribute without a word.
            badge.flaws.append("there is a reference in its start tag")
        self._badges.append(badge)
        self._open.append((badge, _Text()))

    def _end(self, _name: str) -> None:
        if self._open and self._open[-1][0].depth == self._depth:
            badge, text = self._open.pop()
            at = self._parser.CurrentByteIndex
            # Of an empty element expat names the place behind it, of another one its end tag.
            badge.end = self._data.index(b">", at) + 1 if self._data.startswith(b"</", at) else at
            tag = start_tag_at(self._data, badge.start)
            if tag.endswith(b"/>"):
                badge.end = badge.start + len(tag)
            badge.text, flaw = text.conclude()
            badge.flaws += flaw
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1][1].add(text)

    def _cdata_start(self) -> None:
        if self._open:
            self._open[-1][1].open_section()

    def _cdata_end(self) -> None:
        if self._open:
            self._open[-1][1].close_section()

    def _comment(self, _text: str) -> None:
        self._blame("there is a comment in it")

    def _instruction(self, _target: str, _text: str) -> None:
        self._blame("there is a processing instruction in it")

    def _blame(self, flaw: str) -> None:
        """Note a flaw of every place that is open; the first one is enough."""
        for badge, _ in self._open:
            if not badge.flaws:
                badge.flaws.append(flaw)


class _Text:
    """The text of one element, bounded; what stands in CDATA sections counts exactly, if there are any."""

    __slots__ = ("_first", "_last", "_pieces", "_size")

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._first: int | None = None
        self._last = 0

    def add(self, text: str) -> None:
        self._size += len(text.encode())
        if self._size > MAX_CARRIED_BYTES:
            raise too_large(SVG, "bytes of credential", MAX_CARRIED_BYTES)
        self._pieces.append(text)

    def open_section(self) -> None:
        if self._first is None:
            self._first = len(self._pieces)

    def close_section(self) -> None:
        self._last = len(self._pieces)

    def conclude(self) -> tuple[str, list[str]]:
        """The text, and what is wrong with it."""
        if self._first is None:
            return "".join(self._pieces).strip(_BLANK), []
        around = "".join((*self._pieces[: self._first], *self._pieces[self._last :]))
        flaws = ["there is text beside its CDATA section"] if around.strip(_BLANK) else []
        return "".join(self._pieces[self._first : self._last]), flaws


def _is_active(name: str, attributes: dict[str, str]) -> bool:
    if name in _ACTIVE_ELEMENTS or any(attribute.startswith("on") for attribute in attributes):
        return True
    if name not in _LOADING_ELEMENTS:
        return False
    links = [
        value for attribute, value in attributes.items() if attribute.rpartition(_SEPARATOR)[2] == "href"
    ]
    return any(not link.strip().startswith(("#", "data:")) for link in links)


def _declares(what: str) -> CarrierError:
    return _refused("svg_declaration_refused", f"the SVG picture {what}, which can make it say anything")


def _refused(code: str, message: str, **detail: object) -> CarrierError:
    return CarrierError(
        message,
        code=code,
        mend="Ask for the picture as the issuer made it, or for the credential itself as a JSON file.",
        detail={"carrier": SVG.id, **detail},
    )
