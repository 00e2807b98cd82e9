"""What anyone may see: a machine by its label, signing in, the first run, accessibility."""
