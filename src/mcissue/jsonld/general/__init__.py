"""JSON-LD 1.1 contexts and expansion in full, for what the tables do not hold."""
