"""Edits of GPU sharing."""
