"""The network, its zones, and how nodes reach the internet and AWS."""
