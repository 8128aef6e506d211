"""What the checks found, for people and for machines."""
