"""Pages that combine apps: today, the pupils, one pupil, who looked."""
