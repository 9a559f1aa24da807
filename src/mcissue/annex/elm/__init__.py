"""The elements, found in European Digital Credentials."""
