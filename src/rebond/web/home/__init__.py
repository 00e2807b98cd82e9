"""The first page after signing in, the scan field and the search: the places' common door."""
