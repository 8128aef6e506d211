"""Images: names, architectures, and how fast nodes pull them."""
