"""Is it still current? W3C Bitstring Status List v1.0, written and read.

One bit a credential, in a list long enough that looking at it tells nobody whose credential is checked.
Issuing writes lists and the entries that point into them; the verifier reads both, and checks the list's
proof itself.
"""
