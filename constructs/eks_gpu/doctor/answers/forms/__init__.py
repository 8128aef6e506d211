"""Forms in which answers come: documents of JSON and YAML, tables, and descriptions."""
