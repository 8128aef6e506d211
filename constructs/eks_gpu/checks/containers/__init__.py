"""Containers: commands, variables, limits, and how they stop."""
