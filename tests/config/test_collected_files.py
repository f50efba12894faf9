"""What `make run` serves is not what development serves: hashed copies of the pages' files."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

MODULES = settings.BASE_DIR / "templates" / "static" / "js"
IMPORTED = re.compile(r"""(?:from|import)\s*\(?["'](\./[^"']+)["']""")


@pytest.fixture
def collected(tmp_path: Path, settings) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [MODULES]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    finders.get_finder.cache_clear()
    call_command("collectstatic", interactive=False, verbosity=0)
    yield settings.STATIC_ROOT
    finders.get_finder.cache_clear()


def test_every_module_that_a_collected_module_imports_was_collected(collected: Path) -> None:
    modules = sorted(collected.glob("*.js"))
    imports = {
        (module.name, name) for module in modules for name in IMPORTED.findall(module.read_text())
    }
    assert len(imports) >= 2
    assert [pair for pair in sorted(imports) if not (collected / pair[1]).is_file()] == []
