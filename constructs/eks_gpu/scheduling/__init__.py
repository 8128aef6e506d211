"""What a node offers to pods, worked out from catalogue facts."""
