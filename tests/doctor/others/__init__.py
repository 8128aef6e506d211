"""Clusters of others: what they answer while they are well, and with one thing broken."""
