"""GPU metrics, their thresholds, and CloudWatch alarms."""
