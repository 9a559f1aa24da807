"""One plan for many documents of one shape."""
