"""Where private keys are kept: files and hardware modules."""
