"""The autoscaler: whether it runs, has its permissions, and knows the groups."""
