"""Fuzzing: bytes that nobody meant go in, and only reports and our own errors may come out."""
