"""The cluster's account and the names that derive from the cluster's."""
