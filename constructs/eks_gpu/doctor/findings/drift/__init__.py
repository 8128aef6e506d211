"""What is other than declared."""
