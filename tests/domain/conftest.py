"""Property tests say what is true, not how fast: no deadline for an example on a busy machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("calm", deadline=None)
settings.load_profile("calm")
