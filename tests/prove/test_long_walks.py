"""The walk through the procedure, far longer than the suite has time for; always the same walks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.test_procedure import test_any_walk_of_allowed_steps_keeps_the_promises as short_walk

pytestmark = pytest.mark.prove


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(st.data())
def test_two_thousand_walks_of_allowed_steps_keep_the_promises(data: st.DataObject) -> None:
    short_walk.hypothesis.inner_test(data)  # type: ignore[attr-defined]  # the walk itself asserts
