"""Tiny files of our own in the true formats of coded events."""

import io
import zipfile
from collections.abc import Mapping

from peripheries.record.connectors.gdelt import COLUMNS_0, COLUMNS_1, COLUMNS_2
from peripheries.record.connectors.icews import COLUMNS as ICEWS_COLUMNS
from peripheries.record.connectors.icews_quadruples import ANNUAL, EVENTS, EXPOSURE
from peripheries.record.connectors.polecat import COLUMNS as POLECAT_COLUMNS

_GDELT = {
    "GLOBALEVENTID": "410412347",
    "SQLDATE": "20220224",
    "Actor1Code": "RUSMIL",
    "Actor1Name": "RUSSIAN",
    "Actor1CountryCode": "RUS",
    "Actor1Type1Code": "MIL",
    "Actor2Code": "UKR",
    "Actor2CountryCode": "UKR",
    "EventCode": "190",
    "QuadClass": "4",
    "GoldsteinScale": "-10.0",
    "NumMentions": "12",
    "NumSources": "2",
    "NumArticles": "11",
    "AvgTone": "-4.25",
    "ActionGeo_CountryCode": "UP",
    "DATEADDED": "20220224041500",
    "SOURCEURL": "http://www.example.org/a",
}
_ICEWS = {
    "Event ID": "32889836",
    "Event Date": "2018-06-01",
    "Source Name": "Foreign Affairs (Russia)",
    "Source Sectors": "Foreign Ministry,Government",
    "Source Country": "Russian Federation",
    "Event Text": "Consult",
    "CAMEO Code": "040",
    "Intensity": "1",
    "Target Name": "North Korea",
    "Target Sectors": "NA",
    "Target Country": "North Korea",
    "Story ID": "47400351",
    "Sentence Number": "2",
    "Publisher": "Invented News",
    "City": "NA",
    "Country": "Russian Federation",
    "Latitude": "55.7522",
    "Longitude": "37.6156",
}
_POLECAT = {
    "Event ID": "SAMPLE20220224-1",
    "Event Date": "2022-02-24",
    "Event Type": "COERCE",
    "Event Mode": "arrest",
    "Intensity": "-7.0",
    "Quad Code": "MATERIAL CONFLICT",
    "Contexts": "legal;military",
    "Actor Name": "Russia's Ministry",
    "Actor Country": "RUS",
    "Actor COW": "365",
    "Primary Actor Sector": "GOV",
    "Recipient Name": "Ukraine",
    "Recipient Country": "UKR",
    "Recipient COW": "369",
    "Primary Recipient Sector": "CVL",
    "Country": "UKR",
    "Source": "Invented News",
    "Publication Date": "2022-02-25",
    "Language": "en",
    "Version": "NGEC",
}
QUADRUPLES = {
    "entity2id.txt": "Russia\t0\nNorth Korea\t1\nKim Jong-Un\t2\nPolice (Ukraine)\t3\nHamas\t4\n",
    "relation2id.txt": "Make a visit\t0\nHost a visit\t1\nThreaten non force\t2\n",
    "train.txt": "0\t0\t1\t0\n1\t1\t0\t0\n",
    "valid.txt": "2\t2\t3\t24\n",
    "test.txt": "4\t2\t0\t48\n",
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def gdelt_line(columns: tuple[str, ...], **changed: str) -> str:
    return "\t".join((_GDELT | changed).get(name, "") for name in columns)


def icews_line(**changed: str) -> str:
    """Words of a column's name are joined by _."""
    row = _ICEWS | {name.replace("_", " "): text for name, text in changed.items()}
    return "\t".join(row.get(name, "NA") for name in ICEWS_COLUMNS)


def icews_text(*lines: str) -> str:
    return "\n".join(["\t".join(ICEWS_COLUMNS), *lines]) + "\n"


def polecat_line(**changed: str) -> str:
    """Words of a column's name are joined by _."""
    row = _POLECAT | {name.replace("_", " "): text for name, text in changed.items()}
    return "\t".join(row.get(name, "None") for name in POLECAT_COLUMNS)


def polecat_text(*lines: str) -> str:
    return "\n".join(["\t".join(POLECAT_COLUMNS), *lines]) + "\n"


def _gdelt(columns: tuple[str, ...]) -> str:
    return "".join(gdelt_line(columns, GLOBALEVENTID=str(n)) + "\n" for n in range(4))


GDELT_2, GDELT_1, GDELT_0 = map(_gdelt, (COLUMNS_2, COLUMNS_1, COLUMNS_0))
ICEWS = icews_text(
    icews_line(),
    icews_line(Event_Date="12/1/2017"),
    icews_line(Source_Name="Wei Fenghé"),
    icews_line(CAMEO_Code="1"),
)
POLECAT = polecat_text(
    polecat_line(),
    polecat_line(Actor_Name="Curaçao") + "\t\t",
    polecat_line(Event_Mode="None"),
    polecat_line() + "\tx",
).encode("latin-1")
FOCAL = (
    ",".join(EVENTS)
    + '\nicews_2021,2021-01-01,USA,CHN,bare,paren,United States,"Police, Army (China)",'
    "Accuse,112,train,11,VK"
    + "\nicews_2021,2021-01-01,USA,CHN,bare,bare,United States,China,Accuse,112,train,11,VK"
    * 2
)
DAILY = ",".join(EXPOSURE) + "\nicews_2018,2018-01-01,665" * 3
YEARLY = ",".join(ANNUAL) + "\nRUS,PRK,2014,1,2,3,4" * 3
