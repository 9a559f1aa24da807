"""The page for operators keeps up with the model and the codes."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from mcissue.codes.registry import CODES
from mcissue.registry import model
from mcissue.vocabulary import ProviderType

PAGE = (Path(__file__).parents[2] / "docs" / "registry.md").read_text(encoding="utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", PAGE))
MODELS = (model.Snapshot, model.Operator, model.Entry, model.RegisteredKey, model.Scope, model.Accreditation)


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_every_field_is_described(kind):
    """A field that the model reads stands on the page that describes the format."""
    assert {field.name for field in fields(kind)} <= QUOTED


def test_every_word_of_a_list_is_described():
    """The words that a field may hold stand on the page, too."""
    for words in (ProviderType, model.Decision, model.EndingKind):
        assert {word.value for word in words} <= QUOTED
    for word in (*model.KeyEndingKind, *model.DelegateRole):
        assert word.value in PAGE


def test_every_way_of_being_unusable_is_described():
    """Each code of a registry that can't be used is in the table at the end, with a meaning."""
    codes = {code.code for code in CODES if code.code.startswith("registry_") and "_state_" not in code.code}
    assert codes <= QUOTED
