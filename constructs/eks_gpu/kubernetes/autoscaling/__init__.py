"""The cluster autoscaler and its permissions in Kubernetes."""
