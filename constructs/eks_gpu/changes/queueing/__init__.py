"""Edits of queues: what waits, what runs, and what would be left behind."""
