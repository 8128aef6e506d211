"""What serves: ports, probes, stopping, scaling."""
