"""Puts what stands at the top of the repository, but is needed at run time, into the wheel."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent


class BuildWithTop(build_py):
    """Also carries the migrations and the app's manifest."""

    def run(self) -> None:
        super().run()
        package = Path(self.build_lib) / "klachtbot"
        shutil.copytree(
            HERE / "migrations",
            package / "migrations",
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        shutil.copyfile(HERE / "manifest.yml", package / "manifest.yml")


setup(cmdclass={"build_py": BuildWithTop})
