"""Fields of node groups: sizes, AMIs, reservations, sharing."""
