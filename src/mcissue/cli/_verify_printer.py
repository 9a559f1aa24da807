"""What `mcissue verify` prints of its reports, and the exit status that they give."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli._verify_inputs import STDIN, read_input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcissue.verify import Report, Verifier
    from mcissue.verify.page import Unreadable

__all__ = ["EXITS", "EXIT_INDETERMINATE", "EXIT_INVALID", "EXIT_UNREADABLE", "EXIT_VALID", "ReportPrinter"]

EXIT_VALID = 0
EXIT_INVALID = 1
EXIT_UNREADABLE = 2
EXIT_INDETERMINATE = 3

EXITS = {"valid": EXIT_VALID, "invalid": EXIT_INVALID, "indeterminate": EXIT_INDETERMINATE}

_EXIT_ORDER = (EXIT_INVALID, EXIT_UNREADABLE, EXIT_INDETERMINATE, EXIT_VALID)
"""Of several files the first of these that occurred (DESIGN section 6)."""


@dataclass(frozen=True, slots=True)
class ReportPrinter:
    """Verifies files one after the other and prints each report at once.

    Attributes:
        verifier: what they are verified with.
        output: `text`, `json` or `html`.
        several: whether there is more than one file, so that each needs its own line or rule.
        after: what is done with each report before it is printed.
    """

    verifier: Verifier
    output: str
    several: bool
    after: Callable[[Report], None]

    def run(self, files: Sequence[str]) -> int:
        """Verify all files, and give the exit status."""
        if self.output == "html":
            return self._page(files)
        if hasattr(sys.stdout, "reconfigure"):
            # A console that can't show a letter shows its number instead of stopping.
            sys.stdout.reconfigure(errors="backslashreplace")
        results = [(name, self._one(name, first=place == 0)) for place, name in enumerate(files)]
        if self.several and self.output == "text":
            self._summary(results)
        statuses = {status for _, status in results}
        return next(status for status in _EXIT_ORDER if status in statuses)

    def _page(self, files: Sequence[str]) -> int:
        """Verify all files, write one page, and give the exit status."""
        from mcissue.verify.page import report_page

        reports = [self._report(name) for name in files]
        # As bytes: the page says of itself that it is UTF-8, whatever the console is.
        sys.stdout.flush()
        sys.stdout.buffer.write(report_page(reports).encode("utf-8"))
        sys.stdout.buffer.flush()
        statuses = {_exit_of(report) for report in reports}
        return next(status for status in _EXIT_ORDER if status in statuses)

    def _report(self, name: str) -> Report | Unreadable:
        """Verify one file; one that can't be opened is said at once."""
        from mcissue.verify.page import Unreadable

        shown = "standard input" if name == STDIN else click.format_filename(name)
        try:
            data = read_input(name)
        except OSError as error:
            reason = error.strerror or str(error)
            if isinstance(error, IsADirectoryError):
                reason = f"this is a folder; give the files in it, as in {Path(name) / '*.json'}"
            click.echo(f"Error: {shown}: {reason}", err=True)
            return Unreadable(shown, reason)
        report = self.verifier.verify(data, name=shown)
        self.after(report)
        return report

    def _one(self, name: str, *, first: bool) -> int:
        from mcissue.verify.page import Unreadable

        report = self._report(name)
        if isinstance(report, Unreadable):
            return EXIT_UNREADABLE
        if self.output == "json":
            indent = None if self.several else 2
            click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=indent))
        else:
            self._text(report, first=first)
        return _exit_of(report)

    @staticmethod
    def _text(report: Report, *, first: bool) -> None:
        from mcissue.cli._render import render_report, terminal_style

        style = terminal_style()
        if not first:
            click.echo(style.rule)
        click.echo(render_report(report, style), nl=False, color=style.colour)

    @staticmethod
    def _summary(results: Sequence[tuple[str, int]]) -> None:
        words = {
            EXIT_VALID: "valid",
            EXIT_INVALID: "not valid",
            EXIT_UNREADABLE: "could not be opened",
            EXIT_INDETERMINATE: "could not be determined",
        }
        counts = {status: sum(found == status for _, found in results) for status in words}
        parts = [f"{count} {words[status]}" for status, count in counts.items() if count]
        click.echo(f"{len(results)} files: {', '.join(parts)}.", err=True)


def _exit_of(report: Report | Unreadable) -> int:
    from mcissue.verify.page import Unreadable

    return EXIT_UNREADABLE if isinstance(report, Unreadable) else EXITS[report.verdict.value]
