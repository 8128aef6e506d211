"""Helm releases: charts of other people, and charts that are synthesized from manifests."""
