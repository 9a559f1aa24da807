"""What `mcissue verify` prints of its reports, and the exit status that they give."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from mcissue.cli.options.verify_inputs import STDIN, read_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from mcissue.verify import Item, Report, Verifier
    from mcissue.verify.report.page import Unreadable

__all__ = [
    "EXITS",
    "EXIT_INCOMPLETE",
    "EXIT_INDETERMINATE",
    "EXIT_INVALID",
    "EXIT_UNREADABLE",
    "EXIT_VALID",
    "ReportPrinter",
    "report_stream",
]

EXIT_VALID = 0
EXIT_INVALID = 1
EXIT_UNREADABLE = 2
EXIT_INDETERMINATE = 3
EXIT_INCOMPLETE = 4

EXITS = {
    "valid": EXIT_VALID,
    "invalid": EXIT_INVALID,
    "no_credential": EXIT_UNREADABLE,
    "indeterminate": EXIT_INDETERMINATE,
    "incomplete": EXIT_INCOMPLETE,
}

_EXIT_ORDER = (EXIT_INVALID, EXIT_UNREADABLE, EXIT_INDETERMINATE, EXIT_INCOMPLETE, EXIT_VALID)
"""Of several files the first of these that occurred (DESIGN section 6)."""

_UNOPENED = "could not be opened"


@contextmanager
def report_stream(file: Path | None, inputs: Sequence[str]) -> Iterator[TextIO]:
    """Where reports go: standard output, or a file that is there once all of them are in it.

    Args:
        file: from --output.
        inputs: the files that are verified, none of which is written over.

    Raises:
        click.UsageError: the file is one of them.
        OSError: the file can't be written.
    """
    if file is None:
        if hasattr(sys.stdout, "reconfigure"):
            # A console that can't show a letter shows its number instead of stopping.
            sys.stdout.reconfigure(errors="backslashreplace")
        yield sys.stdout
        return
    from mcissue.carrier.files import whole_file

    if file.exists() and any(Path(name).exists() and file.samefile(name) for name in inputs):
        raise click.UsageError(f"--output {file} is one of the credentials, which would be lost.")
    with whole_file(file) as binary:
        stream = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
        yield stream
        stream.detach()  # which flushes; `whole_file` forces the bytes to disk


@dataclass(frozen=True, slots=True)
class ReportPrinter:
    """Verifies files one after the other, and the lines of JSON Lines, and prints each report at once.

    Attributes:
        verifier: what they are verified with.
        output: `text`, `json` or `html`.
        stream: where reports are printed.
        jobs: how many processes share the work.
        after: what is done with each report before it is printed.
    """

    verifier: Verifier
    output: str
    stream: TextIO
    jobs: int
    after: Callable[[Report], None]

    def run(self, files: Sequence[str]) -> int:
        """Verify all files, and give the exit status."""
        from mcissue.verify.report.page import Unreadable

        if self.output == "html":
            return self._page(files)
        statuses: set[int | None] = set()
        names: Counter[str] = Counter()
        for place, (report, several) in enumerate(self._reports(files)):
            statuses.add(_exit_of(report))
            names[_name_of(report)] += 1
            if not isinstance(report, Unreadable):
                self._print(report, first=place == 0, several=several)
        if names.total() > 1 and self.output == "text":
            self._summary(names, files=len(files))
        return _exit_of_all(statuses)

    def _page(self, files: Sequence[str]) -> int:
        """Verify all files, write one page, and give the exit status."""
        from mcissue.verify.report.page import MAX_ON_PAGE, report_page

        reports = [report for report, _ in islice(self._reports(files), MAX_ON_PAGE + 1)]
        if len(reports) > MAX_ON_PAGE:
            raise click.UsageError(
                f"There are more than {MAX_ON_PAGE:,} credentials, too many for one page. "
                "Give fewer at a time, or --format json."
            )
        # As bytes: the page says of itself that it is UTF-8, whatever the console is.
        self.stream.flush()
        self.stream.buffer.write(report_page(reports).encode("utf-8"))
        self.stream.buffer.flush()
        return _exit_of_all({_exit_of(report) for report in reports})

    def _reports(self, files: Sequence[str]) -> Iterator[tuple[Report | Unreadable, bool]]:
        """The report of each file and line, in order, and whether there is more than one."""
        from mcissue.verify import verify_many

        unreadable: dict[int, Unreadable] = {}
        items = self._items(files, unreadable)
        # Two are looked at before anything is verified: several reports are printed a line each.
        head = list(islice(items, 2))
        several = len(files) > 1 or len(head) > 1
        reports = verify_many(self.verifier, chain(head, items), processes=self.jobs)
        for place, report in enumerate(reports):
            if place in unreadable:
                yield unreadable.pop(place), several
            else:
                self.after(report)
                yield report, several

    @staticmethod
    def _items(files: Sequence[str], unreadable: dict[int, Unreadable]) -> Iterator[Item]:
        """What is in the files; one that can't be opened is said at once, and nothing holds its place."""
        from mcissue.verify import Item
        from mcissue.verify.report.page import Unreadable

        place = 0
        for name in files:
            shown = "standard input" if name == STDIN else click.format_filename(name)
            try:
                for item in read_inputs(name, shown=shown):
                    yield item
                    place += 1
            except OSError as error:
                reason = error.strerror or str(error)
                if isinstance(error, IsADirectoryError):
                    reason = f"this is a folder; give the files in it, as in {Path(name) / '*.json'}"
                click.echo(f"Error: {shown}: {reason}", err=True)
                unreadable[place] = Unreadable(shown, reason)
                yield Item(shown, b"")
                place += 1

    def _print(self, report: Report, *, first: bool, several: bool) -> None:
        if self.output == "json":
            indent = None if several else 2
            click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=indent), file=self.stream)
        else:
            self._text(report, first=first)

    def _text(self, report: Report, *, first: bool) -> None:
        from mcissue.cli.output.render import render_report, terminal_style

        style = terminal_style(self.stream)
        if not first:
            click.echo(style.rule, file=self.stream)
        click.echo(render_report(report, style), file=self.stream, nl=False, color=style.colour)

    @staticmethod
    def _summary(names: Mapping[str, int], *, files: int) -> None:
        from mcissue.verify.report.wording import VERDICT_NAMES

        words = (*VERDICT_NAMES.values(), _UNOPENED)
        parts = [f"{names[word]} {word}" for word in words if names[word]]
        total = sum(names.values())
        what = "files" if total == files else "credentials"
        click.echo(f"{total} {what}: {', '.join(parts)}.", err=True)


def _name_of(report: Report | Unreadable) -> str:
    from mcissue.verify.report.page import Unreadable
    from mcissue.verify.report.wording import VERDICT_NAMES

    return _UNOPENED if isinstance(report, Unreadable) else VERDICT_NAMES[report.verdict]


def _exit_of(report: Report | Unreadable) -> int | None:
    """The exit status of one file; None if there is no credential in it, which says nothing of the others."""
    from mcissue.verify import Verdict
    from mcissue.verify.report.page import Unreadable

    if isinstance(report, Unreadable):
        return EXIT_UNREADABLE
    return None if report.verdict is Verdict.NO_CREDENTIAL else EXITS[report.verdict.value]


def _exit_of_all(statuses: Collection[int | None]) -> int:
    return next((status for status in _EXIT_ORDER if status in statuses), EXIT_UNREADABLE)
