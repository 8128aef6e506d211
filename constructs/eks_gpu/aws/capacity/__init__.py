"""Placement groups and the network interfaces of EFA."""
