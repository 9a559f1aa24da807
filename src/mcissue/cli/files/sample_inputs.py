"""Where the samples' inputs lie: in the wheel, else at the top of a checkout (docs/decisions/0002)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from mcissue.errors import CarrierError

__all__ = ["sample_inputs"]

_MARK = "registry.yaml"
"""A file of ours: a folder of the same name that lacks it is somebody else's."""


def sample_inputs() -> Path:
    """The folder with the issuers, courses, learners and registry of the samples.

    Raises:
        CarrierError: it is not there; the installation is incomplete.
    """
    packaged = Path(str(files("mcissue"))) / "samples"
    checkout = Path(__file__).resolve().parents[4] / "samples" / "inputs"
    for folder in (packaged, checkout):
        if (folder / _MARK).is_file():
            return folder
    raise CarrierError(
        "the samples are not part of this installation", code="samples_missing", mend="Install mcissue again."
    )
