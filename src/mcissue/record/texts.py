"""Texts, times, addresses on the web: the small values that every model of the record is made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    RootModel,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from mcissue.errors import DocumentError
from mcissue.words import (
    PLAIN_LANGUAGE_TAG,
    best_tag,
    clean_text,
    format_datetime,
    is_blank,
    is_datetime_form,
    is_day_form,
    is_identifier,
    is_web_address,
    parse_datetime,
    unprintable,
)

__all__ = [
    "Amount",
    "Email",
    "Instant",
    "Iri",
    "LanguageTag",
    "LanguageText",
    "Text",
    "WebAddress",
]

MAX_TEXT = 60_000
"""Characters of one text: below the 64 kB that a string of a credential may have (DESIGN section 4)."""

MAX_IRI = 2_000
"""Characters of one identifier: what browsers and servers still take as an address."""

_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,255}\Z")


def _clean_text(text: str) -> str:
    """Normalize to NFC, trim, and refuse what no reader sees and engines disagree on."""
    text = clean_text(text)
    if not text:
        raise PydanticCustomError("text_empty", "the text is empty")
    if (character := unprintable(text)) is not None:
        raise PydanticCustomError(
            "text_control_character",
            "the text holds the invisible character {character}",
            {
                "character": f"U+{ord(character):04X}",
                "mend": "Remove the character; it often comes from copying out of a PDF.",
            },
        )
    if is_blank(text):
        raise PydanticCustomError(
            "text_empty",
            "nobody can see anything of this text",
            {"mend": "Write a text, or remove the field."},
        )
    return text


def _check_iri(text: str) -> str:
    if not is_identifier(text):
        raise PydanticCustomError(
            "iri_invalid",
            "{value} is no absolute identifier",
            {"value": repr(text), "mend": "Write an https address, a DID (did:web:...) or a urn:uuid:..."},
        )
    return text


def _check_web_address(text: str) -> str:
    if not is_web_address(text):
        raise PydanticCustomError(
            "web_address_invalid",
            "{value} is no web address",
            {"value": repr(text), "mend": "Write it in full, beginning with https://"},
        )
    return text


def _check_email(text: str) -> str:
    if not _EMAIL.match(text) or any(unicodedata.category(character) == "Cc" for character in text):
        raise PydanticCustomError(
            "email_invalid",
            "{value} is no e-mail address",
            {"value": repr(text), "mend": "Write it as name@host."},
        )
    return text


Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_clean_text)]
"""One text without markup rules: NFC, trimmed, no control characters but newline and tab."""

Iri = Annotated[str, StringConstraints(max_length=MAX_IRI), AfterValidator(_check_iri)]
"""An absolute IRI: https, did, urn and others."""

WebAddress = Annotated[str, StringConstraints(max_length=MAX_IRI), AfterValidator(_check_web_address)]
"""An absolute http or https address."""

Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(_check_email)]
"""An e-mail address: something, an @, a host (RFC 5321 limits its length to 320)."""

LanguageTag = Annotated[str, StringConstraints(pattern=PLAIN_LANGUAGE_TAG)]
"""A BCP 47 tag of language, script and region."""


def _read_instant(value: Any) -> Any:
    """A plain date means the first instant of that day in UTC; a time needs its zone."""
    if isinstance(value, str):
        if is_day_form(value):
            value = f"{value}T00:00:00Z"
        if not is_datetime_form(value):
            raise PydanticCustomError(
                "time_invalid",
                "{value} is no date and no time with a zone",
                {
                    "value": repr(value),
                    "mend": "Write 2026-06-15, or 2026-06-15T10:00:00+02:00.",
                    "code": "time_invalid",
                },
            )
        try:
            return parse_datetime(value)
        except DocumentError:
            raise PydanticCustomError(
                "time_invalid",
                "{value} is no day of the calendar",
                {
                    # The day as it was written: the time of day was put in above.
                    "value": repr(value.removesuffix("T00:00:00Z")),
                    "mend": "Correct the day or the month.",
                    "code": "time_invalid",
                },
            ) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise PydanticCustomError("time_invalid", "the time is out of the range of years 1 to 9999") from None


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_read_instant),
    AfterValidator(_to_utc),
    PlainSerializer(format_datetime, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A date (2026-06-15: its first instant in UTC) or a time with its zone.",
        }
    ),
]
"""An instant in UTC, whole seconds; written `2026-06-15T00:00:00Z`."""


def _write_amount(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _read_amount(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d+,\d+", value, re.ASCII):
        raise PydanticCustomError(
            "amount_decimal_comma",
            "{value} has a decimal comma",
            {
                "value": repr(value),
                "mend": f"Write {value.replace(',', '.')}, with a point.",
                "code": "decimal_comma",
            },
        )
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", value, re.ASCII):
        raise PydanticCustomError(
            "amount_invalid",
            "{value} is no number",
            {"value": repr(value), "mend": "Write digits, as in 5 or 2.5."},
        )
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_read_amount),
    # Two decimals: what JSON-LD engines all write alike as xsd:double (2.5 agrees everywhere, 1e-7 does not).
    Field(gt=0, max_digits=7, decimal_places=2, allow_inf_nan=False),
    PlainSerializer(_write_amount, when_used="json"),
    WithJsonSchema(
        {"type": "number", "exclusiveMinimum": 0, "description": "A positive number, two decimals at most."}
    ),
]
"""A positive amount with at most two decimals: ECTS credits or hours."""


class LanguageText(RootModel[Annotated[dict[LanguageTag, Text], Field(min_length=1)]]):
    """One text in one or several languages: `{"en": "Data protection", "fi": "Tietosuoja"}`.

    Reading is by language: `text["fi"]`, or `text.best("fi")` where any language will do.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages it is written in, in the order they were given."""
        return tuple(self.root)

    def best(self, *languages: str) -> str:
        """The text in the first of these languages that it has, else in English, else in its first one."""
        return self.root[self.best_language(*languages)]

    def best_language(self, *languages: str) -> str:
        """The tag of the language in which `best` answers."""
        return best_tag(self.root, *languages)

    def only(self, language: str) -> LanguageText:
        """This text in one language alone (the best one if it is not written in that one)."""
        tag = self.best_language(language)
        return LanguageText({tag: self.root[tag]})

    def __getitem__(self, language: str) -> str:
        return self.root[language]

    def __contains__(self, language: object) -> bool:
        return language in self.root

    def __iter__(self) -> Iterator[str]:  # type: ignore[override] # a text iterates over its languages
        return iter(self.root)
