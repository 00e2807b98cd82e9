"""The office: figures, journal, users, places, tokens, the association."""
