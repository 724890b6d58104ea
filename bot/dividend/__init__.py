"""From what is stored to the dividend that people read: shared by features and schedules."""
