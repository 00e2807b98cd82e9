"""The doors for machines: reports sent by the bench, lists read by other programs. A roof: it owns no table."""
