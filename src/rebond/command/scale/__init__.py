"""The demonstration year many times over: rows copied by the database itself, to see Rebond at any size."""
