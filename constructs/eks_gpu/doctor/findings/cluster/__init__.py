"""The cluster itself: its health, add-ons, and who may administer it."""
