"""The cluster autoscaler: its version, its arguments, its permissions."""
