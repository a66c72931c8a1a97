"""Two believable schools to try everything with; never in production."""
