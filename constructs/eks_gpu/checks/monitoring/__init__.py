"""Metrics, alarms and their exporters."""
