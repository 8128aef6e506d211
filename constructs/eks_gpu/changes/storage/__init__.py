"""Edits of file systems and volumes."""
