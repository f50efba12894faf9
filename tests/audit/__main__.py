"""What Lighthouse says of the pages, on a phone, and what a first visit moves.

    make audit
    make audit ARGS="landing trends"     only these pages
    make audit ARGS="--runs 3"           the median of three, on a noisy machine

The reports are kept in var/audit/. Ends with an error where a page misses what is asked of it.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from config.environment import PROJECT
from tests.chromium import chromium
from tests.serving import serving
from tests.site_people import PUMPKIN_SEEDS, prepare, sign_in, with_diary

LIGHTHOUSE = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
FOLDER = PROJECT / "var" / "audit"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST_SCORE = 95
MOST_SHIFT = 0.02
# What pages are made of. What they then keep for use without a network is asked for apart.
PARTS = {"Document", "Stylesheet", "Script", "Font", "Image", "Manifest"}


@dataclass(frozen=True)
class Page:
    path: str
    public: bool
    most_kb: int = 100


PAGES = {
    "landing": Page("", public=True),
    "food": Page(f"foods/{PUMPKIN_SEEDS}/", public=True),
    "note": Page("notes/{note}/", public=True),
    "today": Page("", public=False),
    "add": Page("add/", public=False),
    "trends": Page("trends/", public=False, most_kb=180),
}


@dataclass(frozen=True)
class Found:
    """Of one run: scores of 100 by category, kB as they came over the network."""

    scores: dict[str, int]
    kb: float
    shift: float
    other_hosts: list[str]

    def misses(self, page: Page) -> list[str]:
        asked = CATEGORIES if page.public else CATEGORIES[:-1]
        return [
            *(f"{name} {self.scores[name]}" for name in asked if self.scores[name] < LEAST_SCORE),
            *([f"{self.kb:.0f} kB, over {page.most_kb}"] if self.kb > page.most_kb else []),
            *([f"layout shift {self.shift:.3f}"] if self.shift > MOST_SHIFT else []),
            *(f"asks {host}" for host in self.other_hosts),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("pages", nargs="*", choices=[[], *PAGES], help="only these")
    parser.add_argument("--runs", type=int, default=1, help="of each page; the median counts")
    options = parser.parse_args()
    if not chromium():
        raise SystemExit("twelve: no Chromium here: install it, or name it in CHROMIUM.")
    install()
    # As it is run for others: files are compressed and have hashes in their names.
    os.environ |= {"DEBUG": "0", "SECRET_KEY": secrets.token_hex(32), "HTTPS": "0"}
    prepare()
    from django.db import connection
    from django.test import Client

    from notes.models import Note

    note = Note.objects.published()[0].pk
    session = sign_in(Client(), with_diary())
    connection.close()
    chosen = {name: PAGES[name] for name in options.pages or PAGES}
    FOLDER.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[Found]] = {name: [] for name in chosen}
    with serving() as address:
        runs = [name for name in chosen for _ in range(options.runs)]
        for name in track(runs, "Asking Lighthouse"):
            page = chosen[name]
            url = f"{address}/{page.path.format(note=note)}"
            report = asked(url, FOLDER / f"{name}.json", "" if page.public else session)
            found[name].append(read(report, address))
    middle = {name: middle_of(each) for name, each in found.items()}
    show(middle)
    missed = {name: each.misses(chosen[name]) for name, each in middle.items()}
    if any(missed.values()):
        lines = [f"{name}: {', '.join(each)}" for name, each in missed.items() if each]
        raise SystemExit("\n".join(["twelve: not as it should be:", *lines]))


def install() -> None:
    """By lock file, and only for this: it is larger than everything else."""
    if LIGHTHOUSE.exists():
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=Path(__file__).parent, env=environment(), check=True)


def environment() -> dict[str, str]:
    # Where the machine has no Node, install.py put one beside Python.
    path = f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "CHROME_PATH": chromium() or ""}


def asked(url: str, report: Path, session: str) -> dict[str, Any]:
    node = shutil.which("node", path=environment()["PATH"])
    if node is None:
        raise SystemExit("twelve: no Node here.")
    flags = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")
    command = [
        *(node, str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"),
        *(f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"),
        "--no-enable-error-reporting",
    ]
    if session:
        command.append("--extra-headers=" + json.dumps({"Cookie": f"sessionid={session}"}))
    # Now and then its trace has no beginning, and it asks to be run again.
    for _ in range(3):
        done = subprocess.run(command, env=environment(), check=False, timeout=180)
        if done.returncode == 0:
            said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
            return said
    raise SystemExit(f"twelve: Lighthouse could not look at {url}.")


def read(report: dict[str, Any], address: str) -> Found:
    requests = report["audits"]["network-requests"]["details"]["items"]
    scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
    return Found(
        scores={name: round(100 * (score or 0)) for name, score in scores.items()},
        kb=sum(each["transferSize"] for each in requests if each["resourceType"] in PARTS) / 1000,
        shift=report["audits"]["cumulative-layout-shift"]["numericValue"],
        other_hosts=sorted(
            each["url"]
            for each in requests
            if not each["url"].startswith((address, "data:", "blob:"))
        ),
    )


def middle_of(runs: list[Found]) -> Found:
    return Found(
        scores={name: median_low([each.scores[name] for each in runs]) for name in CATEGORIES},
        kb=median_low([each.kb for each in runs]),
        shift=max(each.shift for each in runs),
        other_hosts=sorted({host for each in runs for host in each.other_hosts}),
    )


def show(found: dict[str, Found]) -> None:
    table = Table("page", *CATEGORIES, "kB", "layout shift")
    for name, each in found.items():
        scores = [str(each.scores[category]) for category in CATEGORIES]
        table.add_row(name, *scores, f"{each.kb:.1f}", f"{each.shift:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
