"""What queries and updates may reach: the addresses that the operator lists (``ONRECORD_SERVICE_ALLOW``), no others.

The engine would open connections itself, to whatever a name resolves to at that moment. So it never gets an address
of the outside: a ``SERVICE`` clause is led to a forwarder in the same process, a ``LOAD`` becomes the triples that it
would have fetched.
"""

from service.store.federation.addresses import AllowList
from service.store.federation.loading import Loading
from service.store.federation.services import Federation

__all__ = ["AllowList", "Federation", "Loading"]
