"""The regulation, pure: no I/O, no clock, no logging. Time and identity are arguments."""
