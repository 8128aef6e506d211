"""Access to the Kubernetes API, and administration of the cluster."""
