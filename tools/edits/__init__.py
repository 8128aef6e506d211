"""For each field of the cluster file, an edit of it: for tests, and for tools that apply them."""
