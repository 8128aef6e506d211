"""Edits of access to the Kubernetes API."""
