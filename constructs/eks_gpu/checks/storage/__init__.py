"""File systems, buckets and volumes."""
