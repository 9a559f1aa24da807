"""Keys, controllers and proofs: who signed these bytes?

Cryptosuites turn a document into bytes to sign, `data_integrity` frames them as W3C proofs, and `did`
finds the key that a proof names in a controller document. Whether that controller is the issuer is the
verifier's question, not this room's.
"""
