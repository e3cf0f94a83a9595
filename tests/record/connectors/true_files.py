"""One whole file of every layout of every connector, by the names that the tables give them."""

import gzip
from dataclasses import dataclass

import numpy as np
import pytest

from peripheries.record.connectors import CONNECTORS
from peripheries.record.connectors.base import Layout
from record.accounting import layout
from record.connectors import true_events as events
from record.connectors import true_formats as files
from record.connectors.true_events import zipped

SCORES = np.zeros((249, 249))
SCORES[1, 2] = SCORES[2, 1] = 3.0
RESOLUTION_OF_COUNCIL = files.marc_record(symbol="S/RES/1 (1946)", votes=files.MARC_VOTES)


@dataclass(frozen=True)
class TrueFile:
    """A file as its source gives it."""

    stream: str
    name_of_layout: str
    name: str
    content: bytes

    @property
    def layout(self) -> Layout:
        return layout(CONNECTORS[self.stream], self.name_of_layout)

    @property
    def id(self) -> str:
        return f"{self.stream} {self.name_of_layout} {self.name}"


def _file(stream: str, of: str, name: str, content: str | bytes) -> TrueFile:
    return TrueFile(stream, of, name, content if isinstance(content, bytes) else content.encode())


GDELT_NAME = "20220224041500.export.CSV"
FILES = (
    _file("gdelt2", "gdelt2", GDELT_NAME, events.GDELT_2),
    _file("gdelt1", "gdelt1", "20130401.export.CSV", events.GDELT_1),
    _file("gdelt1", "gdelt1_old", "201302.csv", events.GDELT_0),
    _file("tone_matrices", "day", "20190425_network.zip", files.matrix_zip(SCORES)),
    _file("icews", "icews", "events.2018.tab", events.ICEWS),
    _file("icews_quadruples", "quadruples", "ICEWS18.zip", zipped(events.QUADRUPLES)),
    _file("icews_quadruples", "focal_events", "focal.csv", events.FOCAL),
    _file("icews_quadruples", "exposure", "exposure.csv", events.DAILY),
    _file("icews_quadruples", "annual_quads", "annual.csv", events.YEARLY),
    _file("polecat", "polecat", "ngecEvents.DV.txt", events.POLECAT),
    _file("un_assembly", "bulk-csv", "ga.csv", files.BULK),
    _file("un_assembly", "bulk-csv-1", "ga1.csv", files.BULK_FIRST),
    _file("un_assembly", "marcxml", "ga.xml", files.MARC),
    _file("un_assembly", "json-lines", "ga.jsonl", files.JSON_LINES),
    _file("un_assembly", "collated-votes", "votes.csv", files.COLLATED_VOTES),
    _file("un_assembly", "collated-rollcalls", "rollcalls.csv", files.COLLATED_ROLLCALLS),
    _file("un_assembly", "press", "press.csv", files.PRESS),
    _file("un_council", "bulk-csv", "sc.csv", files.COUNCIL_BULK),
    _file("un_council", "marcxml", "sc.xml", files.marc(RESOLUTION_OF_COUNCIL)),
    _file("un_council", "json-lines", "sc.jsonl", files.COUNCIL_LINES),
    _file("un_council", "collated-votes", "sc_votes.csv", files.COUNCIL_VOTES),
    _file("un_council", "collated-resolutions", "sc_texts.csv", files.COUNCIL_RESOLUTIONS),
    _file("un_council", "collated-drafts", "drafts.csv", files.DRAFTS),
    _file("un_council", "collated-draft-votes", "draft_votes.csv", files.DRAFT_VOTES),
    _file("un_council", "vetoes", "vetoes.csv", files.VETOES),
    _file("ideal_points", "by-year", "points.tab", files.IDEAL_YEARS),
    _file("ideal_points", "by-session", "points.csv", files.IDEAL_SESSIONS),
    _file("missile_flights", "table", "flights.csv", files.FLIGHTS),
    _file("missile_flights", "page", "test.en.json", files.FLIGHTS_PAGE),
    _file("exchange_rates", "official", "rates.xml", files.OFFICIAL_RATES),
    _file("exchange_rates", "month-closes", "usd_rub.csv", files.MONTH_CLOSES),
    _file("world_bank", "page", "page.json", files.BANK_PAGE),
    _file("world_bank", "bulk", "API_a.csv", files.BANK_TABLE),
)
"""In the order of CONNECTORS and of their layouts."""

PACKED = (
    *(
        _file(
            plain.stream,
            plain.name_of_layout,
            f"{plain.name}.zip",
            zipped({plain.name: plain.content}),
        )
        for plain in FILES
        if plain.stream in {"gdelt2", "gdelt1", "icews", "polecat"}
    ),
    *(
        _file(
            plain.stream,
            plain.name_of_layout,
            f"{plain.name}.gz",
            gzip.compress(plain.content, mtime=0),
        )
        for plain in FILES
        if plain.name.endswith((".csv", ".jsonl")) and plain.stream != "world_bank"
    ),
    _file("world_bank", "bulk", "API_a.zip", files.bank_zip()),
)
"""As they are also met: packed."""


def each(*files: TrueFile) -> pytest.MarkDecorator:
    """A test for each of the files, as `true`."""
    return pytest.mark.parametrize("true", files, ids=[file.id for file in files])
