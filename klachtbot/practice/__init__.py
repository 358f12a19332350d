"""The practice workspace: a strict local stand-in for Slack. Knows Slack's protocol and nothing of complaints."""
