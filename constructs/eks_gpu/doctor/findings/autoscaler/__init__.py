"""The autoscaler: that it runs, may act, and knows the groups."""
