"""Rules that the reader brings: a JSON Schema, SHACL shapes."""
