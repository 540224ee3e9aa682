"""What the three faces share: content negotiation, problem documents, access to writing, request bodies, headers."""
