"""The `rebond` command: what is typed at a keyboard rather than clicked. Nothing imports it."""
