"""What a machine remembers of registries, and what it does with damaged memories."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.registry.samples import NOW, OPERATOR, OTHER, entry_data, registry, sign, snapshot_data, to_bytes

from mcissue.errors import RegistryError
from mcissue.proof.keys import PrivateKey
from mcissue.registry.snapshot import Registry, load_registry
from mcissue.registry.state import RegistryState
from mcissue.seen import state_directory

NAMES = 2
"""Under how many names a registry with one pinned key is kept: the key's, and the operator's."""

needs_modes = pytest.mark.skipif(os.name != "posix", reason="file modes are a thing of POSIX")


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "registries").iterdir())


def refused(action) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        action()
    assert caught.value.indeterminate
    return caught.value


def test_nothing_is_known_at_first(tmp_path):
    """Without a memory no number is asked for, and reading makes no folder."""
    state = RegistryState(tmp_path / "new")
    assert state.minimum_sequence(OPERATOR.public_key) is None
    assert not (tmp_path / "new").exists()


def test_the_highest_number_is_kept(tmp_path):
    """Numbers rise; a lower one is refused and changes nothing; the same one may come again."""
    state = RegistryState(tmp_path / "deep" / "state")
    for sequence in (3, 3, 10, 12):
        state.remember(registry(sequence=sequence))
        assert state.minimum_sequence(OPERATOR.public_key) == sequence
    error = refused(lambda: state.remember(registry(sequence=11)))
    assert (error.code, error.detail) == ("registry_rolled_back", {"sequence": 11, "minimum": 12})
    assert state.minimum_sequence(OPERATOR.public_key) == 12
    assert len(kept(tmp_path / "deep" / "state")) == NAMES


def test_operators_are_kept_apart(tmp_path):
    """The number of one operator says nothing about another's."""
    state = RegistryState(tmp_path)
    state.remember(registry(sequence=5))
    assert state.minimum_sequence(OTHER.public_key) is None
    operator = {"id": "did:web:other.example", "name": {"en": "Operator S"}}
    data = to_bytes(sign(snapshot_data(operator=operator), key=OTHER))
    state.remember(load_registry(data, operator_key=OTHER.public_key, at=NOW))
    assert state.minimum_sequence(OTHER.public_key) == 12
    assert state.minimum_sequence(OPERATOR.public_key) == 5


def _seen(key: PrivateKey, sequence: int, *pinned: PrivateKey, **content: object) -> Registry:
    """A registry by one key, read by somebody who pins some."""
    data = to_bytes(sign(snapshot_data(sequence=sequence, **content), key=key))
    return load_registry(data, operator_key=[each.public_key for each in pinned], at=NOW)


OLD, NEW = OPERATOR, OTHER


@pytest.mark.parametrize("pinned_then", [(OLD, NEW), (NEW,)])
@pytest.mark.parametrize("pinned_now", [(OLD, NEW), (NEW, OLD), (OLD,)])
def test_a_change_of_the_operators_key_is_no_way_back(tmp_path, pinned_then, pinned_now):
    """Number 10 by the new key was seen: number 9 by the old key is refused, whichever keys are pinned."""
    state = RegistryState(tmp_path)
    state.remember(_seen(OLD, 9, *pinned_now))  # at first it is good
    state.remember(_seen(NEW, 10, *pinned_then))
    error = refused(lambda: state.remember(_seen(OLD, 9, *pinned_now)))
    assert (error.code, error.detail) == ("registry_rolled_back", {"sequence": 9, "minimum": 10})
    state.remember(_seen(NEW, 10, *pinned_then))  # undone: the newest still passes


def test_a_registry_under_another_id_of_its_operator_is_the_same_one(tmp_path):
    """Keys that are pinned together belong to one registry, even if its operator has another id now."""
    state = RegistryState(tmp_path)
    operator = {"id": "did:web:new.example", "name": {"en": "Operator R"}}
    state.remember(_seen(NEW, 10, OLD, NEW, operator=operator))
    assert refused(lambda: state.remember(_seen(OLD, 9, OLD, NEW))).code == "registry_rolled_back"
    assert refused(lambda: state.remember(_seen(OLD, 9, OLD))).code == "registry_rolled_back"


def test_one_number_by_two_keys_is_a_fork(tmp_path):
    """Two different contents under one number are refused, though another key has signed the second."""
    state = RegistryState(tmp_path)
    state.remember(_seen(OLD, 10, OLD, NEW))
    fork = _seen(NEW, 10, OLD, NEW, entries=[entry_data(country="SE")])
    assert refused(lambda: state.remember(fork)).code == "registry_sequence_reused"
    state.remember(_seen(NEW, 10, OLD, NEW))  # undone: the same content


@pytest.mark.parametrize("way", ["first taken away", "last taken away", "other order"])
def test_taking_a_proof_away_is_no_way_back(tmp_path, way):
    """Anybody can take away or swap the proofs of a set; the memory does not depend on them."""
    proofs = [sign(snapshot_data(sequence=9), key=key)["proof"] for key in (OLD, NEW)]
    changed = {"first taken away": proofs[1:], "last taken away": proofs[:1], "other order": proofs[::-1]}[
        way
    ]
    state = RegistryState(tmp_path)
    pinned = [OLD.public_key, NEW.public_key]
    newest = sign(snapshot_data(sequence=10), key=OLD)
    newest["proof"] = [newest["proof"], sign(snapshot_data(sequence=10), key=NEW)["proof"]]
    state.remember(load_registry(to_bytes(newest), operator_key=pinned, at=NOW))
    data = to_bytes(sign(snapshot_data(sequence=9), key=OLD) | {"proof": changed})
    older = load_registry(data, operator_key=pinned, at=NOW)
    assert refused(lambda: state.remember(older)).code == "registry_rolled_back"


