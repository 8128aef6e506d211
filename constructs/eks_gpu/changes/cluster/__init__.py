"""Edits of the control plane, its account and its state."""
