"""The cluster itself: its health, its add-ons and its administrators."""
