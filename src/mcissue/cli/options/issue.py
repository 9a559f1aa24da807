"""The options of `mcissue issue` about what is signed, where it goes, and how."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from mcissue.cli.options.seal import SealChoices, envelope_options, seal_choices
from mcissue.errors import McissueError
from mcissue.formats.outputs import families

if TYPE_CHECKING:
    from mcissue.formats.format import Output
    from mcissue.issue import Issuer
    from mcissue.proof.jwt import TokenProfile

__all__ = ["IssueChoices", "check_suites", "issue_options"]

MAX_JOBS = 64
"""Processes that anybody will ask for; each holds a copy of the course's plan."""

_BOTH = ("openbadges", "edc")

_Command = TypeVar("_Command", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChoices:
    """What the user said about the run.

    Attributes:
        out: from --out.
        award_date: from --award-date.
        status_base: from --status-base, ending in a slash; None with --no-status.
        status_purpose: from --status-purpose.
        proof: from --proof.
        format: from --format.
        edc_form: from --edc-form.
        jwt_profile: from --jwt-profile.
        seal: from --seal and its passphrase options.
        packing: from --output.
        language: from --language.
        ledger: from --ledger.
        jobs: from --jobs.
        verify_all: from --verify-all.
        supersede: from --supersede.
        again: from --again.
        skip_held: from --skip-held.
        reissue_revoked: from --reissue-revoked.
        other_persons: from --other-person.
        same_persons: from --same-person.
        allow_incomplete: from --allow-incomplete.
        dry_run: from --dry-run.
        quiet: from --quiet.
    """

    out: Path
    award_date: str | None
    status_base: str | None
    status_purpose: str
    proof: str
    format: str
    edc_form: Literal["signed", "upload", "sealed"]
    jwt_profile: Literal["ob", "vc"]
    seal: SealChoices
    packing: str
    language: str | None
    ledger: str | None
    jobs: int
    verify_all: bool
    supersede: bool
    again: bool
    skip_held: bool
    reissue_revoked: bool
    other_persons: tuple[int, ...]
    same_persons: tuple[int, ...]
    allow_incomplete: bool
    dry_run: bool
    quiet: bool

    @property
    def token_profile(self) -> TokenProfile:
        """After which text tokens are made."""
        from mcissue.proof.jwt import TokenProfile

        return TokenProfile(self.jwt_profile)

    @property
    def families(self) -> tuple[str, ...]:
        """The formats that are asked for."""
        return _BOTH if self.format == "both" else (self.format,)

    def outputs(self) -> tuple[Output, ...]:
        """The documents to write of each record."""
        from mcissue.formats.outputs import output_in

        # Of these forms a format has one at most; which one it has, the table of formats says.
        forms = ("token",) if self.proof == "jwt" else ()
        return tuple(output_in(family, *forms, self.edc_form) for family in self.families)


_OPTIONS = (
    click.option(
        "--out",
        required=True,
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of this issuer: credentials, lists, DID document, ledger. Use the same one each time.",
    ),
    click.option(
        "--award-date", metavar="DATE", help="Award date (2026-06-15) of rows without one of their own."
    ),
    click.option(
        "--status-base", metavar="URL", help="https address under which you will publish the status lists."
    ),
    click.option("--no-status", is_flag=True, help="Issue credentials that can never be revoked."),
    click.option(
        "--status-purpose",
        type=click.Choice(["revocation", "suspension"]),
        default="revocation",
        show_default=True,
        help="revocation is final; a suspension can be taken back.",
    ),
    click.option(
        "--proof",
        type=click.Choice(["rdfc", "jcs", "jwt"]),
        default="rdfc",
        show_default=True,
        help="eddsa-rdfc-2022 (certified Open Badges) or eddsa-jcs-2022; jwt: each badge as a token "
        "(VC-JWT), while European credentials keep a proof inside.",
    ),
    click.option(
        "--format",
        type=click.Choice([*families(), "both"]),
        default="both",
        show_default=True,
        help="openbadges: Open Badges 3.0; edc: European Digital Credentials; both: two files of each award.",
    ),
    click.option(
        "--edc-form",
        type=click.Choice(["signed", "upload", "sealed"]),
        default="signed",
        show_default=True,
        help="signed: with your own key (Europass shows it as one without a seal); upload: unsigned, for the "
        "European Commission's tools, which seal it; sealed: with your electronic seal (--seal).",
    ),
    *envelope_options,
    click.option(
        "--output",
        "packing",
        type=click.Choice(["files", "jsonl", "zip"]),
        default="files",
        show_default=True,
        help="files: one of each document; jsonl: one file, a document on each line; zip: one archive.",
    ),
    click.option(
        "--language",
        metavar="TAG",
        help="Language of the credentials (default: the first of the course's title).",
    ),
    click.option(
        "--ledger",
        metavar="URL",
        help="Keep the ledger in PostgreSQL, postgresql://user@host/database (default: in OUT).",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1, MAX_JOBS),
        default=1,
        show_default=True,
        help="Processes that prepare and sign.",
    ),
    click.option(
        "--verify-all",
        is_flag=True,
        help="Put every credential through the strict verifier (default: the first, the last, one in 100).",
    ),
    click.option(
        "--supersede",
        is_flag=True,
        help="Issue changed rows anew and revoke their former credentials, also those of another award date "
        "or version of the course (default: refuse them).",
    ),
    click.option(
        "--again",
        is_flag=True,
        help="Issue a further award to learners who hold the course already, on purpose (default: refuse "
        "them). Never lifts a revocation.",
    ),
    click.option(
        "--skip-held", is_flag=True, help="Leave out learners who hold the course already, whatever changed."
    ),
    click.option(
        "--reissue-revoked",
        is_flag=True,
        help="Issue rows anew whose credential was revoked or suspended, e.g. after a key leaked (default: "
        "leave them as they are).",
    ),
    click.option(
        "--other-person",
        "other_persons",
        type=click.IntRange(min=1),
        multiple=True,
        metavar="ROW",
        help="The learner of this row is another person than a holder with the same e-mail address. Is "
        "noted in the ledger.",
    ),
    click.option(
        "--same-person",
        "same_persons",
        type=click.IntRange(min=1),
        multiple=True,
        metavar="ROW",
        help="The learner of this row is that holder, under another learner_id.",
    ),
    click.option(
        "--allow-incomplete", is_flag=True, help="Sign although mandatory elements of Annex I are missing."
    ),
    click.option("--dry-run", is_flag=True, help="Check everything, sign and write nothing."),
    click.option(
        "--quiet", "-q", is_flag=True, help="Print neither the paths of the credentials nor the progress."
    ),
)

