"""What we propose by country, and the time zones that countries and people have."""

import zoneinfo

import pytest
from django.core.exceptions import ValidationError

from intake.countries import COUNTRIES, EUROPEAN_ECONOMIC_AREA, OWN_VALUES
from intake.models import validate_time_zone
from intake.reference_values import AUTHORITIES
from intake.time_zones import found_time_zone, time_zone_names


def test_every_country_has_a_zone_that_exists_and_an_authority_that_we_know():
    assert len(COUNTRIES) == 245
    for country in COUNTRIES.values():
        assert zoneinfo.ZoneInfo(country.time_zone)
        assert country.time_zone in time_zone_names()
        assert country.proposed_authority in AUTHORITIES


def test_every_authority_is_somebodys_proposal_and_no_country_has_two():
    proposed = {country.proposed_authority for country in COUNTRIES.values()}
    assert proposed == set(AUTHORITIES)
    codes = [code for own in OWN_VALUES.values() for code in own]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(COUNTRIES)


@pytest.mark.parametrize(
    ("codes", "authority"),
    [
        ("US CA PR GU", "us"),
        ("DE AT CH", "dach"),
        ("DK NO SE FI IS FO GL AX EE LV LT", "nnr"),
        ("FR IE PL LI ES", "efsa"),
        ("GB GG JE IM", "uk"),
        ("AU NZ NF", "anz"),
        ("JP", "japan"),
        ("IN", "india"),
        ("CN", "china"),
        ("BR ZA TW HK KR UA TR", "who"),
    ],
)
def test_a_country_is_proposed_the_values_of_its_own_issuer(codes, authority):
    assert {COUNTRIES[code].proposed_authority for code in codes.split()} == {authority}


def test_the_economic_area_is_the_27_of_the_union_and_three_more():
    assert len(EUROPEAN_ECONOMIC_AREA) == 30
    assert set(COUNTRIES) >= EUROPEAN_ECONOMIC_AREA


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" America/New York ", "America/New_York"),
        ("utc", "UTC"),
        ("Mars/Olympus", None),
        ("EST", None),
        ("Etc/GMT+5", None),
        ("../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_found_as_people_type_it(typed, zone):
    assert found_time_zone(typed) == zone


def test_a_stored_zone_is_spelled_as_the_database_of_zones_does():
    validate_time_zone("Europe/Berlin")
    for name in ("europe/berlin", "Mars/Olympus", ""):
        with pytest.raises(ValidationError):
            validate_time_zone(name)
