"""Images: names, architectures, and how fast they come."""
