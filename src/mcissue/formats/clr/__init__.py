"""Comprehensive Learner Records 2.0, which hold badges."""
