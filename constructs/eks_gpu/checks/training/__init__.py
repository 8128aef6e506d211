"""Training jobs that span nodes."""
