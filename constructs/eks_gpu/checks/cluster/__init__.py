"""The cluster as a whole: versions, region, state, names."""
