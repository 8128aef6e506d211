"""Edits of node groups."""
