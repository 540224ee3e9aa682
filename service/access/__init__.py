"""Who asks, what they may, and how often: scopes, tokens, addresses, proxies, counts. Knows nothing of Flask."""

from service.access.callers import Caller, Callers
from service.access.rates import Policy, Rates, Standing
from service.access.scopes import Scope
from service.access.tokens import Token, TokenFile

__all__ = ["Caller", "Callers", "Policy", "Rates", "Scope", "Standing", "Token", "TokenFile"]
