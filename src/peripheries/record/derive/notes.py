"""What must be said of each derived table: source, formula, terms, and what is wrong with it."""

from dataclasses import dataclass
from typing import final

UN_TERMS = "UN documents are public; Voeten's data: CC0"
TONE_TERMS = "Figures computed from matrices in a repository under GPL-3, derived from GDELT 2.0"
ICEWS_TERMS = "Figures only; benchmark copies of ICEWS state no licence"
ASSEMBLY = (
    "UN General Assembly roll calls: Voeten (release of 2021) to session 73, "
    "UN Digital Library XML from session 74"
)
TONE = "Daily 249 by 249 matrices of net scores between states, derived from GDELT 2.0"


@final
@dataclass(frozen=True)
class Note:
    """The part of a table's description that does not follow from its rows."""

    period: str  # the column that dates a row
    what: str
    unit: str
    source: str
    computed: str
    terms: str
    gaps: str | None
    caveats: tuple[str, ...]
    searched: tuple[str, str] | None = None  # what was searched, where rows are a selection


NOTES = {
    "votes_ga": Note(
        period="date",
        what="A recorded General Assembly vote on Ukraine, the DPRK or unilateral sanctions",
        unit="vote",
        source=f"{ASSEMBLY}; ES-11/7 to ES-11/9 from press reports (confidence medium)",
        computed=(
            "Selected by words of the title (Ukraine: also UN subject headings), 1991 on; one "
            "source per session; totals as stated by the UN in Voeten's part, counted from the "
            "lists in the XML part"
        ),
        terms=UN_TERMS,
        gaps=(
            "Texts adopted without a vote (DPRK human rights 2012, 2013 and from 2016) have no "
            "roll call; the vote of 2026-02-24 on Ukraine and any later one on it are not held"
        ),
        caveats=(
            "An empty vote is no vote or no seat recorded, never an abstention",
            "X (absent) is coded to session 73 only; from session 74 absence is an empty cell",
            "Dates before 2003 are Voeten's and often days or weeks off; `known` inherits that",
            "whole_text is false for paragraphs, amendments, motions and repeats",
            "Of ES-11/7 to ES-11/9 only the votes that the press named are filled; the DPRK's on "
            "ES-11/8 is unverified and left empty; Ukraine's A there rests on two outlets",
            "Nuclear-test-ban and elimination texts count as dprk from its first test (2006-10-09) "
            "on; the IAEA's report from 1993 to 2006; sanctions includes the Cuba embargo text",
            "Two votes on cooperation with the OPCW, one with the Council of Europe and one on "
            "Chernobyl count as ukraine because their text or subject headings name it",
            "Voeten codes Russia's vote on 57/222 (2002) as N, against its Y on that text in all "
            "other years",
        ),
        searched=("1991-01-01", "2026-06-04"),
    ),
    "votes_sc": Note(
        period="date",
        what="A Security Council text on Ukraine or the DPRK, or any vetoed or failed draft held",
        unit="vote",
        source="UN Digital Library; a list of vetoes to July 2022",
        computed=(
            "Adopted texts by words of title and agenda; drafts not adopted: all; totals counted "
            "from the lists of votes; vetoed_by from the UN's note or the list"
        ),
        terms="UN documents are public; the list of vetoes holds facts",
        gaps=(
            "Drafts not adopted between 2022-07-09 and 2023-03-26 (among them the veto of "
            "2022-09-30 on annexation), failed drafts without a veto before 2023, and everything "
            "not adopted after 2025-06-04"
        ),
        caveats=(
            "Vetoed drafts to July 2022 show the vetoes only: totals and other votes are empty",
            "Amendments voted down (as of 2025-02-24 before resolution 2774) are not held",
            "An empty vote is no seat, or not recorded; topic `other` is held to count vetoes",
            "Statements of the President, press statements and procedural votes are not texts here",
        ),
        searched=("2000-01-01", "2026-06-29"),
    ),
    "agreement": Note(
        period="year",
        what="How alike two states voted in the General Assembly in a year",
        unit="share of 1",
        source=ASSEMBLY,
        computed=(
            "mean of 1 - |v1 - v2| / 2 with Y 1, A 2, N 3 over divided whole-text votes in which "
            "both cast one; contested: more than 20% of the cast outside the largest side"
        ),
        terms=UN_TERMS,
        gaps=None,
        caveats=(
            "All pairs of the case's actors, and RUS, PRK and KOR with every state; a before b",
            "The agenda moves it: in 2025 the USA voted No, nearly alone, on 122 of 184 votes; "
            "read it with agreement_contested and the ideal points",
            "2026 is partial (to 2026-06-04, 11 votes)",
            "Transcript records flagged as whole texts (1997 to 2012) and five roll calls of "
            "sessions 74 and 75 from the second source are left out",
            "Emergency-session votes after ES-11/6 are not in the source",
        ),
    ),
    "isolation_votes": Note(
        period="year",
        what="How alone a state stood in the General Assembly's votes in a year",
        unit="share of 1",
        source=ASSEMBLY,
        computed=(
            "agreement_with_world: mean agreement with all other states (5 shared votes or more); "
            "rank 1 is the lowest; minority_share: share of its votes whose option at most 15% "
            "of the cast chose"
        ),
        terms=UN_TERMS,
        gaps=None,
        caveats=(
            "States count equally, whatever their size",
            "A state that abstains with few others also votes with a small side",
            "2026 is partial (to 2026-06-04, 11 votes)",
            "Isolation in votes only: says nothing of sanctions or recognition",
        ),
    ),
    "ideal_points": Note(
        period="year",
        what="A state's published position on the General Assembly's main dimension in a year",
        unit="standard deviations of the states voting that year",
        source="Bailey, Strezhnev and Voeten, Dataverse doi:10.7910/DVN/LEJUQZ",
        computed="as published (IdealPointFP with its 5% and 95% quantiles), rounded to 4 decimals",
        terms="CC0",
        gaps=None,
        caveats=(
            "2024 rests on 8 of 113 votes in this release (note)",
            "`known` is the end of June of the next year: releases appear months after the year",
            "Each year has its own scale (mean 0, sd 1): compare distances within a year",
            "low and high bound 90% of the posterior of one state, not of a difference",
        ),
    ),
    "tone_daily": Note(
        period="date",
        what="The net tone between two of 15 states on a day, one column per undirected dyad",
        unit="parts per 10,000 of the world's absolute net score that day",
        source=TONE,
        computed=(
            "10,000 x net score of the dyad / sum of absolute net scores over all pairs of "
            "distinct states that day; 5 significant digits"
        ),
        terms=TONE_TERMS,
        gaps="96 of 2,245 days have no file and no row, most between late 2022 and mid 2023",
        caveats=(
            "Cooperation and conflict cancel: 0 may be silence or balance",
            "No direction and no type of act; bare-country actors only",
            "News volume, not acts: what is reported more weighs more",
            "Never sum over days: use means over the days present",
            "world_abs_total is the raw denominator; it leaves out the scores of a state with "
            "itself (the diagonal) that 59 of the files hold",
        ),
    ),
    "tone_monthly": Note(
        period="month",
        what="The mean net tone between two of 15 states over the days present in a month",
        unit="parts per 10,000 of the world's absolute net score",
        source=TONE,
        computed="mean and sd (n - 1) of tone_daily before rounding; 5 significant digits",
        terms=TONE_TERMS,
        gaps="days_present against days_in_month; 2024-02 ends on the 23rd",
        caveats=("As for tone_daily", "Months with few days present are noisy: weigh by them"),
    ),
    "tie_weight": Note(
        period="year",
        what="How much a partner weighs among the ties of Russia, the DPRK or South Korea",
        unit="tone: parts per 10,000; coded: events",
        source=f"{TONE} (tone, 2018 to 2024); ICEWS yearly counts (coded, 2002 to 2014)",
        computed=(
            "tone: mean over present days of |scaled score|; coded: verbal and material "
            "cooperation in both directions; share and rank (1 is the heaviest) within "
            "(source, year, actor)"
        ),
        terms=f"{TONE_TERMS}; yearly counts from a repository under GPL-3",
        gaps="nothing from 2015 to 2017; tone 2024 ends on 23 February (partial)",
        caveats=(
            "The two sources measure different things: never join them into one line",
            "tone weighs quarrel like friendship; coded counts cooperation only",
            "Partners: 248 countries and territories (tone), 151 states (coded): ranks are not "
            "comparable across sources",
            "The yearly counts look raw, with re-reports of one act",
        ),
    ),
    "tie_monthly": Note(
        period="month",
        what="How much a partner weighs in a month among the ties of Russia, the DPRK or Seoul",
        unit="parts per 10,000",
        source=TONE,
        computed=(
            "mean over the month's present days of |scaled score| of the pair; partners that are "
            "not named are summed as REST"
        ),
        terms=TONE_TERMS,
        gaps="96 of 2,245 days have no file; 2024-02 ends on the 23rd",
        caveats=(
            "Quarrel weighs like friendship: it is attention, not warmth",
            "News volume, not acts, trade or arms",
            "Syria and bodies (EU, NATO, UN) are within REST or absent: bare-country actors only",
        ),
    ),
    "coded_monthly": Note(
        period="month",
        what="Coded events from one state to another in a month, by quad",
        unit="events",
        source="Benchmark copies of ICEWS: 2018-01 to 10, 2021-01 to 08, 2022-01 to 08",
        computed=(
            "events between bare country names, each (copy, day, dyad, relation) once; "
            "days_covered: days with at least a tenth of the copy's median day; exposure: all "
            "coded events of the month in the copy"
        ),
        terms=ICEWS_TERMS,
        gaps="2018-11 to 2020-12 and 2021-09 to 2021-12 are absent, not zero",
        caveats=(
            "The copies differ in actor lists (2022: 999 entities): compare within a window, or "
            "give each window its own offset",
            "Events of roles and named leaders are left out: about three rows in five",
            "exposure counts duplicates in the copy of 2022",
            "The quads count an act of a kind once a day hiding a day's intensity: from Russia "
            "to Ukraine 11 on 2022-02-23 and 14 on 2022-02-24, against 55 and 621 rows; "
            "rows_before_merging keeps the rows, comparable within 2022 only",
            "January 2021 has six days of outage; 2022-02-12 nearly none coded",
        ),
    ),
    "missiles": Note(
        period="month",
        what="DPRK missiles flown in a month",
        unit="missiles",
        source="github.com/nagix/nk-missile-tests, from the CNS database",
        computed="one row of the source is one missile; launch_days: distinct UTC dates",
        terms="Apache-2.0",
        gaps="2026-04 ends on the 18th (partial)",
        caveats=(
            "Systems of 300 km and 500 kg or better: no cruise missiles or short rockets",
            "UTC: a Korean morning launch may fall on the day, or month, before",
            "failures is empty where no outcome of the month is coded (all of 2025) and a lower "
            "bound where outcome_unknown is above 0",
        ),
    ),
    "usd_rub": Note(
        period="month",
        what="Rubles for one US dollar at a month's close",
        unit="RUB per USD",
        source="An open table of market month closes (MIT)",
        computed="as published",
        terms="MIT",
        gaps=None,
        caveats=(
            "Market close, not the official rate; from March 2022 capital controls bind it",
            "Higher is a weaker ruble; the last month may not have ended when it was read",
        ),
    ),
}
