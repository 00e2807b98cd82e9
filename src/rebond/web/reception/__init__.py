"""The dock: donors, donations, lots, counting, numbers and labels."""
