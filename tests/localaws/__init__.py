"""A local AWS: moto's server on the loopback interface, with what it lacks of EKS, and with refusals as AWS makes them.

It proves what the real terraform and the real provider do with the stacks: plan, apply, plan nothing, change, destroy.
It does not prove that AWS has the capacity, the quota or the AMI.
"""