_NAMES = (
    "out", "award_date", "status_purpose", "proof", "format", "edc_form", "jwt_profile", "packing",
    "language", "ledger", "jobs", "verify_all", "supersede", "again", "skip_held", "reissue_revoked",
    "other_persons", "same_persons", "allow_incomplete", "dry_run", "quiet",
)  # fmt: skip


def issue_options(command: _Command) -> _Command:
    """Give a command the options of a run; it gets them as one argument `wishes`."""

    @functools.wraps(command)
    def with_wishes(**arguments: Any) -> Any:
        base = _status_base(arguments.pop("status_base"), no_status=arguments.pop("no_status"))
        seal = seal_choices(arguments)
        wishes = IssueChoices(status_base=base, seal=seal, **{name: arguments.pop(name) for name in _NAMES})
        _check_answers(wishes)
        _check_envelopes(wishes)
        _check_arguments(wishes.award_date, wishes.language)
        return command(wishes=wishes, **arguments)

    wrapped: Any = with_wishes
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _status_base(url: str | None, *, no_status: bool) -> str | None:
    if (url is None) != no_status:
        raise click.UsageError(
            "Say where the status lists will be published (--status-base https://...), or give --no-status:\n"
            "  without a list, a credential can never be revoked."
        )
    if url is None:
        return None
    from mcissue.proof.did.urls import check_controller_url

    base = url if url.endswith("/") else f"{url}/"
    try:
        check_controller_url(base)
    except McissueError:
        base = ""
    if not base.startswith("https://") or "?" in base:
        raise click.BadParameter(
            f"{url!r} is no plain https address such as https://uni.example/status/",
            param_hint="--status-base",
        )
    return base


