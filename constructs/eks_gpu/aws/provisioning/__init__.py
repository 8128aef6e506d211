"""Resources of a provisioner: Karpenter or EKS Auto Mode."""
