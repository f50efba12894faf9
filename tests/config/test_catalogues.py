"""Compiling and collecting translations, with real catalogues."""

import gettext
import os
import shutil
from pathlib import Path

import pytest

from config import catalogues, install
from config.environment import LaunchError

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Save"
msgstr "Speichern"

#, fuzzy
msgid "Open"
msgstr "Geschlossen"

msgctxt "a month"
msgid "May"
msgstr "Mai"

msgid "%(n)d day"
msgid_plural "%(n)d days"
msgstr[0] "%(n)d Tag"
msgstr[1] "%(n)d Tage"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (catalogues, install):
        monkeypatch.setattr(module, "PROJECT", tmp_path)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    return tmp_path


@pytest.fixture
def po(project: Path) -> Path:
    file = project / "locale" / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO)
    return file


def test_what_is_compiled_is_read_by_gettext(po: Path) -> None:
    catalogues.compile_catalogue(po)
    with po.with_suffix(".mo").open("rb") as file:
        german = gettext.GNUTranslations(file)
    assert german.gettext("Save") == "Speichern"
    assert german.gettext("Open") == "Open"
    assert german.pgettext("a month", "May") == "Mai"
    assert german.ngettext("%(n)d day", "%(n)d days", 2) == "%(n)d Tage"
    assert sorted(each.name for each in po.parent.iterdir()) == ["django.mo", "django.po"]


def test_it_is_compiled_again_once_it_changed(po: Path) -> None:
    locale = po.parents[2]
    assert catalogues.stale(locale) == [po]
    catalogues.compile_catalogue(po)
    assert catalogues.stale(locale) == []
    later = po.stat().st_mtime + 5
    os.utime(po, (later, later))
    assert catalogues.stale(locale) == [po]


def test_what_can_t_be_read_is_named_and_leaves_what_there_was(po: Path) -> None:
    catalogues.compile_catalogue(po)
    before = po.with_suffix(".mo").read_bytes()
    po.write_text(PO + 'msgid "Unfinished\n')
    with pytest.raises(LaunchError, match=r"django\.po"):
        catalogues.compile_catalogue(po)
    assert po.with_suffix(".mo").read_bytes() == before
    assert sorted(each.name for each in po.parent.iterdir()) == ["django.mo", "django.po"]


def test_without_gettext_s_tools_it_is_said_what_to_do(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(LaunchError, match="apt install gettext"):
        catalogues.collect(project)
    assert not (project / "locale").exists()


def test_installing_compiles_with_the_environments_python(
    po: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a Python that notes what it was asked for."""
    asked = po.parents[3] / "asked"
    python = po.parents[3] / "python"
    python.write_text(f'#!/bin/sh\necho "$@" > {asked}\n')
    python.chmod(0o755)
    monkeypatch.setattr(install, "PYTHON", python)
    monkeypatch.setattr(catalogues.stale, "__defaults__", (po.parents[2],))
    install.compile_catalogues()
    assert asked.read_text() == "-m config.catalogues\n"
    catalogues.compile_catalogue(po)
    asked.unlink()
    install.compile_catalogues()
    assert not asked.exists()


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
def test_collecting_begins_a_catalogue_and_keeps_what_is_translated(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(catalogues.__file__).parents[1]
    shutil.copy(root / "manage.py", project)
    shutil.copytree(root / "config", project / "config")
    monkeypatch.setenv("PYTHONPATH", str(root))  # for the apps, whose texts are not asked for here
    page = project / "page.html"
    page.write_text('{% load i18n %}{% translate "Save" %}')
    catalogues.collect(project)
    po = project / "locale" / "de" / "LC_MESSAGES" / "django.po"
    begun = po.read_text()
    assert "nplurals=2" in begun
    assert '#: page.html\nmsgid "Save"\nmsgstr ""\n' in begun
    po.write_text(begun.replace('"Save"\nmsgstr ""', '"Save"\nmsgstr "Speichern"'))
    page.write_text('{% load i18n %}{% translate "Save" %} {% translate "Delete" %}')
    catalogues.collect(project)
    assert 'msgid "Save"\nmsgstr "Speichern"\n' in po.read_text()
    assert 'msgid "Delete"\nmsgstr ""\n' in po.read_text()
