"""The review of a plan, as text, Markdown, HTML and JSON."""
