"""The European standard elements: what is present, where, what is missing, how to mend it.

The sixteen elements of Annex I are data here; one function finds them in a record or in anybody's
document. Course check, issuing and the verifier all ask this room.
"""
