"""Measurements of one run on one machine: ratios to what is compared, not tests."""
