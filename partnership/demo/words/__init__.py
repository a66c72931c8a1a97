"""Dutch names and texts of the demo: data, so they stay Dutch in every language of the pages."""
