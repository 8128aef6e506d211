"""A request that AWS would answer with an error."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class Refused(ServiceException):
    """Turned by moto into the error of the service: its code, its status and its words."""


def invalid_parameter(message: str) -> Refused:
    """EKS's answer to an invalid value."""
    return Refused("InvalidParameterException", message)


def invalid_request(message: str) -> Refused:
    """EKS's answer to values that exclude each other."""
    return Refused("InvalidRequestException", message)


def in_use(message: str) -> Refused:
    """EKS's answer to a second object with the same name."""
    return Refused("ResourceInUseException", message)


def not_found(message: str) -> Refused:
    """EKS's answer to an unknown name."""
    return Refused("ResourceNotFoundException", message)
