"""The classroom: head counts of trainings and workshops."""
