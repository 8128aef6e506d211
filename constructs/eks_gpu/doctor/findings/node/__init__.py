"""Nodes: whether they become Ready, and stay Ready."""
