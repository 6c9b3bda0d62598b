"""Qinqing 亲清: an open platform for the Chief Service Officer system."""

__version__ = "0.1.0"
