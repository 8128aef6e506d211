"""Rights in AWS, and secrets."""
