"""Node pools as objects, in AWS and in Kubernetes."""
