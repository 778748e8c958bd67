"""Compile the hot core with mypyc where a C compiler is present; everything else is in pyproject.toml.

`HYPERQUOTE_PURE=1` installs the same files interpreted. A missing or failing compiler does too: each
extension is optional. Which build runs is never silent, see `hyperquote.build`.
"""

import os
import shutil
import sysconfig
from pathlib import Path

from setuptools import Extension, setup

SOURCE = Path("src/hyperquote")
CORE = [
    "backtest",
    "book",
    "exchange/builder.py",
    "local_exchange/clearing",
    "local_exchange/matching",
    "local_exchange/shadow",
    "market_maker",
    "meta.py",
    "wire.py",
]
INTERPRETED = ["market_maker/infra", "market_maker/config.py", "backtest/reader.py"]  # sockets, files, msgspec structs


def core_files() -> list[str]:
    """Return the modules of the hot core, in a stable order."""
    paths = [SOURCE / part for part in CORE]
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py")))
    outside = [SOURCE / part for part in INTERPRETED]
    return sorted(
        str(file)
        for file in files
        if file.name != "__init__.py" and not any(file == part or part in file.parents for part in outside)
    )


def have_compiler() -> bool:
    """Return whether the compiler that built this Python, or the one in CC, is on the path."""
    command = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    return shutil.which(command.split()[0]) is not None


def extensions() -> list[Extension]:
    """Return the core as one mypyc group of optional extensions; none for a pure install."""
    if os.environ.get("HYPERQUOTE_PURE") or not have_compiler():
        return []
    from mypyc.build import mypycify  # noqa: PLC0415 - a pure install does not need it

    modules = mypycify(["--config-file", "pyproject.toml", *core_files()], opt_level="3", group_name="hyperquote_core")
    for module in modules:
        module.optional = True
        # no fused multiply-add: interpreted and compiled floats must agree to the last bit
        module.extra_compile_args = [*(module.extra_compile_args or []), "-ffp-contract=off"]
        if os.name == "posix":  # nobody outside may replace a function of the core: calls need no detour
            module.extra_compile_args.append("-fvisibility=hidden")
    return modules


setup(ext_modules=extensions())
