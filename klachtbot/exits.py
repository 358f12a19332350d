"""The exit codes of ``klachtbot`` that say more than done or not done."""

NOT_DONE = 1
"""It was tried, and there is nothing."""
SETTING = 2
"""A setting, option or file is missing or wrong; starting again is of no use."""
AWAY = 70
"""The database or Slack is away, or the connection was lost; a supervisor starts it again."""
INTERRUPTED = 130
