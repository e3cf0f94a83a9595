"""The questions of the built-in case, settled anew with the csv module; and faulty ones."""

import csv
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import polars as pl
import pytest
import yaml

from peripheries.case import Case, read_case
from peripheries.case.predicates import ActsPredicate, TextsPredicate
from peripheries.case.vocabulary import QUAD_OF_TYPE, ClaimKind, EventType
from peripheries.futures.settling import matching, settled
from peripheries.record import read_record

Row: TypeAlias = dict[str, str]
Declared: TypeAlias = dict[str, Any]
Told = Callable[[], list[str]]
Swap = Callable[[str, str, str], int]

_YES = """Q01 Q03 Q05 Q09 Q11 Q13 Q17 Q21 Q23 Q27 Q101 Q102 Q103 Q104 Q108 Q110 Q114 Q116 Q118 Q119
Q121 Q122 Q124 Q125 Q128 Q132 Q133 Q134 Q135 Q138 Q139 Q140 Q141 Q142 Q143 Q144 Q145 Q146 Q147"""
_NO = """Q07 Q15 Q19 Q25 Q29 Q105 Q106 Q107 Q109 Q111 Q112 Q113 Q115 Q117 Q120 Q123 Q126 Q127 Q129
Q130 Q131 Q136 Q148"""
YES, NO, VOID = _YES.split(), _NO.split(), ["Q137"]
DAY = timedelta(days=1)


def _first(written: str) -> date:
    return date.fromisoformat(written + "-01-01"[len(written) - 4 :])


