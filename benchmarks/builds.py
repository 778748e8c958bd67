"""Runs a measurement once per build and lays the answers side by side. Imports nothing of hyperquote itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RECORDING = ROOT.parent / "shared" / "data" / "hl_l2_20250904" / "BTC"  # beside the checkout, where there is one
BUILDS = {"interpreted": [ROOT / "src", ROOT], "compiled": [ROOT]}

Rows = dict[str, dict[str, float]]  # row → figure → number


def chosen_recording() -> str:
    """Return the folder named on the command line, else the usual recording, else "" for a market made from a seed."""
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else RECORDING
    if len(sys.argv) > 1 and not folder.is_dir():
        sys.exit(f"no recording at {folder}; give a folder with trades.parquet and l2.parquet or bbo.parquet")
    if not folder.is_dir():
        print("tape: made from a seed; no recording at hand")
        return ""
    print(f"tape: {folder.parent.name}/{folder.name}")
    return str(folder)


def both_builds(script: str, arguments: list[str]) -> dict[str, Rows]:
    """Return what `script`, in this folder, measures under each build; the compiled one is the installed package."""
    answers: dict[str, Rows] = {}
    for name, folders in BUILDS.items():
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders)}
        command = [sys.executable, str(HERE / script), *arguments]
        done = subprocess.run(command, env=environment, cwd=HERE, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            print(f"{name}: could not run; is the package installed?")
            continue
        told = json.loads(done.stdout)
        if told["build"] == name:
            answers[name] = told["rows"]
        else:
            print(f"{name}: the installed package is {told['build']}; no C compiler was at hand when it was built")
    return answers


def table(answers: dict[str, Rows], columns: dict[str, str], cost: str) -> None:
    """Print one line per row and build; `columns` maps figures to formats, the ratio is that of the figure `cost`."""
    print(" " * 29 + "".join(f"{name:>13}" for name in columns) + f"{'ratio':>9}")
    interpreted = answers.get("interpreted", {})
    for row in next(iter(answers.values()), {}):
        for name, rows in answers.items():
            figures = rows[row]
            line = f"{row:16} {name:12}" + "".join(f"{figures[key]:13{form}}" for key, form in columns.items())
            if row in interpreted:
                line += f"{interpreted[row][cost] / figures[cost]:8.1f}×"
            print(line)
