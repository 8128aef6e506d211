"""Node groups, their launch templates and their Auto Scaling groups."""
