"""The shell lines of a page of the documentation, run as they are written.

A block is what stands between ```sh and ```. Its comments say what is answered: each
`"name": value` in them has to be in what the block printed, save what is another every time. A
page's blocks run in one shell, as whoever pastes them has it: a later one knows what an earlier
one named.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
PAIR = re.compile(r'"(\w+)": ("[^"]*"|-?\d+(?:\.\d+)?|null|true|false)(?=[,}\]\s])')
ANOTHER_EVERY_TIME = re.compile(r"id|\w+_at|\w*token|food|\w*until")
# A wrong status ends a page, and shows what was answered.
PRELUDE = """set -euo pipefail
curl() { command curl -sS --fail-with-body "$@" && echo; }
"""
BETWEEN = "======== next block ========"


@dataclass(frozen=True)
class Block:
    section: str
    text: str

    @property
    def promised(self) -> set[str]:
        comments = "\n".join(line for line in self.text.splitlines() if line.startswith("#"))
        return {
            f'"{name}":{value}'
            for name, value in PAIR.findall(comments)
            if not ANOTHER_EVERY_TIME.fullmatch(name) and "..." not in value
        }

    def check(self, printed: str) -> None:
        """Raises AssertionError where a promise is not kept."""
        said = re.sub(r'("\w+"): ', r"\1:", printed)
        missing = {pair for pair in self.promised if pair not in said}
        assert not missing, f"{self.text}\n{printed}\n{missing}"


def blocks_of(page: Path) -> list[Block]:
    """In their order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in BLOCK.finditer(text):
        sections = SECTION.findall(text[: block.start()])
        found.append(Block(sections[-1] if sections else "", block[1]))
    return found


def run_blocks(blocks: list[Block], *, folder: Path, **variables: str) -> None:
    """Raises AssertionError where a command fails or a promise is not kept."""
    done = subprocess.run(
        ["bash", "-c", PRELUDE + f"echo '{BETWEEN}'\n".join(block.text for block in blocks)],
        cwd=folder,
        env=os.environ | variables,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    printed = done.stdout.split(f"{BETWEEN}\n")
    if done.returncode:
        raise AssertionError(f"{blocks[len(printed) - 1].text}\n{printed[-1]}")
    for block, said in zip(blocks, printed, strict=True):
        block.check(said)
