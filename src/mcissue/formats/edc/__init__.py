"""European Digital Credentials: the European Learning Model, version 3."""
