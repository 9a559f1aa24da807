"""The context store: exact addresses, pinned bytes, nothing from outside."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import subprocess
import sys
import tomllib
import zipfile

import pytest
import rfc8785
from hatchling.builders.wheel import WheelBuilder
from tests.jsonld.contexts_oracle import CONTEXTS, ROOT, index, rows

from mcissue.errors import ContextError
from mcissue.jsonld import urls
from mcissue.jsonld.contexts import MAX_CONTEXT_BYTES, ContextStore, bundled_contexts
from mcissue.jsonld.contexts import store as contexts

OURS = "https://example.org/contexts/own/v1"
DOCUMENT = {"@context": {"score": "https://example.org/terms#score"}}


def refused(call) -> ContextError:
    with pytest.raises(ContextError) as caught:
        call()
    return caught.value


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CONTEXTS, tmp_path / "contexts")


def test_each_constant_is_an_address_of_the_store() -> None:
    """Every address constant names a shipped context, and every shipped context has its constant."""
    assert {getattr(urls, name) for name in urls.__all__} == bundled_contexts().urls == set(index())


@pytest.mark.parametrize(
    ("url", "row"), list(rows()), ids=lambda value: value if isinstance(value, str) else value["edition"]
)
def test_each_edition_loads_with_its_digest(url: str, row: dict) -> None:
    """Each file of the index is there, has the pinned SHA-256, and is a context document."""
    store = bundled_contexts().at_edition(url, row["edition"])
    data = (CONTEXTS / row["file"]).read_bytes()
    assert store.digest(url) == row["sha256"] == hashlib.sha256(data).hexdigest()
    assert store.load(url) == json.loads(data)
    assert list(store.load(url)) == ["@context"]
    assert set(row["published"]) == {"sha256", "sha384"}
    assert row["published"]["sha256"] != row["sha256"]


def test_the_folder_holds_nothing_else() -> None:
    """No stray file lies in the folder, and no file serves two editions."""
    files = [row["file"] for _, row in rows()]
    assert len(files) == len(set(files))
    assert {path.name for path in CONTEXTS.iterdir()} == {*files, "INDEX.json", "README.md"}


def test_the_wheel_takes_the_whole_folder(tmp_path) -> None:
    """What travels in the wheel is the folder, byte by byte, and an installed mcissue finds it there."""
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["force-include"]["contexts"] == "mcissue/contexts"
    assert "/contexts" in targets["sdist"]["include"]
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built) as archive:
        packed = {
            name: archive.read(name) for name in archive.namelist() if name.startswith("mcissue/contexts/")
        }
        archive.extractall(tmp_path / "installed")
    assert packed == {f"mcissue/contexts/{path.name}": path.read_bytes() for path in CONTEXTS.iterdir()}
    program = "from mcissue.jsonld.contexts import store as contexts; print(contexts.__file__, len(contexts.bundled_contexts().urls))"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path / "installed")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [
        str(tmp_path / "installed/mcissue/jsonld/contexts/store.py"),
        str(len(index())),
    ]


def test_the_packaged_folder_comes_first(monkeypatch, tmp_path) -> None:
    """A folder inside the package is used before the one of the checkout."""
    for place in ("contexts", "src/mcissue/contexts"):
        shutil.copytree(CONTEXTS, tmp_path / place)
    (tmp_path / "src/mcissue/contexts/INDEX.json").write_text("{}")
    monkeypatch.setattr(contexts, "__file__", str(tmp_path / "src/mcissue/jsonld/contexts/store.py"))
    assert bundled_contexts.__wrapped__().urls == frozenset()
    shutil.rmtree(tmp_path / "src/mcissue/contexts")
    assert bundled_contexts.__wrapped__().urls == set(index())


def test_a_package_inside_an_archive_finds_its_contexts(tmp_path) -> None:
    """Python imports packages from archives too, where no path leads to a file."""
    archive = tmp_path / "mcissue.pyz"
    package = ROOT / "src" / "mcissue"
    with zipfile.ZipFile(archive, "w") as made:
        for room in (package, *(package / name for name in ("jsonld", "codes", "words"))):
            for path in room.rglob("*.py") if room != package else room.glob("*.py"):
                made.write(path, str(path.relative_to(package.parent)))
        for path in CONTEXTS.iterdir():
            made.write(path, f"mcissue/contexts/{path.name}")
    program = (
        "from mcissue.jsonld.contexts import store as contexts; store = contexts.bundled_contexts();"
        "print(contexts.__file__, len([store.load(url) for url in store.urls]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(archive)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [str(archive / "mcissue/jsonld/contexts/store.py"), str(len(index()))]


def test_without_either_folder_nothing_is_guessed(monkeypatch, tmp_path) -> None:
    """A folder called contexts that is not ours is left alone, and the error says what to do."""
    monkeypatch.setattr(contexts.resources, "files", lambda _: tmp_path / "package")
    monkeypatch.setattr(contexts, "__file__", str(tmp_path / "a/b/c/contexts.py"))
    (tmp_path / "contexts").mkdir()
    (tmp_path / "contexts/README.md").write_text("Somebody else's.")
    error = refused(bundled_contexts.__wrapped__)
    assert (error.code, error.indeterminate) == ("contexts_not_found", True)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.w3.org/ns/credentials/v2/",
        "http://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/Credentials/v2",
        "https://WWW.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/v2#",
        "https://www.w3.org/ns/credentials/v2?",
        "https://www.w3.org:443/ns/credentials/v2",
        "https://www.w3.org/ns/../ns/credentials/v2",
        " https://www.w3.org/ns/credentials/v2",
        "https://w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "",
        "INDEX.json",
        "../contexts/INDEX.json",
    ],
)
def test_an_address_counts_character_by_character(url: str) -> None:
    """A look-alike of a known address is unknown, which is no proof of harm."""
    error = refused(lambda: bundled_contexts().load(url))
    assert (error.code, error.indeterminate) == ("context_unknown", True)
    assert error.detail == {"url": url}


def test_an_unknown_address_gets_a_hint_and_is_not_repeated_at_length() -> None:
    """The error names the address that was probably meant, and a hostile address does not fill the report."""
    assert urls.CREDENTIALS_V2 in (
        refused(lambda: bundled_contexts().load(urls.CREDENTIALS_V2 + "/")).mend or ""
    )
    assert len(str(refused(lambda: bundled_contexts().load("https://example.org/" + "x" * 100_000)))) < 600


@pytest.mark.parametrize("url", [None, 5, ["https://www.w3.org/ns/credentials/v2"], {}])
def test_what_is_no_address_is_unknown(url) -> None:
    """Whatever a document holds in place of an address, the answer is the store's own error."""
    assert refused(lambda: bundled_contexts().load(url)).code == "context_unknown"


