"""The parts of `tools/update_catalog.py`."""
