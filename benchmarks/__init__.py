"""Measurements: ratios against a named floor of the same run, never promises about a machine."""
