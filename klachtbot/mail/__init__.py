"""Mail: out by SMTP, and the calendar files that travel along."""
