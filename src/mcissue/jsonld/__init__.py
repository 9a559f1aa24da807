"""From bytes to one canonical meaning: strict JSON, pinned contexts, RDF quads, RDFC-1.0.

A document that passes through this room has exactly one lossless meaning, or an error with a path. The
door is `canonical_form`; what stands behind it may change, its bytes may not.
"""
