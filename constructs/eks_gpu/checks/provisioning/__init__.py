"""Node pools, and the component that buys their nodes."""
