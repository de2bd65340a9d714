"""The assembly of /api/v1 and its OpenAPI description."""
