"""Electronic seals: JAdES with X.509 certificates."""
