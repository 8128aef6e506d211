"""CloudWatch alarms and Container Insights."""
