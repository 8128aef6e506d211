"""Reports of the findings, for people and for machines."""