def test_editions_newest_first_and_by_name() -> None:
    """Open Badges 3.0.3 has three contents under one address; the newest is the default."""
    store = bundled_contexts()
    assert store.editions(urls.OB_3_0_3) == ("2026-06", "2025-11", "2024-03")
    has = {}
    for edition in store.editions(urls.OB_3_0_3):
        older = store.at_edition(urls.OB_3_0_3, edition)
        context = older.load(urls.OB_3_0_3)["@context"]
        has[edition] = ("jti" in context, "endorsementJwt" in context)
        assert older.editions(urls.OB_3_0_3) == (edition,)
        assert older.urls == store.urls
    assert has == {"2026-06": (True, True), "2025-11": (True, False), "2024-03": (False, False)}
    assert store.load(urls.OB_3_0_3) == store.at_edition(urls.OB_3_0_3, "2026-06").load(urls.OB_3_0_3)


def test_an_edition_that_is_not_held_is_refused() -> None:
    """Asking for another edition than the held ones names those."""
    error = refused(lambda: bundled_contexts().at_edition(urls.OB_3_0_3, "2027-01"))
    assert (error.code, error.indeterminate) == ("context_edition_unknown", True)
    assert "2024-03" in str(error)
    assert refused(lambda: bundled_contexts().at_edition("urn:no", "v1")).code == "context_unknown"
    assert refused(lambda: bundled_contexts().editions("urn:no")).code == "context_unknown"
    assert refused(lambda: bundled_contexts().digest("urn:no")).code == "context_unknown"


def test_a_caller_cannot_spoil_a_context_for_others() -> None:
    """Writing into a loaded context changes nothing for the next one who loads it."""
    store = bundled_contexts()
    loaded = store.load(urls.CREDENTIALS_V2)
    loaded["@context"]["name"] = "https://example.org/evil"
    loaded["@context"]["VerifiableCredential"]["@context"].clear()
    assert store.load(urls.CREDENTIALS_V2)["@context"]["name"] == "https://schema.org/name"
    assert store.load(urls.CREDENTIALS_V2)["@context"]["VerifiableCredential"]["@context"]


def test_each_file_is_read_once(folder) -> None:
    """A file is read and compared at the first use only, also by stores made from this one."""
    store = ContextStore.from_folder(folder)
    first = store.load(urls.DID_V1)
    (folder / "did-v1.json").unlink()
    assert store.load(urls.DID_V1) == first
    assert store.with_context(OURS, DOCUMENT).load(urls.DID_V1) == first
    assert refused(lambda: ContextStore.from_folder(folder).load(urls.DID_V1)).code == "context_altered"


@pytest.mark.parametrize(
    "edit", [lambda data: data + b" ", lambda data: data.replace(b"schema.org", b"schema.net"), lambda _: b""]
)
def test_an_altered_file_is_detected(folder, edit) -> None:
    """One changed byte is enough, and the other contexts still work; the credential is not to blame."""
    path = folder / "credentials-v2.json"
    path.write_bytes(edit(path.read_bytes()))
    store = ContextStore.from_folder(folder)
    error = refused(lambda: store.load(urls.CREDENTIALS_V2))
    assert (error.code, error.indeterminate) == ("context_altered", True)
    assert error.detail["found"] != error.detail["expected"]
    assert store.load(urls.DID_V1)


