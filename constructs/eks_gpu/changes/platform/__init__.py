"""Edits of the components that run on the nodes."""
