"""Sections of a page, one in each file."""
