"""Helm charts, and manifests that are applied."""
