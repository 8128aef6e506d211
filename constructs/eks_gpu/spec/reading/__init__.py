"""From YAML to a cluster file's models: layers, line numbers, near matches, and an explanation of each mistake."""
