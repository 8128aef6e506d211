"""The commands whose answers the doctor reads, and the redaction of what they print."""
