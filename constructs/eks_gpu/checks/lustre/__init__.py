"""FSx for Lustre: sizes, metadata, EFA and links to buckets."""
