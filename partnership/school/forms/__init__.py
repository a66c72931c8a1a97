"""Forms about the school: staff and logins, settings, calendar."""
