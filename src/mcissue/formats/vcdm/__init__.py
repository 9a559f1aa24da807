"""The W3C Verifiable Credentials Data Model, 1.1 and 2.0, that every format rests on."""
