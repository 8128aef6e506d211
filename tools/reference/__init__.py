"""The pages of docs/reference, from the models, the table of effects, the command and the stacks."""
