"""Edits of add-ons."""
