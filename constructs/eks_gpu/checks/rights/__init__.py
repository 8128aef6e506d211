"""AWS permissions and secrets."""
