"""Node pools as objects for Karpenter and EKS Auto Mode, and all that the provisioner itself needs."""
