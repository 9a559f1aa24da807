"""`mcissue schema`: the JSON Schema of what people and programs hand to mcissue."""

from __future__ import annotations

import json

import click

__all__ = ["schema"]


@click.command()
@click.argument("kind", type=click.Choice(["course", "issuer", "record"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of a course, issuer or record.

    Editors check YAML files against it as you type.

    \b
    Example:
      mcissue schema course > course.schema.json

    An editor that reads comments then checks COURSE.yaml if this is its first line:

    \b
      # yaml-language-server: $schema=course.schema.json
    """  # noqa: D301 - click's own mark
    from mcissue.record import Course, Organisation, Record
    from mcissue.record.base import Model
    from mcissue.record.schema import json_schema

    models: dict[str, type[Model]] = {"course": Course, "issuer": Organisation, "record": Record}
    click.echo(json.dumps(json_schema(models[kind]), indent=2, ensure_ascii=False))