def _last(written: str) -> date:
    year, month = int(written[:4]), int(written[5:7] or 12)
    if len(written) == 10:
        return date.fromisoformat(written)
    return date(year + month // 12, month % 12 + 1, 1) - DAY


class ByHand:
    """The record read row by row, and predicates over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.declared = yaml.safe_load((folder / "record.yaml").read_text("utf-8"))["tables"]
        self.weak = {r["host"] for r in self.file("record/publishers.csv") if r["kind"] == "weak"}
        self.hosts = {r["host"] for r in self.file("record/publishers.csv")}
        self.tables = {name: [*self.table(name)] for name in self.declared}

    def file(self, name: str) -> list[Row]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def table(self, name: str) -> Iterator[Row]:
        """Rows that count."""
        for row in self.file(self.declared[name]["file"]):
            fits = all(row[c] == v for c, v in self.declared[name].get("where", {}).items())
            if name == "chronicle":
                fits = row["confidence"] != "low" and any(
                    self.sound(s) for s in row["sources"].split(" | ") if s
                )
                row["quad"] = QUAD_OF_TYPE[EventType(row["type"])]
            if fits:
                yield row

    def sound(self, address: str) -> bool:
        parts = urlsplit(address).netloc.lower().removeprefix("www.").split(".")
        ends = [".".join(parts[i:]) for i in range(len(parts))]
        return next((e for e in ends if e in self.hosts), "") not in self.weak

    def end(self, asked: Declared) -> date:
        """Last day on which every table that is asked speaks."""
        if "of" in asked:
            parts = asked["of"] if isinstance(asked["of"], list) else [asked["of"]]
            return min(self.end(part) for part in parts)
        name = asked.get("table", "chronicle")
        return _last(str(self.declared[name]["coverage"]["end"]))

    def holds(self, asked: Declared, start: date, end: date) -> bool:
        kind = asked["predicate"]
        if kind == "not":
            return not self.holds(asked["of"], start, end)
        if kind in {"all", "any"}:
            parts = [self.holds(part, start, end) for part in asked["of"]]
            return all(parts) if kind == "all" else any(parts)
        if kind == "series":
            return self.beyond(asked, start, end)
        count = self.acts if kind == "acts" else self.texts
        found = count(asked, start, end)
        return bool(asked.get("at_least", 0) <= found <= asked.get("at_most", found))

    def acts(self, asked: Declared, start: date, end: date) -> int:
        sought = {c: [v] if isinstance(v, str) else v for c, v in asked["rows"].items()}
        either_way = sought.pop("either_way", False) is True
        turned = {"source": "target", "target": "source"}

        def fits(row: Row, ways: dict[str, str]) -> bool:
            return all(row[ways.get(c, c)] in v for c, v in sought.items())

        return sum(
            start <= _first(row["date"]) <= end
            and (fits(row, {}) or (either_way and fits(row, turned)))
            for row in self.tables["chronicle"]
        )

    def texts(self, asked: Declared, start: date, end: date) -> int:
        return sum(
            start <= _first(row["date"]) <= end
            and asked.get("topic", row["topic"]) == row["topic"]
            and ("outcome" not in asked or asked["outcome"] == row["outcome"])
            and ("vetoed_by" not in asked or asked["vetoed_by"] in row["vetoed_by"].split(";"))
            for row in self.tables[asked["table"]]
        )

    def beyond(self, asked: Declared, start: date, end: date) -> bool:
        columns = self.declared[asked["table"]]["columns"]
        a, b = columns.get("a", "a"), columns.get("b", "b")
        time, value = columns["time"], columns.get("value", "value")
        values = [
            float(row[value])
            for row in sorted(self.tables[asked["table"]], key=lambda row: row[time])
            if start <= _first(row[time])
            and _last(row[time]) <= end
            and ("actor" not in asked or row["actor"] == asked["actor"])
            and ("between" not in asked or sorted(asked["between"]) == sorted([row[a], row[b]]))
        ]
        assert values
        figures = {"sum": sum(values), "largest": max(values), "last": values[-1]}
        figure = figures[asked.get("takes", "last")]
        return bool(figure > asked["above"] if "above" in asked else figure < asked["below"])


@pytest.fixture(scope="module")
def by_hand(built_in: Case) -> ByHand:
    return ByHand(built_in.folder)


@pytest.fixture(scope="module")
def asked(built_in: Case) -> list[Declared]:
    text = (built_in.folder / "questions.yaml").read_text("utf-8")
    return list(yaml.safe_load(text)["questions"])


def _came_out(question: Declared, record: ByHand) -> str | None:
    """By the record alone: yes, no, void, or None where it tells nothing, or not yet."""
    parts = [question[key] for key in ("given", "when") if key in question]
    if not parts or any(record.end(part) < question["resolves"] for part in parts):
        return None
    start = question.get("opens", question["as_of"] + DAY)
    *given, when = (record.holds(part, start, question["resolves"]) for part in parts)
    return "void" if given == [False] else "yes" if when else "no"


def test_as_the_record_has_it(asked: list[Declared], by_hand: ByHand) -> None:
    found = {q["id"]: _came_out(q, by_hand) or q.get("answer") for q in asked}
    settled = {name: answer for name, answer in found.items() if answer is not None}
    assert settled == {
        **dict.fromkeys(YES, "yes"),
        **dict.fromkeys(NO, "no"),
        **dict.fromkeys(VOID, "void"),
    }
    assert all(name.startswith("Q2") for name in found.keys() - settled.keys())


def test_the_settler_reads_the_record_as_a_hand_does(
    built_in: Case, asked: list[Declared], by_hand: ByHand
) -> None:
    unsigned = {"answer": None, "answer_known": None, "because": None, "signed": None}
    record, now = read_record(built_in), built_in.about.as_of
    told = {}
    for q in built_in.questions:
        found = settled(q.model_copy(update=unsigned), record, now)
        told[q.id] = None if found is None else found.answer
        if found is not None:
            assert q.as_of < found.known <= now
    assert told == {q["id"]: _came_out(q, by_hand) for q in asked}


def test_signed_answers_agree_with_the_record(asked: list[Declared], by_hand: ByHand) -> None:
    both = [q for q in asked if "answer" in q and "when" in q]
    assert len(both) == 4
    assert [q["id"] for q in both if _came_out(q, by_hand) != q["answer"]] == []


OF_CLAIMS = {f"Q{number}" for number in range(138, 149)}
"""Asked one way round, to score what claims foresee: each a yes if what its claim expects came."""


def test_yes_and_no_are_in_balance_but_for_those_of_claims(built_in: Case) -> None:
    ids = [q.id for q in built_in.questions]
    assert sorted(ids) == sorted(set(ids))
    both = Counter("yes" if q in YES else "no" for q in (*YES, *NO) if q not in OF_CLAIMS)
    assert 0.4 <= both["yes"] / both.total() <= 0.6
    own = Counter("yes" if q in YES else "no" for q in {*YES, *NO} - OF_CLAIMS if len(q) > 3)
    assert 0.4 <= own["yes"] / own.total() <= 0.6
    assert sum(q.when is not None for q in built_in.questions) == len(ids) - 9


def test_each_claim_that_foretells_is_asked_about_as_of_the_essay(built_in: Case) -> None:
    day, kind = built_in.about.essay_as_of, ClaimKind.FORECAST
    foretelling = {claim.id for claim in built_in.claims if claim.kind is kind}
    assert {"K21", "K28", "K32", "K34", "K37", "K39"} <= foretelling
    for claim in foretelling | {"K36"}:
        told = [q for q in built_in.questions if claim in q.bears_on and q.as_of == day]
        assert sum(q.when is not None for q in told) >= 2, claim


LACKED = {"Q141": 1}
"""The veto of 30 September 2022, which the table lacks and the rule names."""


def test_bounds_of_claims_are_one_more_than_as_long_a_time_before(built_in: Case) -> None:
    day = built_in.about.essay_as_of
    then = read_record(built_in).vintage(day)
    for q in built_in.questions:
        if q.id in OF_CLAIMS:
            assert q.as_of == day
            assert isinstance(q.when, ActsPredicate | TextsPredicate)
            begin = day - (q.window.end - q.window.start)
            rows = matching(q.when, then).filter(pl.col("date").is_between(begin, day))
            assert q.when.at_least == rows.height + LACKED.get(q.id, 0) + 1, q.id


def test_all_systems_are_asked_about(built_in: Case) -> None:
    system = {claim.id: claim.system for claim in built_in.claims}
    borne_on = {system[claim] for q in built_in.questions for claim in q.bears_on}
    assert borne_on == set(system.values())


HALF_YEARS = [date(year, month, 1) for year in range(2006, 2026) for month in (1, 7)]
LONG = {None, "votes_sc", "votes_ga", "missiles"}
"""Tables (none: acts) that reach back twenty years, and whose bounds are not last year's figure."""


def test_of_the_past_none_is_always_or_never_so(asked: list[Declared], by_hand: ByHand) -> None:
    flat = []
    for q in (q for q in asked if q["id"] in {*YES, *NO} and len(q["id"]) > 3):
        if q["when"].get("table") not in LONG:
            continue
        length = q["resolves"] - q["as_of"] - DAY
        windows = [(b, b + length) for b in HALF_YEARS if b + length <= by_hand.end(q["when"])]
        if len({by_hand.holds(q["when"], *window) for window in windows}) < 2:
            flat.append(q["id"])
    assert flat == []


SERIES = """  {name}: {{kind: {kind}, file: record/{name}.csv, what: w, unit: u, source: s,
    computed: c, coverage: {{start: 2018, end: 2018}}, as_of: 2020-01-01, terms: t, step: {step},
    least: 0, most: 1}}
"""
ROWS = {
    "share": "time,value,known\n2018-07,0.5,2019-01-01\n",
    "shares": "time,actor,value,known\n2018-07,KOR,0.5,2019-01-01\n",
    "rates": "time,value,known\n2018,0.5,2019-01-01\n",
    "ties": "time,a,b,value,known\n2018-07,PRK,KOR,0.5,2019-01-01\n",
    "votes": "time,id,title,topic,known,outcome,vetoed_by\n"
    "2018-07-01,R1,t,dprk,2018-07-01,vetoed,PRK\n2018-07-02,R2,t,syria,2018-07-02,adopted,\n",
}
QUESTION = """questions:
  - id: Q01
    as_of: 2018-06-30
    question: Do the leaders meet again?
    resolves: 2018-12-31
    rule: A row of the chronicle.
    when: {predicate: acts, rows: {source: PRK, target: KOR}, at_least: 1}
"""
ACTS = "{predicate: acts, rows: {source: PRK, target: KOR}, at_least: 1}"


@pytest.fixture
def question(small: Path) -> Path:
    """The small case with one sound question, four series, and roll calls."""
    with (small / "record.yaml").open("a", encoding="utf-8") as file:
        file.write(SERIES.format(name="share", kind="series", step="month"))
        file.write(SERIES.format(name="shares", kind="actor_series", step="month"))
        file.write(SERIES.format(name="ties", kind="dyad_series", step="month"))
        file.write(SERIES.format(name="rates", kind="series", step="year"))
        file.write(SERIES.format(name="votes", kind="roll_calls", step="event"))
    for name, text in ROWS.items():
        (small / "record" / f"{name}.csv").write_text(text)
    (small / "questions.yaml").write_text(QUESTION)
    return small


BAD = [
    ("resolves: 2018-12-31", "resolves: 2018-06-30", "it resolves on 2018-06-30, not after it is "
     "asked (2018-06-30). A forecast is of days to come: ask earlier, or let it resolve later."),
    ("    resolves:", "    opens: 2018-06-30\n    resolves:", "its window opens on 2018-06-30, not "
     "between 2018-06-30 and 2018-12-31. It opens after the day on which it is asked, and before "
     "it resolves."),
    ("when:", "given:", "`given` is a condition of `when`. Add `when`, or leave `given` out."),
    ("    rule:", '    answer: "no"\n    answer_known: 2019-01-01\n    because: b\n    rule:',
     "`answer`, `answer_known`, `because` and `signed` belong together; it lacks `signed`. "
     "Give all four, or none while it is open."),
    ("    rule:", '    answer: "no"\n    answer_known: 2018-01-01\n    because: b\n    signed: s\n'
     "    rule:", "its answer was known on 2018-01-01, before it was asked (2018-06-30). "
     "Mend one of the days."),
    ("at_least: 1", "at_least: 3, at_most: 2", "at least 3 and at most 2 can never both be true. "
     "Mend one of them."),
    ("at_least: 1", "at_least: 0", "`at_least: 0` is always true. Ask for one at least."),
    (", at_least: 1", "", "it says not how many. Add `at_least` or `at_most`."),
    ("{source: PRK, target: KOR}", "{ids: E01}", "`ids` and `within` name acts of the past. "
     "The window is the question's."),
    ("target: KOR}", "target: KOR, within: {start: 2018, end: 2018}}", "`ids` and `within` name "
     "acts of the past. The window is the question's."),
    ("target: KOR}", "target: KOR, type: AID, quad: verbal_conflict}", "no act is both of these "
     "types and of these quads: the types are material_cooperation. Name the types or the quads."),
    ("target: KOR}", "target: PRK}", "nobody acts towards itself here. "
     "Name two different actors."),
    (ACTS, "{predicate: series, table: share}", "it needs one bound. "
     "Give `above` or `below`, and not both."),
    (ACTS, "{predicate: series, table: share, above: 1}", "nothing lies above 1: the table ends "
     "at 1. It can never be true: mend the bound."),
    (ACTS, "{predicate: series, table: share, below: 0}", "nothing lies below 0: the table begins "
     "at 0. It can never be true: mend the bound."),
    (ACTS, "{predicate: series, table: shares, above: 0.5}", "the table holds several series. "
     "Say whose: add `actor`."),
    (ACTS, "{predicate: series, table: share, actor: KOR, above: 0.5}", "the table is no series "
     "that has `actor`. Leave it out."),
    ("target: KOR}", "target: KRO}", "there is no actor 'KRO'. Did you mean 'KOR'?"),
    (ACTS, "{predicate: series, table: shars, above: 0.5}", "there is no table 'shars'. "
     "Did you mean 'shares'?"),
    (ACTS, "{predicate: not, of: {predicate: texts, table: share, at_least: 1}}", "the table "
     "'share' holds series; this is read off roll_calls. It may be: votes."),
    (ACTS, "{predicate: texts, table: votes, topic: dpkr, at_least: 1}", "the table 'votes' has no "
     "row on 'dpkr'. Did you mean 'dprk'?"),
    (ACTS, "{predicate: all, of: [" + ACTS + ", {predicate: not, of: {predicate: texts, table: "
     "votes, topic: ukraine, at_least: 1}}]}", "the table 'votes' has no row on 'ukraine'. It may "
     "be: dprk, syria."),
    ("    rule:", "    given: {predicate: texts, table: votes, topic: iran, at_most: 1}\n    rule:",
     "the table 'votes' has no row on 'iran'. It may be: dprk, syria."),
    (ACTS, "{predicate: texts, table: votes, outcome: adopted, vetoed_by: PRK, at_least: 1}",
     "nobody vetoes what is adopted. Name the outcome `vetoed`, or leave one of the two out."),
    (ACTS, "{predicate: series, table: shares, actor: PRK, above: 0.5}", "the table 'shares' has "
     "no row on 'PRK'. It may be: KOR."),
    (ACTS, "{predicate: series, table: ties, between: [KOR, KOR], above: 0.5}",
     "the table 'ties' has no row on 'KOR-KOR'. Did you mean 'KOR-PRK'?"),
    (ACTS, "{predicate: series, table: rates, above: 0.5}", "its window, "
     "2018-07-01 to 2018-12-31, holds no whole year, of which 'rates' has figures. Widen the "
     "window: no other figure counts."),
    ("as_of: 2018-06-30", "as_of: 2016-12-31", "its window, 2017-01-01 to 2018-12-31, begins "
     "before the table 'chronicle' does (2018-01-01). Outside its coverage a table is silent: ask "
     "of later days."),
    ("source: PRK, target: KOR", "source: [], target: KOR, ids: []", "an empty list fits every act "
     "(`ids`, `source`). Fill it, or leave it out."),
    ("    rule:", "    bears_on: [K01, K99]\n    rule:", "there is no claim 'K99'. It may be: "
     "K01."),
]  # fmt: skip


LINE_OF = {"when": 7, "given": 6, "bears_on": 6}
"""Where faults of a part are told; those of a whole question at its start."""


def test_a_sound_question(question: Path) -> None:
    (sound,) = read_case(question).questions
    assert (sound.window.start, sound.window.end) == (date(2018, 7, 1), date(2018, 12, 31))


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize(("right", "wrong", "problem"), BAD)
def test_each_fault_is_told_once(
    right: str, wrong: str, problem: str, swap: Swap, told: Told
) -> None:
    swap("questions.yaml", right, wrong)
    (fault,) = told()
    where, _, rest = fault.partition(" ")
    line = next((LINE_OF[key] for key in LINE_OF if f"questions.0.{key}" in rest), 2)
    assert where.rstrip(":") == f"questions.yaml:{line}"
    assert rest.split(": ", 1)[-1] == problem


def test_the_examples_of_the_page_are_sound(built_in: Case, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\nquestions:\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    case = Path(shutil.copytree(built_in.folder, tmp_path / "case"))
    (case / "questions.yaml").write_text("questions:\n" + "".join(blocks), encoding="utf-8")
    assert [q.id for q in read_case(case).questions] == ["N01", "N02", "N03", "N04", "N05"]
