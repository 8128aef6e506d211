"""Node groups, launch templates and user data, with the labels and tags that nodes get."""
