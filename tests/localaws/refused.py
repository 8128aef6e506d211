"""A request that AWS would answer with an error."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class Refused(ServiceException):
    """Turned by moto into the error of the service: its code, its status and its words."""


def invalid_parameter(message: str) -> Refused:
    """What EKS answers to a value that cannot be."""
    return Refused("InvalidParameterException", message)


def invalid_request(message: str) -> Refused:
    """What EKS answers to values that cannot be together."""
    return Refused("InvalidRequestException", message)


def in_use(message: str) -> Refused:
    """What EKS answers to a second one of its kind."""
    return Refused("ResourceInUseException", message)


def not_found(message: str) -> Refused:
    """What EKS answers to a name that it does not know."""
    return Refused("ResourceNotFoundException", message)
