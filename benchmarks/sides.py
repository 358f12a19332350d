"""Two sides of a measurement, taken in turns so that whatever else the machine does troubles both alike."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.report import Result


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the sorted values (0.5, 0.99) do not exceed; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1))]


def beside(
    name: str,
    rounds: Sequence[tuple[float, float]],
    *,
    unit: str,
    n: int,
    at_most: float,
) -> Result:
    """A result from rounds of (ours, baseline), with the aim that the median ratio is at most ``at_most``."""
    ratio = median(ours / baseline for ours, baseline in rounds)
    return Result(
        name=name,
        ratio=ratio,
        ours=median(ours for ours, _ in rounds),
        baseline=median(baseline for _, baseline in rounds),
        unit=unit,
        n=n,
        aim=f"{at_most:.1f}x",
        met=ratio <= at_most,
    )
