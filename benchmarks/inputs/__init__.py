"""Files for the commands to work on, of any size."""
