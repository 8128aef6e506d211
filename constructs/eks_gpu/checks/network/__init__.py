"""The network, its zones and its way out."""
