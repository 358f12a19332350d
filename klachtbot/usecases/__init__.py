"""One verb per file, one function, one transaction: load, decide, record event + state + outbox, commit."""
