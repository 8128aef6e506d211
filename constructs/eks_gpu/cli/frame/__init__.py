"""The common parts of all commands: the application, options, files, the terminal."""

PROGRAM = "eks-gpu"
