"""`mcissue inspect`: what is in a file, without a judgement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.university import University

from mcissue.cli import main
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form


def run(capsysbinary: pytest.CaptureFixture[bytes], *words: object) -> tuple[int, bytes, str]:
    with pytest.raises(SystemExit) as caught:
        main(["inspect", *map(str, words)])
    captured = capsysbinary.readouterr()
    return int(caught.value.code or 0), captured.out, captured.err.decode()


@pytest.fixture
def credential(tmp_path: Path) -> Path:
    path = tmp_path / "credential.json"
    path.write_bytes(University().data())
    return path


def test_it_shows_what_is_there(credential: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Format, contexts, issuer, proofs, status entries and elements, and that nothing of it is proven."""
    status, out, _ = run(capsysbinary, credential)
    text = out.decode()
    assert status == 0
    for part in ("Open Badge 3.0", "credentials/v2", "did:web:kymi.example#key-1", "4711", "Aino Virtanen"):
        assert part in text
    assert "Nothing of it is proven" in text


def test_it_shows_the_same_as_json(credential: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A program gets one object."""
    _, out, _ = run(capsysbinary, credential, "--format", "json")
    found = json.loads(out)
    assert found["format"]["id"] == "open_badges_3_0"
    assert found["proofs"][0]["path"] == "$.proof[0]"
    assert found["status"][0]["statusListIndex"] == "4711"
    assert len(found["elements"]) == 16


def test_it_does_not_judge(credential: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A forged, unsigned or strange document is shown all the same, with exit status 0."""
    document = json.loads(credential.read_bytes())
    document.update(proof=[{}], credentialStatus="x", issuer=5, type="VerifiableCredential", name={"a": 1})
    credential.write_text(json.dumps(document))
    status, out, _ = run(capsysbinary, credential)
    assert (status, b"Proofs" in out) == (0, True)
    credential.write_text("{}")
    status, out, _ = run(capsysbinary, credential)
    assert (status, b"nobody has signed it" in out) == (0, True)


def test_canonical_prints_exactly_what_is_signed(
    credential: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The canonical N-Quads of the document without its proofs, byte for byte."""
    _, out, _ = run(capsysbinary, credential, "--canonical")
    assert out == canonical_form(University().credential, contexts=bundled_contexts())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"[1]", b"{", b"\xff\xfe"])
def test_what_is_no_json_object_gets_one_message(
    data: bytes, credential: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Exit status 2 and a sentence, nothing on standard output."""
    credential.write_bytes(data)
    status, out, err = run(capsysbinary, credential)
    assert (status, out) == (2, b"")
    assert err.startswith("Error: ")
    assert "Traceback" not in err


def test_a_document_without_a_clear_meaning_has_no_canonical_form(
    credential: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """An undefined word is named instead."""
    document = json.loads(credential.read_bytes())
    credential.write_text(json.dumps({**document, "grade": "5"}))
    status, out, err = run(capsysbinary, credential, "--canonical")
    assert (status, out) == (2, b"")
    assert "grade" in err


def test_a_missing_file_is_said(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Exit status 2."""
    status, _, err = run(capsysbinary, tmp_path / "gone.json")
    assert status == 2
    assert "gone.json" in err
