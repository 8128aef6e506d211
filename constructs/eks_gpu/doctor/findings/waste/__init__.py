"""What is paid for and does nothing."""
