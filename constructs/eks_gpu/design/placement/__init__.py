"""Models of the nodes of each group, and whether a pod fits on them."""
