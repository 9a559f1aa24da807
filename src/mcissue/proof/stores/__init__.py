"""Where private keys are kept: files, hardware modules, and whatever else `table` lists.

`open_key` is the door; `pem` also writes key files, and reads public keys in every form.
"""

from mcissue.proof.stores.opening import key_addresses, open_key, open_public_key
from mcissue.proof.stores.store import KeyStore, SecretRequest, SecretSource, StoredKey

__all__ = [
    "KeyStore",
    "SecretRequest",
    "SecretSource",
    "StoredKey",
    "key_addresses",
    "open_key",
    "open_public_key",
]
