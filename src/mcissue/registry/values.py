"""The small values of a registry: texts, addresses, amounts, countries and keys, each read in one way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from mcissue.errors import KeyMaterialError, RecordError
from mcissue.proof.keys import PublicKey
from mcissue.registry.faults import Fault, Unfit, said, unfit
from mcissue.registry.reading import Form
from mcissue.vocabulary import Concept, country_alpha2, resolve
from mcissue.words import (
    clean_text,
    is_blank,
    is_identifier,
    is_plain_language_tag,
    is_web_address,
    unprintable,
    usual_spelling,
)

__all__ = [
    "Amount",
    "Country",
    "CountryConcept",
    "Iri",
    "IscedField",
    "IssuerId",
    "Jwk",
    "Multikey",
    "SchemeName",
    "ShortText",
    "Text",
    "TextByLanguage",
    "Texts",
    "WebAddress",
    "whole_number",
]

MAX_TEXT: Final = 60_000
"""Characters of one text: below the 64 kB that a string of a credential may have (DESIGN section 4)."""

MAX_SHORT_TEXT: Final = 500
"""Characters of a name of a type or a number in a register: the longest known has some hundred."""

MAX_IRI: Final = 2_000
"""Characters of one identifier: what browsers and servers still take as an address."""

MAX_MULTIKEY: Final = 100
"""Characters of a Multikey: one of P-521 has 95."""

MAX_JWK_VALUE: Final = 2_000
"""Characters of one member of a JWK: an RSA modulus of 8192 bits has 1,366."""

_MAX_AMOUNT: Final = Decimal("99999.99")
"""The largest amount of credits or hours: seven digits, two of them after the point."""

_MAX_NUMBER: Final = 10**9
"""Numbers that are not turned into text to count their digits: no amount has so many."""

_MORE_OF_JWK: Final = frozenset({"alg", "use", "kid"})
"""Members of a JWK that need not be there: what the key is for, which is held, and what it is called."""

_LANGUAGE: Final = (
    "Write two or three small letters, as in en, fi or mt; with script or region as in sr-Latn, pt-BR."
)

_NUMBER: Final = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_DECIMAL_COMMA: Final = re.compile(r"\d{1,9},\d{1,9}", re.ASCII)
_ISCED: Final = re.compile(r"[0-9]{2,4}")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def _string(value: Any, *, most: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        if value is None:
            raise unfit("there is no text", "Write one, or remove the line.")
        if isinstance(value, bool | int | float):
            raise unfit(f"{said(value)} is no text", "Put it in quotes, written as it is to stand there.")
        raise unfit("one text belongs here", "Write it in one piece, in quotes.")
    if len(value) > most:
        raise unfit(f"the text has more than {most:,} characters", "Shorten it.")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise unfit("the text holds half a character, which UTF-8 can't write", "Remove it.")
    return value


def _read_text(value: Any) -> str:
    """NFC, trimmed, and without what no reader sees and engines disagree on."""
    text = clean_text(_string(value))
    if not text:
        raise unfit("the text is empty", code="text_empty")
    if (character := unprintable(text)) is not None:
        raise unfit(
            f"the text holds the invisible character U+{ord(character):04X}",
            "Remove the character; it often comes from copying out of a PDF.",
        )
    if is_blank(text):
        raise unfit(
            "nobody can see anything of this text", "Write a text, or remove the field.", code="text_empty"
        )
    return text


def _read_short_text(value: Any) -> str:
    return _string(_read_text(value), most=MAX_SHORT_TEXT)


def _read_iri(value: Any) -> str:
    text = _string(value, most=MAX_IRI)
    if not is_identifier(text):
        mend = "Write an https address, a DID (did:web:...) or a urn:uuid:..."
        raise unfit(f"{said(text)} is no absolute identifier", mend)
    return text


def _read_issuer_id(value: Any) -> str:
    text = _read_iri(value)
    if not text.startswith(("did:", "https://")) or "#" in text:
        raise unfit(
            f"{said(text)} is neither a DID nor an https address without a fragment",
            "Write the issuer's id as its credentials have it: did:web:... or https://...",
        )
    return text


def _read_web_address(value: Any) -> str:
    text = _string(value, most=MAX_IRI)
    if not is_web_address(text):
        raise unfit(f"{said(text)} is no web address", "Write it in full, beginning with https://")
    return text


def _read_country(value: Any) -> str:
    try:
        code = country_alpha2(resolve("country", value)) if isinstance(value, str) else None
    except RecordError as error:
        raise unfit(error.message, error.mend or "") from None
    if code is None:
        raise unfit("this is no country", "Write its two-letter code, for example FI.")
    return code


def _read_country_concept(value: Any) -> Concept:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise unfit("a concept is given by its label, code or URI, as text")
    try:
        return resolve("country", value)
    except RecordError as error:
        raise unfit(error.message, error.mend or "", code=error.code) from None


def _read_multikey(value: Any) -> str:
    text = _string(value, most=MAX_MULTIKEY)
    try:
        PublicKey.from_multikey(text)
    except KeyMaterialError as error:
        raise unfit(error.message, error.mend or "") from None
    return text


def _read_jwk(value: Any) -> dict[str, str]:
    """A public key with the members that make it one: any other could be a limit that a reader skips."""
    if not isinstance(value, dict):
        raise unfit("a JWK is a map of texts", "Write its members with their values, as in {kty: RSA, ...}.")
    faults: list[Fault] = []
    for name, text in value.items():
        try:
            _string(text, most=MAX_JWK_VALUE)
        except Unfit as error:
            faults += error.at(name)
    if faults:
        raise Unfit(faults)
    try:
        key = PublicKey.from_jwk(value)
    except KeyMaterialError as error:
        raise unfit(error.message, error.mend or "") from None
    unknown = sorted(value.keys() - key.jwk.keys() - _MORE_OF_JWK)
    if unknown:
        raise unfit(f"the JWK has members that are not read: {', '.join(unknown)[:200]}", "Leave them out.")
    return dict(value)


def _read_amount(value: Any) -> Decimal:
    if isinstance(value, str):
        if _DECIMAL_COMMA.fullmatch(value):
            mend = f"Write {value.replace(',', '.')}, with a point."
            raise unfit(f"{said(value)} has a decimal comma", mend, code="decimal_comma")
        if not _NUMBER.fullmatch(value):
            raise unfit(f"{said(value)} is no number", "Write digits, as in 5 or 2.5.")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise unfit(f"{said(value)} is no number", "Write digits, as in 5 or 2.5.")
    elif not value < _MAX_NUMBER:  # infinity and NaN, too
        raise _too_many_digits(value)
    # A huge negative number is not turned into text.
    amount = Decimal(str(value)) if isinstance(value, str) or value > 0 else Decimal(0)
    if amount <= 0:
        raise unfit(f"{said(value)} is not above 0", "Write a positive number.", code="value_out_of_range")
    if amount > _MAX_AMOUNT or amount != amount.quantize(Decimal("0.01")):
        raise _too_many_digits(value)
    return amount


def _too_many_digits(value: object) -> Unfit:
    mend = "Write two decimals at most, as in 0.33, and no more than 99999.99."
    return unfit(f"{said(value)} has too many digits", mend)


def _write_amount(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _read_isced_field(value: Any) -> str:
    text = _string(value)
    if not _ISCED.fullmatch(text):
        raise unfit(f"{said(text)} is no field of ISCED-F", "Write its two to four digits, in quotes.")
    return text


def _read_scheme_name(value: Any) -> str:
    text = _string(value)
    if not _SCHEME.fullmatch(text):
        mend = "Write letters, digits, and - _ . between them, as in DEQAR, VAT, student_number."
        raise unfit(f"{said(text)} is no name of a scheme", mend)
    return text


def whole_number(least: int, most: int) -> Form:
    """How a whole number between two limits is read, both included; 1.0 and true are none."""

    def read(value: Any) -> int:
        if type(value) is not int:
            raise unfit(f"{said(value)} is no whole number", "Write digits alone, without quotes.")
        if not least <= value <= most:
            raise unfit(f"{said(value)} is not between {least} and {most}")
        return value

    return Form(read)


@dataclass(frozen=True, slots=True)
class TextByLanguage:
    """One text in one or several languages.

    Attributes:
        texts: by tag of the language: `{"en": "University of A", "fi": "A-yliopisto"}`; never empty.
    """

    texts: Mapping[str, str]

    def best(self) -> str:
        """The text for a reader of English, else in its first language."""
        return self.texts.get("en") or next(iter(self.texts.values()))


def _read_texts(value: Any) -> TextByLanguage:
    if not isinstance(value, dict) or not value:
        mend = 'Write it as {en: "..."}, with one entry for each language.'
        raise unfit("a text is given by language", mend)
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for tag, text in value.items():
        if not is_plain_language_tag(tag):
            usual = usual_spelling(str(tag).replace("_", "-"))
            mend = f"Write {usual}." if usual else _LANGUAGE
            faults.append(Fault((tag,), f"{said(tag)} is no language", mend, "value_invalid"))
        try:
            texts[tag] = _read_text(text)
        except Unfit as error:
            faults += error.at(tag)
    if faults:
        raise Unfit(faults)
    return TextByLanguage(texts)


Text: TypeAlias = Annotated[str, Form(_read_text)]
"""One text: NFC, trimmed, no control characters but newline and tab."""

ShortText: TypeAlias = Annotated[str, Form(_read_short_text)]
"""The same in 500 characters at most."""

Texts: TypeAlias = Annotated[TextByLanguage, Form(_read_texts, lambda value: dict(value.texts))]
"""One text in one or several languages."""

Iri: TypeAlias = Annotated[str, Form(_read_iri)]
"""An absolute IRI: https, did, urn and others."""

IssuerId: TypeAlias = Annotated[str, Form(_read_issuer_id)]
"""The id of an issuer exactly as its credentials have it: a DID or an https address."""

WebAddress: TypeAlias = Annotated[str, Form(_read_web_address)]
"""An absolute http or https address."""

Country: TypeAlias = Annotated[str, Form(_read_country)]
"""An ISO 3166-1 alpha-2 code; read by code, name or EU concept address."""

CountryConcept: TypeAlias = Annotated[Concept, Form(_read_country_concept, lambda concept: concept.uri)]
"""The same as a concept of the EU's list, by whose address it is written."""

Multikey: TypeAlias = Annotated[str, Form(_read_multikey)]
"""A public key of the kinds Ed25519, P-256, P-384 or P-521: `z6Mk...`, `zDn...`."""

Jwk: TypeAlias = Annotated[dict[str, str], Form(_read_jwk)]
"""A public key as a JWK (RFC 7517): the only form of an RSA key."""

Amount: TypeAlias = Annotated[Decimal, Form(_read_amount, _write_amount)]
"""A positive amount with at most two decimals: ECTS credits."""

IscedField: TypeAlias = Annotated[str, Form(_read_isced_field)]
"""An ISCED-F field: two to four digits."""

SchemeName: TypeAlias = Annotated[str, Form(_read_scheme_name)]
"""Whose numbering an identifier is of: `DEQAR`, `VAT` ..."""
