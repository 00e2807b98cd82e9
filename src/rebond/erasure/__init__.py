"""Is the data gone, and who says so? Erasures, destructions, removals and the gate they open."""