@pytest.mark.parametrize(
    "text", [None, "", "[]", '{"a": 5}', '{"a": [{}]}', '{"a": [5]}', '{"a": null}', "[" * 100_000]
)
def test_a_folder_without_a_usable_index_is_refused(folder, text) -> None:
    """A missing or broken index is a fault of the installation."""
    (folder / "INDEX.json").unlink()
    if text is not None:
        (folder / "INDEX.json").write_text(text)
    error = refused(lambda: ContextStore.from_folder(folder))
    assert (error.code, error.indeterminate) == ("contexts_not_found", True)


def test_an_added_context_is_known_in_the_new_store_only() -> None:
    """Adding gives a new store; the first one still does not know the address."""
    store = bundled_contexts()
    more = store.with_context(OURS, DOCUMENT)
    assert more.load(OURS) == DOCUMENT
    assert more.urls == store.urls | {OURS}
    assert OURS not in store.urls
    assert refused(lambda: store.load(OURS)).code == "context_unknown"
    assert ContextStore().urls == frozenset()
    assert ContextStore().with_context(OURS, DOCUMENT).urls == {OURS}


def test_an_added_context_is_kept_as_it_was() -> None:
    """Changing the object afterwards does not change the store."""
    document = json.loads(json.dumps(DOCUMENT))
    store = bundled_contexts().with_context(OURS, document)
    document["@context"]["score"] = "https://example.org/evil"
    assert store.load(OURS) == DOCUMENT


def test_an_added_context_is_pinned_by_its_digest() -> None:
    """A file is pinned by its bytes, an object by its RFC 8785 form; another digest is refused."""
    data = b'{ "@context" : {"score": "https://example.org/terms#score"} }\n'
    of_bytes, of_object = (
        hashlib.sha256(data).hexdigest(),
        hashlib.sha256(rfc8785.dumps(DOCUMENT)).hexdigest(),
    )
    store = ContextStore()
    assert store.with_context(OURS, data, sha256=of_bytes).digest(OURS) == of_bytes
    assert store.with_context(OURS, DOCUMENT, sha256=of_object).digest(OURS) == of_object
    assert store.with_context(OURS, data).load(OURS) == DOCUMENT
    for wrong in (of_object, of_bytes.upper(), "", "0" * 64):
        error = refused(lambda wrong=wrong: store.with_context(OURS, data, sha256=wrong))
        assert error.code == "context_altered"
        assert error.detail["expected"] == wrong


def test_a_shipped_context_cannot_be_replaced() -> None:
    """One address never gets a second meaning, not even by the caller's wish."""
    for url in (urls.CREDENTIALS_V2, urls.OB_3_0_3):
        assert refused(lambda url=url: bundled_contexts().with_context(url, DOCUMENT)).code == "context_known"
    once = bundled_contexts().with_context(OURS, DOCUMENT)
    assert refused(lambda: once.with_context(OURS, DOCUMENT)).code == "context_known"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"@context": "https://example.org/other"},
        {"@context": None},
        {"@context": {"a": {1, 2}}},
        {"@context": {"a": float("nan")}},
        {"@context": {"a": 2**70}},
        {"@context": {"a": "\ud800"}},
        {1: {}},
        [],
        None,
        "text",
        b"",
        b"{",
        b"[]",
        b'{"@context": {}, "@context": {"a": "urn:b"}}',
        b'{"@context": {"a": NaN}}',
        b"\xff{}",
        b"[" * 100_000,
        b'{"@context": {}}' + b" " * MAX_CONTEXT_BYTES,
    ],
)
def test_what_is_no_context_document_is_not_added(document) -> None:
    """Anything but an object with a `@context` of its own is refused with the store's own error."""
    assert refused(lambda: ContextStore().with_context(OURS, document)).code == "context_malformed"


def test_a_deep_object_is_not_added() -> None:
    """Nesting without end is refused, not followed."""
    deep: dict = {}
    for _ in range(100_000):
        deep = {"a": deep}
    try:
        assert (
            refused(lambda: ContextStore().with_context(OURS, {"@context": deep})).code == "context_malformed"
        )
    finally:
        while deep:
            deep = deep["a"]


def test_the_bundled_store_is_made_once() -> None:
    """All callers share one store, which cannot be changed."""
    assert bundled_contexts() is bundled_contexts()
    with pytest.raises(AttributeError):
        bundled_contexts().anything = 1  # type: ignore[attr-defined]


def test_a_store_travels_to_a_worker_process() -> None:
    """A store, with added contexts and chosen editions, can be pickled for worker processes."""
    store = bundled_contexts().with_context(OURS, DOCUMENT).at_edition(urls.OB_3_0_3, "2024-03")
    copy = pickle.loads(pickle.dumps(store))
    assert copy.urls == store.urls
    assert copy.digest(urls.OB_3_0_3) == store.digest(urls.OB_3_0_3)
    assert copy.load(OURS) == DOCUMENT
