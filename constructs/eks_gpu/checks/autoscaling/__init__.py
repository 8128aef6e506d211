"""The autoscaler, schedules and warm pools."""
