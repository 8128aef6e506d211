"""Resources that cost money and do nothing."""
