"""Storage: file systems, buckets and volumes."""
