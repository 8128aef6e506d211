"""Who reaches the API, and who administers the cluster."""
