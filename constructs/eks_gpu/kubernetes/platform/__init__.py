"""Device plugins and other DaemonSets of GPU nodes."""
