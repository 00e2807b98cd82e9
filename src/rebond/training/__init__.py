"""Who learned what? For now the anonymous head counts of trainings and workshops."""
