"""Edits of services and load balancers."""
