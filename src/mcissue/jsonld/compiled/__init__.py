"""The engine: contexts compiled to tables, one walk from a document to its canonical form."""
