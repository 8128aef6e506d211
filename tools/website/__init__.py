"""The documentation site: pages of the repository, put in order and rewritten for a site generator."""
