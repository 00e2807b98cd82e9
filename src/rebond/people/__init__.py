"""Who is this, and what may they do? Humans, organisations, users, tokens, places of France; never a
computer.
"""
