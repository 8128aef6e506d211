"""Add-ons and DaemonSets that every GPU node needs."""
