"""What a credential may be wrapped in: tokens, seals, Enveloped Verifiable Credentials."""