def test_two_registries_with_one_number(tmp_path):
    """An operator who shows two contents under one number is caught; another layout of one content is fine."""
    state = RegistryState(tmp_path)
    state.remember(registry())
    data = json.dumps(sign(snapshot_data()), indent=3).encode()
    state.remember(load_registry(data, operator_key=OPERATOR.public_key, at=NOW))
    error = refused(lambda: state.remember(registry(entry_data(country="SE"))))
    assert error.code == "registry_sequence_reused"


@needs_modes
def test_the_memory_is_its_owners(tmp_path):
    """Folder and file can be read by their owner alone, whatever the umask."""
    before = os.umask(0)
    try:
        RegistryState(tmp_path).remember(registry())
    finally:
        os.umask(before)
    file, _ = kept(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff", b"{}", b'{"content_sha256": 5}', b'{"content_sha256": "x"}', b"[" * 9_000],
)
def test_a_damaged_memory_is_named(tmp_path, damage):
    """A file that isn't ours any more gives one clear error with its place, not a guess."""
    state = RegistryState(tmp_path)
    state.remember(registry())
    file = tmp_path / "registries" / f"{OPERATOR.public_key.fingerprint}-12.json"
    file.write_bytes(damage)
    error = refused(lambda: state.remember(registry()))
    assert (error.code, error.path) == ("registry_state_unreadable", str(file))
    # The number itself is in the name and still protects.
    assert state.minimum_sequence(OPERATOR.public_key) == 12
    state.remember(registry(sequence=13))
    assert state.minimum_sequence(OPERATOR.public_key) == 13


def test_foreign_files_do_not_disturb(tmp_path):
    """Whatever else lies in the folder is left alone."""
    state = RegistryState(tmp_path)
    state.remember(registry())
    (tmp_path / "registries" / "notes.txt").write_text("x")
    (tmp_path / "registries" / f"{OPERATOR.public_key.fingerprint}-x.json").write_text("x")
    assert state.minimum_sequence(OPERATOR.public_key) == 12
    state.remember(registry(sequence=13))
    assert len(kept(tmp_path)) == NAMES + 2


def test_a_folder_that_is_a_file(tmp_path):
    """A path that can't be a folder is unreadable or unwritable, by our error."""
    (tmp_path / "registries").write_text("x")
    assert (
        refused(lambda: RegistryState(tmp_path).minimum_sequence(OPERATOR.public_key)).code
        == "registry_state_unreadable"
    )
    blocked = RegistryState(tmp_path / "registries")
    assert refused(lambda: blocked.remember(registry())).code in {
        "registry_state_unreadable",
        "registry_state_unwritable",
    }


def test_a_crash_while_writing_leaves_nothing(tmp_path, monkeypatch):
    """If putting the file in place fails, the old number stays and no part of a file is left."""
    state = RegistryState(tmp_path)
    state.remember(registry())

    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    error = refused(lambda: state.remember(registry(sequence=13)))
    assert error.code == "registry_state_unwritable"
    assert "No space left" in error.message
    assert f"{OPERATOR.public_key.fingerprint}-12.json" in {file.name for file in kept(tmp_path)}
    assert all(file.name.endswith("-12.json") for file in kept(tmp_path))


def test_programs_at_once_keep_the_highest(tmp_path):
    """However several programs interleave, the highest number that one of them saw is kept."""
    registries = [registry(sequence=number) for number in range(1, 21)]

    def remember(seen: Registry) -> None:
        try:
            RegistryState(tmp_path).remember(seen)
        except RegistryError as error:
            if error.code != "registry_rolled_back":
                raise

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(remember, registries))
    assert RegistryState(tmp_path).minimum_sequence(OPERATOR.public_key) == 20


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"MCISSUE_STATE_DIR": "/x"}, "linux", "/x"),
        ({"MCISSUE_STATE_DIR": "/x", "XDG_STATE_HOME": "/y"}, "linux", "/x"),
        ({}, "linux", "/home/ana/.local/state/mcissue"),
        ({"MCISSUE_STATE_DIR": ""}, "linux", "/home/ana/.local/state/mcissue"),
        ({"XDG_STATE_HOME": "/y"}, "linux", "/y/mcissue"),
        ({"XDG_STATE_HOME": "relative"}, "linux", "/home/ana/.local/state/mcissue"),
        ({"XDG_STATE_HOME": "/y"}, "darwin", "/home/ana/Library/Application Support/mcissue"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/mcissue"),
        ({}, "win32", "/home/ana/AppData/Local/mcissue"),
    ],
)
def test_where_the_memory_is(environ, platform, expected):
    """Each platform has its own place, and a variable overrides it."""
    assert state_directory(environ, platform=platform, home=Path("/home/ana")) == Path(expected)


def test_without_a_home(monkeypatch):
    """A user without a home folder is told to name a state folder."""

    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", nowhere)
    error = refused(lambda: state_directory({}, platform="linux"))
    assert error.code == "registry_state_unwritable"
    assert "MCISSUE_STATE_DIR" in str(error)
