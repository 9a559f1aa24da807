"""Files that commands keep, read and write: contexts, registries, samples, and any file that is bounded."""
