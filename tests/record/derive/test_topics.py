import datetime as dt

import polars as pl
import pytest

from peripheries.case.recipes import Topic, Wording
from peripheries.record.derive.topics import shortened, topic_of, worded
from peripheries.record.forms import Form
from record.derive.frames import frame_of

DAY = dt.date(2006, 10, 9)


def text(title=None, *, subjects=None, symbol=None, date=DAY):
    row = {"title": title, "subjects": subjects, "symbol": symbol, "date": date}
    return frame_of(Form.ROLLCALLS, row)


def topic(rules, found):
    return found.select(topic_of(rules, pl.col("title"))).item()


def title(rules, found, longest=140):
    return found.select(worded(rules, longest)).item()


def test_the_first_rule_that_fits_decides():
    rules = [Topic(topic="ukraine", title="Ukraine"), Topic(topic="war", title="(?i)war")]
    assert topic(rules, text("War in Ukraine")) == "ukraine"
    assert topic(rules[::-1], text("War in Ukraine")) == "war"
    assert topic(rules, text("Peace")) is None


def test_subjects_and_the_symbol_are_read_beside_the_title():
    rules = [Topic(topic="one", subjects="CRIMEA"), Topic(topic="two", symbol="^A/RES/ES-11/")]
    assert topic(rules, text("Rights", subjects="HUMAN RIGHTS|CRIMEA")) == "one"
    assert topic(rules, text("Rights", symbol="A/RES/ES-11/1")) == "two"
    assert topic(rules, text("CRIMEA", symbol="A/RES/11/1")) is None


def test_a_rule_fits_if_all_that_it_names_fits():
    rules = [Topic(topic="both", title="Peace", symbol="^A/RES/77/")]
    assert topic(rules, text("Peace", symbol="A/RES/77/1")) == "both"
    assert topic(rules, text("Peace", symbol="A/RES/78/1")) is None
    assert topic(rules, text("War", symbol="A/RES/77/1")) is None


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        ("2006-10-09", None, True),
        ("2006-10-10", None, False),
        (None, "2006-10-09", True),
        (None, "2006-10-08", False),
        ("2006", "2006", True),
        ("2007", None, False),
        (None, "2005", False),
    ],
)
def test_a_rule_holds_from_its_first_day_to_its_last(since, until, fits):
    rule = Topic.model_validate({"topic": "tests", "title": ".", "since": since, "until": until})
    assert topic([rule], text("Test ban")) == ("tests" if fits else None)


def test_a_text_without_a_title_is_on_no_topic_of_titles():
    assert topic([Topic(topic="any", title=".")], text()) is None


def test_titles_are_put_in_words_by_title_or_by_symbol():
    rules = [
        Wording(title="(?i)^necessity of", wording="The embargo"),
        Wording(symbol="^A/RES/ES-11/8$", wording="The path to peace"),
    ]
    assert title(rules, text("NECESSITY of ending", symbol="A/RES/79/7")) == "The embargo"
    assert title(rules, text(symbol="A/RES/ES-11/8")) == "The path to peace"
    assert title(rules, text("Peace", symbol="A/RES/ES-11/80")) == "Peace"
    assert title(rules, text("Peace")) == "Peace"
    assert title(rules, text()) is None


def test_the_first_wording_that_fits_decides_and_is_not_put_in_words_again():
    rules = [Wording(title="Peace", wording="War"), Wording(title="War|Peace", wording="Truce")]
    assert title(rules, text("Peace")) == "War"
    assert title(rules[::-1], text("Peace")) == "Truce"


def test_long_titles_are_cut_at_the_end_of_a_word():
    cut = text("Peace, security and trust").select(shortened(pl.col("title"), 18))
    assert cut.item() == "Peace, security…"
    assert title([], text("Peace, security and trust"), 15) == "Peace…"
    assert title([], text("Peace, security"), 15) == "Peace, security"
