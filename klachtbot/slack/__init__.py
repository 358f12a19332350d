"""Slack: listeners in, views and messages out. Raw payloads stop at the first line of a listener."""
