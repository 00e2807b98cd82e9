"""Settings read from the environment and the data home, addresses, and the WSGI door."""
