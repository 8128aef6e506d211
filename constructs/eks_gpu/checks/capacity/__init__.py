"""Reserved capacity, EFA, placement and local disks."""
