"""The memory of what was seen: written by earlier versions, it still protects."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.registry.samples import OPERATOR, entry_data, registry

from mcissue.errors import RegistryError
from mcissue.registry.state import RegistryState
from mcissue.seen import Memory
from mcissue.status.state import StatusListState

NAME = "0123456789abcdef" * 4


def memory(folder: Path) -> Memory:
    return Memory(
        folder=folder,
        suffix=".x",
        what="things",
        error=RegistryError,
        unreadable="registry_state_unreadable",
        unwritable="registry_state_unwritable",
        mend="",
    )


def test_registries_remembered_at_first_are_honoured(tmp_path: Path) -> None:
    """A file in the form of the first version holds the number and the digest."""
    name = "86c9b6665c5455c16ffcc0262e091a4143eea7c6506f7507bf6e7b7a64f8fb84-12.json"
    folder = tmp_path / "registries"
    folder.mkdir()
    (folder / name).write_text(
        '{\n  "operator": "Operator R",\n'
        '  "operator_key": "z6MkjjHvPjW7Lq6PuzJFPG4PQN9P9FHKDXY9zddP1SgPkB8D",\n'
        f'  "sequence": 12,\n  "content_sha256": "{registry().content_sha256}"\n}}\n',
        encoding="utf-8",
    )
    state = RegistryState(tmp_path)
    assert state.minimum_sequence(OPERATOR.public_key) == 12
    state.remember(registry())
    with pytest.raises(RegistryError) as refused:
        state.remember(registry(sequence=11))
    assert refused.value.code == "registry_rolled_back"
    with pytest.raises(RegistryError) as refused:
        state.remember(registry(entry_data(country="SE")))
    assert refused.value.code == "registry_sequence_reused"
    # What is written today has the same form.
    before = (folder / name).read_bytes()
    for file in folder.iterdir():
        file.unlink()
    state.remember(registry())
    assert (folder / name).read_bytes() == before


def test_status_lists_remembered_at_first_are_honoured(tmp_path: Path) -> None:
    """An empty file whose name is a digest of issuer and address, and a date in microseconds."""
    name = "554517b6fd5ae15d1c14ad197f193972871c7985370f84ec210eed38bfbcb7b7-63917380800250000"
    (tmp_path / "status-lists").mkdir()
    (tmp_path / "status-lists" / name).touch()
    state = StatusListState(tmp_path)
    key = ("did:web:kymi.example", "https://kymi.example/status/1")
    assert state[key] == datetime(2026, 6, 18, 12, 0, 0, 250_000, tzinfo=UTC)
    state.remember(*key, datetime(2026, 6, 17, tzinfo=UTC))
    assert [file.name for file in (tmp_path / "status-lists").iterdir()] == [name]


def test_a_late_writer_does_not_undo_a_higher_number(tmp_path: Path) -> None:
    """A program that saw less keeps its number beside the higher one, and the higher one counts."""
    kept = memory(tmp_path)
    kept.keep(NAME, 20)
    kept.keep(NAME, 5)
    assert max(kept.numbers(NAME)) == 20
    kept.keep(NAME, 21)
    assert set(kept.numbers(NAME)) == {21}


def test_other_files_are_no_numbers(tmp_path: Path) -> None:
    """Another thing, another suffix, a part of a file: none of them counts, and none is taken away."""
    others = [
        f"{'f' * 64}-9.x",
        f"{NAME}-9",
        f"{NAME}-9.y",
        f".{NAME}-9.x.part",
        f"{NAME}-9\n.x",
        f"{NAME}-{'9' * 19}.x",
    ]
    for name in others:
        (tmp_path / name).touch()
    kept = memory(tmp_path)
    assert kept.numbers(NAME) == {}
    kept.keep(NAME, 1)
    assert {file.name for file in tmp_path.iterdir()} == {*others, f"{NAME}-1.x"}
