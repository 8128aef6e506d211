"""What is watched."""
