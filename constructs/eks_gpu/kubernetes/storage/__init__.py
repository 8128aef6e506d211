"""Storage classes, volumes and claims."""
