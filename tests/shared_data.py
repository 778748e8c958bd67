"""Recorded markets and reference vectors beside the repository: used where present, skipped by name where not."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def require(relative: str) -> Path:
    """Return a path under the shared folder, or skip the test with the reason."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"{relative} is not beside this checkout (it may not be redistributed)")
    return path
