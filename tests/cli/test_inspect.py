"""`mcissue inspect`: what is in a file, without a judgement."""

from __future__ import annotations

import json
import sys
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


SEALED = "samples-signed/elm-support-AA-Annex1-MC-signed.jsonld"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "issuer", "proofs"),
    [
        ("samples/Sample-MC-Annex1-unsigned.jsonld", "University of Zed", 0),
        ("samples/Sample-MC-Annex1-unsigned-uploadable.json", "University of Zed", 0),
        ("samples/elm-support-AA-Annex1-MC-unsigned.json", None, 0),
        (SEALED, "ORGANIZACION TEST", 1),
    ],
)
def test_european_files_have_title_and_issuer(
    reference: Path, capsysbinary: pytest.CaptureFixture[bytes], name: str, issuer: str | None, proofs: int
) -> None:
    """Also inside the form for upload and under a seal; who is named only by the seal is not guessed."""
    status, out, _ = run(capsysbinary, reference / "elm" / name, "--format", "json")
    found = json.loads(out)
    assert (status, found["title"]) == (0, "Digital micro-credential creation")
    assert found["issuer"]["name"] == issuer
    assert found["id"].startswith("urn:credential:")
    assert found["types"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    assert len(found["proofs"]) == proofs


def test_a_place_in_a_status_list_is_shown_where_it_travels_as_an_identifier(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In the signed form and inside the form for upload, each with its place in the file."""
    from tests.formats.edcs import STATUS, upload, write
    from tests.records import full_record

    for document, prefix in (
        (write(full_record(), status=STATUS).document, "$.identifier"),
        (upload(full_record(), status=STATUS).document, "$.credential.identifier"),
    ):
        file = tmp_path / "european.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        _, out, _ = run(capsysbinary, file, "--format", "json")
        (entry,) = json.loads(out)["status"]
        assert entry["statusListIndex"] == STATUS["statusListIndex"]
        assert entry["path"].startswith(prefix)


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


# --- The graph ----------------------------------------------------------------------------------------------


def _graph_of(capsysbinary, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["inspect", *map(str, words)])
    captured = capsysbinary.readouterr()
    return int(caught.value.code or 0), captured.out.decode(), captured.err.decode()


@pytest.mark.oracles
def test_rdf_shows_the_graph_without_its_proofs(tmp_path, capsysbinary) -> None:
    """N-Quads and Turtle say the same; values stand as they are signed."""
    import rdflib

    file = tmp_path / "credential.json"
    file.write_bytes(University().data())
    _, quads, _ = _graph_of(capsysbinary, file, "--rdf", "nquads")
    _, turtle, _ = _graph_of(capsysbinary, file, "--rdf", "turtle")
    assert "proofValue" not in quads + turtle
    assert "ob:OpenBadgeCredential" in turtle
    assert '"2026-06-15T10:00:00Z"' in turtle
    graphs = [
        rdflib.Graph().parse(data=text, format=name) for text, name in ((quads, "nt"), (turtle, "turtle"))
    ]
    assert len(graphs[0]) == len(graphs[1]) == len(quads.splitlines()) > 40
    assert graphs[0].isomorphic(graphs[1])


@pytest.mark.oracles
def test_rdf_of_a_form_for_upload_is_that_of_its_credential(tmp_path, capsysbinary) -> None:
    """What is wrapped around it has no meaning."""
    from tests.formats.edcs import upload
    from tests.records import full_record

    file = tmp_path / "upload.json"
    document = upload(full_record()).document
    del document["credential"]["@context"]  # the European tools know which ones are meant
    file.write_text(json.dumps(document))
    status, out, _ = _graph_of(capsysbinary, file, "--rdf", "turtle")
    assert status == 0
    assert "EuropeanDigitalCredential" in out
    assert "deliveryDetails" not in out


def test_turtle_without_its_extra_says_what_to_install(tmp_path, capsysbinary, monkeypatch) -> None:
    """N-Quads need no extra."""
    file = tmp_path / "credential.json"
    file.write_bytes(University().data())
    monkeypatch.setitem(sys.modules, "rdflib", None)
    assert _graph_of(capsysbinary, file, "--rdf", "nquads")[0] == 0
    status, out, err = _graph_of(capsysbinary, file, "--rdf", "turtle")
    assert (status, out) == (2, "")
    assert "pip install 'mcissue[shacl]'" in err


def test_two_outputs_at_once_are_wrong_usage(tmp_path, capsysbinary) -> None:
    """--canonical is the form that is signed, --rdf the one that is read."""
    file = tmp_path / "credential.json"
    file.write_bytes(University().data())
    status, out, err = _graph_of(capsysbinary, file, "--rdf", "turtle", "--canonical")
    assert (status, out) == (2, "")
    assert "--canonical" in err
