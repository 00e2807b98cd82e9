"""Situations, built only through the real services: one file per room, small functions with traits."""
