"""How fast the bot answers, starts and reckons, always side by side with something bare. Run by ``make bench``."""
