"""Nodes: that they are Ready, and stay."""
