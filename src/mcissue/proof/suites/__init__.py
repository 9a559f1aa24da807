"""The cryptosuites of Data Integrity proofs."""
