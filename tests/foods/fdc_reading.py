"""A download as the staging tables hold it, before any of it meets the catalogue."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from foods import fdc
from foods.importing.fdc import assemble, read_raw
from foods.importing.staging import Problems, create_tables, empty_tables, execute, rows


@dataclass(frozen=True)
class FDCPortion:
    label: str
    gram_weight: Decimal


@dataclass(frozen=True)
class FDCFood:
    fdc_id: int
    data_type: str
    description: str
    group: str | None
    lasting: str | None
    brand: str
    basis: str
    magnesium_mg: Decimal | None
    calcium_mg: Decimal | None
    phosphorus_mg: Decimal | None
    potassium_mg: Decimal | None
    energy_kcal: Decimal | None
    portions: tuple[FDCPortion, ...] = ()


@dataclass
class Download:
    foods: list[FDCFood] = field(default_factory=list)
    superseded: list[tuple[int, int]] = field(default_factory=list)
    problems: list[tuple[object, ...]] = field(default_factory=list)

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Record and reason, the first of each record."""
        first = {}
        for reason, record, words, *_ in self.problems:
            if reason == "refused":
                first.setdefault(record, words)
        return list(first.items())


def read_download(source, progress=None) -> Download:
    """Foods in the order of `food.csv`, those that are refused left out."""
    download = Download()
    with transaction.atomic():
        create_tables()
        problems = Problems()
        with fdc.opened(source, progress) as files:
            releases = read_raw(files, problems)
        known = {str(key) for (key,) in rows("SELECT fdc_id FROM raw_food")}
        found = rows("SELECT reason, ref, words, file, line, field FROM problem ORDER BY line, ref")
        download.problems = [p for p in found if p[1] in known or p[3] == "food.csv"]
        refused = {record for reason, record, _, file, *_ in found if reason == "refused"} - {
            record for _, record, words, *_ in found if words == "its fdc_id occurs twice"
        }
        for release in releases:
            empty_tables()
            assemble(release)
            portions: dict[int, list[FDCPortion]] = {}
            for n, label, quantity in rows(
                "SELECT n, label, quantity FROM staged_portion ORDER BY n, position"
            ):
                portions.setdefault(n, []).append(FDCPortion(label, quantity))
            download.foods += [
                FDCFood(n, release.data_type, *values, portions=tuple(portions.get(n, ())))
                for n, *values in rows(
                    "SELECT n, name, group_id, coalesce(ndb, fndds_code, gtin), brand, basis, "
                    "magnesium_mg, calcium_mg, phosphorus_mg, potassium_mg, energy_kcal "
                    "FROM staged ORDER BY line"
                )
                if str(n) not in refused
            ]
            download.superseded += rows("SELECT fdc::bigint, n FROM staged_alias ORDER BY 1 DESC")
        execute("DISCARD TEMP")
        transaction.set_rollback(True)
    return download
