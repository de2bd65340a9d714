"""People and organisations: registration, sign-in, memberships, verification, devices, API tokens."""
