"""Rules about add-ons and DaemonSets."""
