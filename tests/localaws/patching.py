"""Replace a method of moto by our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def replace(owner: type, method: Callable[..., Any]) -> None:
    """Replace the method of the same name; a name that moto no longer has is an error."""
    assert hasattr(owner, method.__name__), f"{owner.__name__} has no {method.__name__} any more"
    setattr(owner, method.__name__, method)
