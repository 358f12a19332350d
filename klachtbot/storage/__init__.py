"""Tables, the mapping row <-> domain, the unit of work, envelope encryption, and the outbox."""
