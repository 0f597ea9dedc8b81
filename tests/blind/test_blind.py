"""The two implementations agree to the rupiah, and on what they refuse."""

from __future__ import annotations

from tests.blind import compare


def test_they_agree_on_random_people_at_the_edges_of_the_law():
    found, refused = compare.differences(3_000, seed=5)
    assert found == []
    assert 0 < refused < 1_500


def test_the_page_shows_what_was_measured():
    page = compare.PAGE.read_text(encoding="utf-8")
    assert f"code `{compare.code_measured()}`" in page, "run: make verify"
    assert ": 0 differences" in page


def test_a_slip_of_a_rupiah_is_found(monkeypatch):
    right = compare.by_hand.amounts

    def wrong(segment, day, **facts):
        found = right(segment, day, **facts)
        return {**found, "total": found["total"] + 1}

    monkeypatch.setattr(compare.by_hand, "amounts", wrong)
    found, _ = compare.differences(50, seed=5)
    assert len(found) > 20
