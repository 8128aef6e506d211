"""Edits of IAM roles and policies."""
