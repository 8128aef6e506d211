"""Node groups: that they exist, and that their instances join."""
