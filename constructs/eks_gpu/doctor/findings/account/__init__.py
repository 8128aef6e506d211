"""The account: what EC2 gives."""
