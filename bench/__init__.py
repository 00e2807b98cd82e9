"""How fast Rebond is, at 1 000 and at 500 000 devices: `make bench`. Standard library, this machine only."""
