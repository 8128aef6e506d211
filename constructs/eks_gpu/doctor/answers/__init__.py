"""Answers of kubectl and the AWS command line: their forms, and the models that they become."""
