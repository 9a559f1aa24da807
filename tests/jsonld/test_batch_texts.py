"""The texts of a batch are those of the plain writer, whatever documents come, in whatever order."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from mcissue.errors import DocumentError
from mcissue.jsonld.batch.texts import BatchTexts
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import write_json


def document(number: int, **more: Any) -> dict[str, Any]:
    return {
        "@context": ["https://example.org/v1"],
        "id": f"urn:uuid:{number}",
        "type": ["A"],
        "subject": {"name": f"Learner {number}", "grade": {"value": str(number % 5)}, "credits": 5},
        "list": [{"id": f"urn:x:{number}:{place}", "text": "the same"} for place in range(3)],
        "half": 2.5,
        "true": True,
        "nothing": None,
        "empty": [{}, []],
        **more,
    }


def plain(value: dict[str, Any], *, indent: bool) -> str:
    if indent:
        return write_json(value).decode().removesuffix("\n")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


ODD = ['"', "\\", "\n", "\t", "%s", "{}", "é", "課程", "🎓", "</script>", "\u2028", "mcissue 0", " " * 300]

DOCUMENTS: list[dict[str, Any]] = [
    *(document(number) for number in range(6)),
    *(document(number, name=text) for number, text in enumerate(ODD)),
    *({**document(number), "subject": {"name": text, "grade": {"value": text}, "credits": 5}} for number, text in enumerate(ODD)),
    *({**document(number), "half": value} for number, value in enumerate((2.5, 2, True, 1, 1.0, "2.5", None))),
    *({**document(number), "list": [{"id": "x"}] * number} for number in range(4)),
    {**document(1), "type": ["B"]},
    {**document(1), "@context": ["https://example.org/v2"]},
    dict(reversed(document(3).items())),
    {**document(2), "long": "x" * CREDENTIAL_LIMITS.string},
]  # fmt: skip


@pytest.mark.parametrize("indent", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_every_text_is_that_of_the_plain_writer(indent: bool, seed: int) -> None:
    """Quotes, line ends, marks of formats, other types, other shapes; members may stand in a known order."""
    documents = DOCUMENTS * 3
    random.Random(seed).shuffle(documents)
    texts = BatchTexts(indent=indent)
    for value in documents:
        text = str(texts.text(value))
        assert json.loads(text) == value
        assert _kinds(json.loads(text)) == _kinds(value)
        # The same letters, in the order of members that came first.
        assert sorted(text) == sorted(plain(value, indent=indent))


def _kinds(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kinds(item) for key, item in value.items()}
    return [_kinds(item) for item in value] if isinstance(value, list) else type(value)


def test_a_class_of_one_shape_gives_the_same_bytes() -> None:
    """And from the third on the shared pieces are one object, which is what makes it fast and small."""
    texts = BatchTexts(indent=True)
    built = [texts.text(document(number)) for number in range(20)]
    assert [str(each) for each in built] == [plain(document(number), indent=True) for number in range(20)]
    assert len({id(each.pieces) for each in built[2:]}) == 1


@pytest.mark.parametrize("bad", ["\x00", "\x1b[2J", "\ud800", "x" * (CREDENTIAL_LIMITS.string + 1)])
def test_what_can_not_be_written_is_refused_at_any_time(bad: str) -> None:
    """Before anything was learned, and at a place that differs from document to document."""
    for learned in (0, 1, 5):
        texts = BatchTexts(indent=True)
        for number in range(learned):
            texts.text(document(number))
        value = document(7)
        value["subject"]["name"] = bad
        with pytest.raises(DocumentError):
            texts.text(value)
