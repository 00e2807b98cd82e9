"""Find a computer; its whole life on one sheet. Reads every stage."""
