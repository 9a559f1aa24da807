"""The memory of status lists: the newest date of each list, and nobody else's list of the same address."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mcissue.errors import StatusListError
from mcissue.status.state import StatusListState

ISSUER, URL = "did:web:kymi.example", "https://kymi.example/status/1"
KEY = (ISSUER, URL)
DAY = datetime(2026, 6, 18, 12, 0, 0, 250_000, tzinfo=UTC)


def test_the_newest_date_is_kept(tmp_path: Path) -> None:
    """To the microsecond; an older one changes nothing, and one file is left."""
    state = StatusListState(tmp_path)
    assert state.get(KEY) is None
    for date in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=1), DAY - timedelta(days=1)):
        state.remember(*KEY, date)
    assert state.get(KEY) == DAY + timedelta(days=1)
    assert len(list((tmp_path / "status-lists").iterdir())) == 1
    assert StatusListState(tmp_path)[KEY] == DAY + timedelta(days=1)


def test_somebody_elses_list_of_the_address_does_not_count(tmp_path: Path) -> None:
    """Else anybody with a key could make the true list look old."""
    state = StatusListState(tmp_path)
    state.remember(ISSUER, URL, DAY)
    state.remember("did:key:z6MkEve", URL, DAY + timedelta(days=365))
    assert state[KEY] == DAY


def test_nothing_is_kept_in_words(tmp_path: Path) -> None:
    """Whom somebody verifies is his business: digests, for his eyes."""
    state = StatusListState(tmp_path)
    state.remember(*KEY, DAY)
    (file,) = (tmp_path / "status-lists").iterdir()
    assert "kymi" not in file.name
    assert file.read_bytes() == b""
    assert file.stat().st_mode & 0o077 == 0
    assert list(state) == []
    assert len(state) == 0


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way to mend it; what is there can still be read."""
    state = StatusListState(tmp_path)
    state.remember(*KEY, DAY)

    def refuse(*_words: Any, **_options: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StatusListError) as caught:
        state.remember(*KEY, DAY + timedelta(days=1))
    assert (caught.value.code, caught.value.indeterminate) == ("status_state_unwritable", True)
    assert "MCISSUE_STATE_DIR" in str(caught.value)
    assert state[KEY] == DAY


def test_a_folder_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    """What can't be compared is not passed over."""
    (tmp_path / "status-lists").write_text("a file in its place")
    with pytest.raises(StatusListError) as caught:
        StatusListState(tmp_path).get(KEY)
    assert (caught.value.code, caught.value.indeterminate) == ("status_state_unreadable", True)
