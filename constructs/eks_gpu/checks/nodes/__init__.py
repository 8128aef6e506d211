"""Node groups: names, sizes, labels, taints, AMIs, updates."""
