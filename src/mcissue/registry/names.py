"""Names that look alike: the skeleton of a name, and whether it is written oddly.

Names decide nothing: issuers are looked up by their ids alone. But people read names, and a stranger may
write one that looks like a recognised institution's. The skeleton is our own and small, in the manner of
Unicode's (UTS 39, section 4): two names with one skeleton may be taken for one another. It serves for notes
only, so it may be coarse. What it does: letters of the Greek and Cyrillic alphabets become the Latin letters
that they look like; accents, marks, blanks, punctuation and what can't be seen go away; case goes away; and
`i`, `l`, `1` are one, `o` and `0`, `m` and `rn`, `w` and `vv`.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["is_odd", "same_name", "skeleton"]

_MIN_SKELETON: Final = 3
"""Letters of the shortest skeleton that is compared: shorter ones are alike by chance."""

_CYRILLIC: Final = (
    ("АВСЕНІЈКМОРЅТХУҮԚԜЗӀ", "ABCEHIJKMOPSTXYYQW3I"),
    ("авсенкмортхуѕіјһԁԛԝгпзьӏ", "abcehkmoptxysijhdqwrn3bl"),
)
_GREEK: Final = (
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    ("αβγεηικνορτυχω", "abyenikvoptuxw"),
)
_LATIN: Final = (("ıȷɑɡɩʟʀøłđħŧßƒ", "ijagilroldhtbf"),)

_LOOKS_LIKE: Final = {
    ord(foreign): latin
    for foreign_letters, latin_letters in (*_CYRILLIC, *_GREEK, *_LATIN)
    for foreign, latin in zip(foreign_letters, latin_letters, strict=True)
}
"""Letters, and the Latin letter that each is taken for, as they stand: Н is taken for H, and н for h, too."""

_CLASSES: Final = {ord("i"): "l", ord("1"): "l", ord("0"): "o", ord("m"): "rn", ord("w"): "vv"}

_ALPHABETS: Final = ("LATIN ", "GREEK ", "CYRILLIC ")
"""How the names of Unicode's letters begin."""


def skeleton(name: str) -> str:
    """What is left of a name once everything is taken away by which look-alikes differ.

    Args:
        name: a name in any script.

    Returns:
        Letters and digits; empty if so few are left that a likeness would mean nothing.
    """
    # Compatibility forms first (full-width and mathematical letters), then letters without their marks.
    plain = unicodedata.normalize("NFKD", name).translate(_LOOKS_LIKE)
    letters = "".join(
        character for character in plain.casefold() if unicodedata.category(character)[0] in {"L", "N"}
    )
    # Case folding may bring new letters of the table (the long s, the final sigma).
    reduced = letters.translate(_LOOKS_LIKE).translate(_CLASSES)
    return reduced if len(reduced) >= _MIN_SKELETON else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for how Unicode composes their letters."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def is_odd(name: str) -> bool:
    """Whether a name is written as no institution writes its own.

    That is: it holds characters that can't be seen or that turn the direction of reading, it begins or ends
    with a blank, or one of its words mixes the Latin, Greek and Cyrillic alphabets.
    """
    if name != name.strip() or any(unicodedata.category(character) in {"Cc", "Cf"} for character in name):
        return True
    return any(len(_alphabets(word)) > 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    names = [unicodedata.name(character, "") for character in word if character.isalpha()]
    return {alphabet for alphabet in _ALPHABETS for name in names if name.startswith(alphabet)}
