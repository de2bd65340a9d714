"""The verbs of accounts: sign-in, registration, organisations, members, verification, tokens."""
