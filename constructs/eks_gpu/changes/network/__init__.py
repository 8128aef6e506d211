"""Edits of the VPC."""
