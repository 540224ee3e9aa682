"""Reading the registry: what it offers to other modules, and what it says of a line that it cannot use."""

from pathlib import Path

import pytest

from ontology.registry import Registry, load, read

PERSON = '{"id": "ada-example", "type": "person", "name": "Ada Example", "aliases": ["A. Example"]}\n'


def test_the_registry_is_read_once() -> None:
    assert load() is load()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("North Korea", "north-korea"),
        ("DPRK", "north-korea"),
        ("Kremlin", "kremlin"),
        ("Kim Jong-un", "kim-jong-un"),
        ("Zelenskyy", "volodymyr-zelensky"),
        ("KCNA", "kcna"),
        ("UN Security Council", "united-nations-security-council"),
        ("State Department", "us-state-department"),
        ("Houthis", "houthis"),
    ],
)
def test_actors_are_found_by_the_names_that_news_print(name: str, key: str) -> None:
    assert name in load().actors[key].names


def test_a_capital_is_a_seat_of_its_government_and_a_place() -> None:
    registry = load()
    assert "Pyongyang" in registry.actors["north-korea"].seats
    assert registry.places["pyongyang"].of == "north-korea"


def test_an_office_tells_role_holder_and_time() -> None:
    office = load().actors["volodymyr-zelensky"].offices[0]
    assert (office.role, office.of, office.since, office.until) == ("President", "ukraine", "2019-05-20", None)


def test_a_named_body_is_found_by_its_state_and_what_it_is() -> None:
    registry = load()
    assert registry.named_bodies["germany", "parliament"].name == "Bundestag"
    assert registry.named_bodies["united-states", "defence-ministry"].id == "us-department-of-defense"
    assert ("south-korea", "defence-ministry") not in registry.named_bodies


def test_a_shared_name_leads_to_all_who_have_it_the_likeliest_first() -> None:
    registry = load()
    assert registry.ambiguous["Congo"] == ("democratic-republic-of-the-congo", "republic-of-the-congo")
    assert len(registry.ambiguous["Central Military Commission"]) == 2


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.bbc.co.uk/news/world-1", "bbc"),
        ("https://www.bbc.com/news/articles/1", "bbc"),
        ("http://abcnews.go.com:80/international", "abc-news"),
        ("https://guardian.ng/news", "guardian-nigeria"),
        ("https://example.org/reuters.com", None),
        ("not an address", None),
        ("", None),
    ],
)
def test_an_outlet_is_recognised_by_an_articles_address(url: str, key: str | None) -> None:
    outlet = load().outlet_of(url)
    assert (outlet.id if outlet else None) == key


def test_a_folder_of_files_is_read_as_one_registry(tmp_path: Path) -> None:
    (tmp_path / "persons.jsonl").write_text("\n" + PERSON, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    registry = read(tmp_path)
    assert registry.actors["ada-example"].names == ("Ada Example", "A. Example")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "x", "type": "person"', "delimiter"),
        ('{"id": "x", "type": "person"}', "name"),
        ('{"id": "x", "type": "person", "name": "X", "nmae": "Y"}', "nmae"),
        ('{"id": "x", "type": "person", "name": "X", "offices": [{"role": "Leader"}]}', "of"),
        ('{"candidates": ["x"]}', "alias"),
        ('["x"]', "one JSON object, not a list"),
        (PERSON.strip(), "ada-example is there twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_by_file_and_number(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "persons.jsonl").write_text(PERSON + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=f"^persons.jsonl, line 2: .*{said}"):
        read(tmp_path)


def test_an_empty_registry_knows_nobody() -> None:
    assert Registry().outlet_of("https://www.reuters.com/world") is None
