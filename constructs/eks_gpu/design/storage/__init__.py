"""Shared storage and the volumes of pods."""
