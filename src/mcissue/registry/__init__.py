"""Who was recognised, for what, when: signed snapshots of an issuer registry.

An operator signs a snapshot; a user pins the operator's key. Matching an issuer against a scope and a date
gives one of several answers that are kept apart. `model` says what a snapshot holds, `snapshot` signs and
loads it, `matching` answers, and `state` remembers the last number seen for the command line.
"""
