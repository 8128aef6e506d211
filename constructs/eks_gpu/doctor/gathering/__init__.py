"""The commands that show the state of a cluster, and the redaction of their output."""
