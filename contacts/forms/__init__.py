"""Forms about contacts: they take in and clean, services decide."""
