"""Edits of logs and metrics."""
