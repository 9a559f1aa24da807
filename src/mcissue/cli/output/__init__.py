"""What commands write for people: texts, tables, progress."""
