"""Who asks, and what they may: scopes, tokens, and the address that a request comes from. Knows nothing of Flask."""

from service.access.callers import Caller, Callers
from service.access.scopes import Scope
from service.access.tokens import Token, TokenFile

__all__ = ["Caller", "Callers", "Scope", "Token", "TokenFile"]
