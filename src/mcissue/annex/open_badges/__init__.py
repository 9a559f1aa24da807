"""The elements, found in Open Badges 3.0."""
