"""Rebond: from the dock to the family, one computer at a time."""

__version__ = "0.1.0"
