"""APScheduler as a metronome: a few level-triggered jobs, no job store."""
