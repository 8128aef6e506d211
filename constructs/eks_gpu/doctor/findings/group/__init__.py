"""Node groups: whether they exist, and whether their instances join."""
