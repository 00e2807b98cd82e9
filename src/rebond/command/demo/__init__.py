"""One year of a demonstration association, lived day by day through the real services, always the same."""

SEED = 2007
"""Which year is drawn when nobody says otherwise."""