def _check_arguments(award_date: str | None, language: str | None) -> None:
    """Refuse a bad date or tag once, and not in each row."""
    from mcissue.words import is_plain_language_tag, parse_day

    if award_date is not None:
        try:
            parse_day(award_date)
        except McissueError:
            message = f"{award_date!r} is no date: write year, month and day, as in 2026-06-15"
            raise click.BadParameter(message, param_hint="--award-date") from None
    if language is not None and not is_plain_language_tag(language):
        raise click.BadParameter(
            f"{language!r} is no language tag such as fi or pt-BR", param_hint="--language"
        )


def _check_answers(wishes: IssueChoices) -> None:
    """Refuse two answers to one question."""
    given = [
        name
        for name, is_given in (
            ("--supersede", wishes.supersede),
            ("--again", wishes.again),
            ("--skip-held", wishes.skip_held),
        )
        if is_given
    ]
    if len(given) > 1:
        raise click.UsageError(
            f"{' and '.join(given)} contradict each other: give one. Rows that need another answer go into a "
            "file of their own."
        )
    both = set(wishes.other_persons) & set(wishes.same_persons)
    if both:
        raise click.UsageError(f"Row {min(both)} can't be both --other-person and --same-person.")


def _check_envelopes(wishes: IssueChoices) -> None:
    """Refuse options that do not go together.

    Args:
        wishes: what the user said.

    Raises:
        click.UsageError: in his words.
    """
    sealed = wishes.edc_form == "sealed" and "edc" in wishes.families
    if sealed and wishes.seal.key is None:
        raise click.UsageError("--edc-form sealed needs your electronic seal: --seal FILE.p12.")
    if wishes.seal.key is not None and not sealed:
        raise click.UsageError("--seal goes with --edc-form sealed, and with European credentials.")
    if wishes.proof == "jwt" and wishes.format == "edc":
        raise click.UsageError(
            "There is no European Digital Credential as a token: leave --proof jwt out, or issue Open Badges."
        )
    if wishes.proof == "jwt" and wishes.packing == "jsonl":
        raise click.UsageError("A token is no line of JSON: with --proof jwt give --output files or zip.")


def check_suites(wishes: IssueChoices, issuer: Issuer) -> str | None:
    """Refuse a key that can't sign all that is asked of it.

    Args:
        wishes: what the user said.
        issuer: the issuer with its key.

    Returns:
        What the user should know before he signs tokens with this key.

    Raises:
        KeyMaterialError: `key_signs_no_lists`.
    """
    from mcissue.errors import KeyMaterialError
    from mcissue.issue.envelopes import interoperability_warning, suite_for_key

    if wishes.proof != "jwt":
        return None
    algorithm = issuer.signer.public_key.algorithm
    if suite_for_key(algorithm) is None:
        inside = "edc" in wishes.families and wishes.edc_form == "signed"
        if wishes.status_base is not None or inside:
            what = "status lists" if wishes.status_base is not None else "European credentials"
            raise KeyMaterialError(
                f"a key of the kind {algorithm} signs tokens only, and {what} need a proof inside",
                code="key_signs_no_lists",
                mend="Take a P-256 key (mcissue keys new --algorithm P-256), whose tokens 1EdTech takes too; "
                "or give --no-status --format openbadges.",
            )
    return interoperability_warning(issuer.signer)
