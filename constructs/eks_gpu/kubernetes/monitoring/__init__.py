"""The DCGM exporter."""
