"""The command line in this process: what a user sees of one call, and what must never be seen."""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass
from unittest import mock

from mcissue.cli import main

__all__ = ["Ran", "run"]

NEVER = ("Traceback", "failed in a way that it should not")


@dataclass(frozen=True)
class Ran:
    """One call of the program.

    Attributes:
        status: the exit status.
        out: standard output.
        err: standard error.
    """

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*words: object, **environment: str) -> Ran:
    """Call `mcissue` with these words."""
    output, talk = io.StringIO(), io.StringIO()
    status: object = 0
    with (
        mock.patch.dict(os.environ, environment),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(talk),
    ):
        os.environ.pop("MCISSUE_DEBUG", None)
        try:
            main([str(word) for word in words])
        except SystemExit as leaving:
            status = leaving.code or 0
    assert isinstance(status, int)
    ran = Ran(status, output.getvalue(), talk.getvalue())
    assert not any(words in ran.out + ran.err for words in NEVER), ran
    return ran
