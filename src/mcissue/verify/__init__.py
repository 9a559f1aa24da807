"""The standalone verifier: is it authentic, was its issuer recognised, is it current, is it complete?

`Verifier` takes bytes and things that its user trusts, follows numbered steps, and gives a report; it does no
input or output of its own and never imports `mcissue.issue`.
"""
