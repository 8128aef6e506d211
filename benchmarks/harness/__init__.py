"""Measure commands as whole processes, compare them, and hold the ratios against bounds."""
