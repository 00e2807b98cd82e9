"""The counter: people, reservations, handovers, returns."""
