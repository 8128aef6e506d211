"""Instance types: that they exist, are sold in the zone, have the right GPU, and go together."""
