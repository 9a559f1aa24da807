"""A process that is killed while it writes: files by half, and nothing afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["KilledError", "killed_at"]


class KilledError(BaseException):
    """The process is gone; nothing of ours may catch it and go on."""


@contextmanager
def killed_at(instant: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Die at the n-th thing that is done to the disk; nothing works any more afterwards.

    Files are written, perhaps by half, forced to disk, renamed, and folders synced. What the database does to
    the disk is not seen from here: tests/issue/test_kill_points.py sees it.
    """
    done: list[str] = []

    def dying(
        name: str, real: Callable[..., Any], half: Callable[..., Any] | None = None
    ) -> Callable[..., Any]:
        def call(*words: Any, **options: Any) -> Any:
            done.append(name)
            if len(done) == instant and half is not None:
                half(*words)
            if len(done) >= instant:
                raise KilledError
            result = real(*words, **options)
            done.append(f"{name}, done")
            if len(done) >= instant:
                raise KilledError
            return result

        return call

    write, replace_, fsync, unlink = os.write, Path.replace, os.fsync, Path.unlink
    with monkeypatch.context() as patch:
        patch.setattr(
            os, "write", dying("write", write, lambda fd, data: write(fd, bytes(data)[: len(data) // 2]))
        )
        patch.setattr(os, "fsync", dying("fsync", fsync))
        patch.setattr(Path, "replace", dying("replace", replace_))
        # A dead process tidies nothing up.
        patch.setattr(Path, "unlink", lambda self, **o: None if len(done) >= instant else unlink(self, **o))
        patch.setattr(os, "ftruncate", lambda *_: None)
        yield done
