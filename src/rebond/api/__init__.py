"""The doors for machines: reports sent by the bench, lists out to programs. A roof: it owns no table."""
