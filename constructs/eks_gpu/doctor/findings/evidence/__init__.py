"""What was gathered: whether it can be judged at all."""
