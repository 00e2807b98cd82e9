"""SQLite as Rebond opens it: writers wait in a queue."""
