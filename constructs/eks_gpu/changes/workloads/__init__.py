"""Edits that restart, replace or keep workloads."""
