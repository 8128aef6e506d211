"""The English of texts that users see: what is read, what is looked for, and how many slips are known."""
