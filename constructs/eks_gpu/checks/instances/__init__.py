"""Instance types: whether they exist, are offered in the zone, have the right GPU, and fit together."""
