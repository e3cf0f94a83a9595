"""Tiny files of our own in the true formats of the UN, of series and of matrices."""

import io
import json
import zipfile

import numpy as np

BULK = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,"
    "agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,total_non_voting,"
    "total_ms,undl_link\n"
    "100,RUS,RUSSIAN FEDERATION,N,2022-03-02,11emsp,A/RES/ES-11/1,A/ES-11/L.1,,A/ES-11/PV.5,"
    '"Aggression against Ukraine, a ""test""",Letter,UKRAINE|AGGRESSION,,1.0,1.0,1.0,1.0,4.0,u\n'
    "100,CHN,CHINA,A,2022-03-02,11emsp,A/RES/ES-11/1,,,,x,,,,1.0,1.0,1.0,1.0,4.0,u\n"
    "100,KOR,REPUBLIC OF KOREA,Y,2022-03-02,11emsp,A/RES/ES-11/1,,,,x,,,,1.0,1.0,1.0,1.0,4.0,u\n"
    "100,VEN,VENEZUELA (BOLIVARIAN REPUBLIC OF),X,2022-03-02,11emsp,A/RES/ES-11/1,,,,x,,,,1.0,"
    "1.0,1.0,1.0,4.0,u\n"
    "101,SUN,USSR,Y,1985-12-12,40,A/RES/40/1,,,,Old,,,,2.0,0.0,0.0,0.0,2.0,u\n"
    "101,DDR,GERMAN DEMOCRATIC REPUBLIC,Y,1985-12-12,40,A/RES/40/1,,,,Old,,,,2.0,0.0,0.0,,2,u\n"
    "101,YUG,YUGOSLAVIA,Q,1985-12-12,40,A/RES/40/1,,,,Old,,,,2.0,0.0,0.0,,2,u\n"
    "102,QQQ,ATLANTIS,Y,no day,40,A/RES/40/2,,,,Odd,,,,x,0.0,0.0,,2,u\n"
    "101,SUN,USSR,N,1985-12-12,40,A/RES/40/1,,,,Old,,,,2.0,0.0,0.0,0.0,2.0,u\n"
    "103,SUN,USSR\n"
)
BULK_FIRST = (
    "undl_id,ms_codes,ms_names,ms_votes,resolutions,title,modality,draft,committee_report,meeting,"
    "agenda_titles,subjects,date,yes,no,abstentions,non-voting,total-voting,undl_link\n"
    "7,PRK,DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA,NV,A/RES/77/1,T,vote,,,,,,2022-10-07,1,0,0,1,2,u\n"
    "7,JPN,JAPAN,Y,A/RES/77/1,T,vote,,,,,,2022-10-07,1,0,0,1,2,u\n"
)
COUNCIL_BULK = (
    "undl_id,ms_code,ms_name,permanent_member,ms_vote,date,resolution,draft,meeting,description,"
    "agenda,subjects,vote_note,modality,total_yes,total_no,total_abstentions,total_non_voting,"
    "total_ms,undl_link\n"
    "5,RUS,RUSSIAN FEDERATION,True,Y,2017-12-22,S/RES/2397 (2017),S/2017/1090,S/PV.8151,DPRK,"
    "Non-proliferation,SANCTIONS,,ADOPTED BY VOTE,2.0,0.0,0.0,0.0,2.0,u\n"
    "5,JPN,JAPAN,False,Y,2017-12-22,S/RES/2397 (2017),,,DPRK,,,,ADOPTED BY VOTE,2.0,0.0,0.0,0,2,u\n"
    "6,RUS,RUSSIAN FEDERATION,True,Y,2016-10-06,S/RES/2311 (2016),,,SG,,,by acclamation,"
    "ADOPTED WITHOUT VOTE,0.0,0.0,0.0,0.0,15.0,u\n"
)


def field(tag: str, **parts: str) -> str:
    held = "".join(f'<subfield code="{code}">{text}</subfield>' for code, text in parts.items())
    return f'<datafield tag="{tag}" ind1=" " ind2=" ">{held}</datafield>\n'


def marc(*records: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">'
    return head + "".join(f"<record>{record}</record>" for record in records) + "</collection>"


def marc_record(number: str = "4001", symbol: str = "A/RES/77/284", votes: str = "") -> str:
    return (
        f'<controlfield tag="001">{number}</controlfield>\n'
        + field("245", a="Cooperation between", b="the UN and", c="the Council of Europe")
        + field("269", a="20230426")
        + field("791", a=symbol, c="77")
        + field("952", a="A/77/PV.69")
        + field("993", a="A/77/L.65")
        + votes
        + field("996", b="1", c="1", d="1", e="1", f="4")
    )


MARC_VOTES = (
    field("967", c="RUS", d="N", e="RUSSIAN FEDERATION")
    + field("967", c="CHN", d="Y", e="CHINA")
    + field("967", c="CUB", d="A", e="CUBA")
    + field("967", c="VEN", e="VENEZUELA (BOLIVARIAN REPUBLIC OF)")
    + field("967", c="XXY", d="Z", e="NOWHERE")
)
MARC = marc(marc_record(votes=MARC_VOTES), marc_record("4002", "A/RES/77/285"))

RESOLUTION = {
    "symbol": "A/RES/77/1",
    "title": "A title",
    "adoption_date": "7\xa0October 2022",
    "adoption_type": "By a recorded vote",
    "agenda_item_name": "Item",
    "MS_in_favour_count": "9",
    "MS_against_count": "1",
    "MS_abstaining_count": "0",
    "MS_in_favour": ["CHILEs", "CÔTE.", "D'IVOIRE", "TÜRKİYE"],
    "MS_against": ["DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA"],
    "MS_abstaining": ["ATLANTIS"],
    "subjects": [["PEACE", "UNBIS Thesaurus"]],
}
OTHER_VOTE = {**RESOLUTION, "MS_abstaining": [], "MS_against": ["JAPAN"]}
JSON_LINES = "\n".join(
    json.dumps(record, ensure_ascii=False) for record in (RESOLUTION, RESOLUTION, OTHER_VOTE)
)
COUNCIL_LINES = json.dumps(
    {
        "symbol": "S/2024/255",
        "adoption_date": "28 March 2024",
        "outcome": "The draft resolution was not adopted due to the negative vote of a permanent "
        "member of the Security Council (Russian Federation)",
        "MS_in_favour": ["JAPAN", "MALTA"],
        "MS_against": ["RUSSIAN FEDERATION"],
        "MS_abstaining": ["CHINA"],
    }
)
COLLATED_VOTES = (
    "vid,source,symbol,session,date,final,iso3,ccode,vote\n"
    "V3,voeten_v(2021)_via_un-project,R/1/66,1,1946-01-01,False,ARG,160,Y\n"
    "X:A/RES/80/1,UNxml/GAresolutions@1,A/RES/80/1,80,2025-10-01,True,PRK,731,N\n"
    "X:A/RES/80/1,UNxml/GAresolutions@1,A/RES/80/1,80,2025-10-01,True,PRK,731,Y\n"
    "V4,else,R/1/66,1,1946-01-01,False,ARG,160,Y\n"
    "V5,voeten_v(2021),R/1/66,1,1946-01-01,Maybe,ARG,160,Y\n"
)
COLLATED_ROLLCALLS = (
    "vid,symbol,session,date,title,descr,importantvote,amend,para,me,nu,di,hr,co,ec,yes,no,"
    "abstain,agenda,committee,draft,meeting,subjects\n"
    'V3,R/1/66,1,1946-01-01,"RULES, OF",Some words,0,1,0,0,0,0,0,0,0,29,18,4,,,,,\n'
    "X:A/RES/80/1,A/RES/80/1,80,2025-10-01,A title,,,,,,,,,,,NA,NA,NA,i,c,d,m,S|T\n"
    "V9,R/1/67,1,1946-01-02,T,t,NA,0,NA,0,0,0,0,0,0,x,18,4,,,,,\n"
)
PRESS = (
    "symbol,date,totals,iso3,vote,source,status\n"
    'A/RES/ES-11/7,2025-02-24,93-18-65,RUS,N,"https://example.org (secondary, read)",named\n'
    "A/RES/ES-11/7,2025-02-24,93-18-65,UKR,N?,a,UNVERIFIED\n"
)
COUNCIL_VOTES = (
    "symbol,date,iso3,name,vote\n"
    "S/RES/1285 (2000),2000-01-13,ARG,ARGENTINA,Y\n"
    "S/RES/1286 (2000),,CIV,COTE,Y\n"
    "S/RES/1286 (2000),2000-01-19,,CHILES,Y\n"
)
COUNCIL_RESOLUTIONS = (
    "symbol,num,date,title,agenda,adoption,draft,meeting,subjects,n_yes,n_no,n_abs\n"
    'S/RES/1285 (2000),1285.0,2000-01-13,T,A,"Adopted unanimously, 4088th",S/1,S/PV.1,P|Q,15,0,0\n'
    "S/RES/1287 (2000),1287.0,2000-01-31,T,A,Adopted by acclamation,S/2,S/PV.2,P,0,0,0\n"
)
DRAFTS = (
    "draft,date,outcome,meeting,note,sponsors,title,agenda,n_yes,n_no,n_abs,file\n"
    "S/2024/255,2024-03-28,veto,S/PV.9591,negative vote of a permanent member (Russian Federation)"
    ",USA,T,A,13,1,1,f.xml\n"
    "S/2025/353,2025-06-04,veto,S/PV.9929,negative vote of a permanent member (United States),,,A,"
    "0,0,0,f.xml\n"
    "S/2025/354,2025-06-04,perhaps,S/PV.9929,n,,,A,1,0,0,f.xml\n"
)
DRAFT_VOTES = (
    "draft,date,member,vote\n"
    "S/2024/255,2024-03-28,RUSSIAN FEDERATION,N\n"
    "S/2024/255,2024-03-28,ATLANTIS,Y\n"
    "S/2024/255,2024-03-28,CHINA,abstained\n"
)
VETOES = (
    "year,date,month,draft,meeting_record,agenda_item,crisis_topic,region,member_veto1,"
    "member_veto2,member_veto3,single_veto,multiple_vetoes,China,France,Russia,USSR,USA,UK,"
    "russia_china,usa_uk,usa_france,usa_france_uk,france_uk\n"
    "1946,6/26/1946,6,S/PV.49,S/PV.49,The Spanish one,Spain,WE,USSR,,,1,0,0,0,0,1,0,0,0,0,0,0,0\n"
    "1946,6/26/1946,6,S/PV.49,S/PV.49,The Spanish one,Spain,WE,USSR,,,1,0,0,0,0,1,0,0,0,0,0,0,0\n"
    "2022,5/26/2022,5,S/2022/431,S/PV.9048,DPRK,DPRK,Asia,Russia,China,,0,1,1,0,1,0,0,0,1,0,0,0,0\n"
    "2022,13/26/2022,5,S/2022/9,S/PV.9,DPRK,DPRK,Asia,Atlantis,,,0,1,1,0,1,0,0,0,1,0,0,0,0\n"
)
IDEAL_YEARS = (
    "ccode\tiso3c\tCountryname\tyear\tNVotesFP\tIdealPointFP\tQ5%FP\tQ10%FP\tQ50%FP\tQ90%FP\tQ95%FP\n"
    '731\t"PRK"\t"North Korea"\t2022\t92\t-2.1\t-2.4\t-2.3\t-2.1\t-1.9\t-1.8\n'
    '365\t"RUS"\t"Russia"\t2022\t90\tx\t-1.4\t-1.3\t-1.1\t-0.9\t-0.8\n'
)
IDEAL_SESSIONS = (
    "Row,ccode,session,NVotes,IdealPoint,QO%,Q5%,Q10%,Q50%,Q90%,Q95%,Q100%,iso3c,Countryname\n"
    "1,678,30,42,0.1,0,0.05,0.06,0.1,0.2,0.25,1,YAR,Yemen Arab Republic\n"
    "2,680,30,42,-1.1,0,-1.2,0.06,0.1,0.2,-0.9,1,YAR,Yemen People's Republic\n"
)
FLIGHTS = (
    "date,time,series,missile,facility,landing,apogee,distance,bearing,outcome,description,glide\n"
    "1984-09,unknown,1.0,scud-b,tonghae,unknown,unknown,unknown,90,success,Some text,\n"
    '2022-05-04,02:57 (UTC),1.0,unknown,sunan,sea-of-japan,780,470,90,unknown,"a, b",\n'
    "2022-13-04,unknown,1.0,unknown,sunan,unknown,1,1,90,success,x,\n"
    "2022-05-25,unknown,1.0,hwasong-17,sunan,unknown,1,1,90,splendid,x,\n"
)
FLIGHTS_PAGE = json.dumps(
    {
        "timeBins": [
            {
                "data": [
                    {"date": "1984-09", "missile": "scud-b", "outcome": "success", "series": 1},
                    {"date": "2022-05-04", "missile": "unknown", "outcome": "unknown"},
                    7,
                ],
                "year": 1984,
            },
            {"year": 1985},
        ]
    }
)
OFFICIAL_RATES = (
    '<?xml version="1.0" encoding="windows-1251"?>'
    '<ValCurs ID="R01375" DateRange1="30.12.1997" DateRange2="10.01.2022" name="Динамика">\n'
    '<Record Date="30.12.1997" Id="R01235"><Nominal>1</Nominal><Value>5960,0000</Value></Record>\n'
    '<Record Date="01.01.2022" Id="R01375"><Nominal>10</Nominal><Value>116,3900</Value></Record>\n'
    '<Record Date="02.01.2022" Id="R01375"><Nominal>0</Nominal><Value>116,3900</Value></Record>\n'
    '<Record Date="10.01.2022" Id="R01375"><Nominal>10</Nominal><Value>1x</Value></Record>\n'
    "</ValCurs>"
).encode("cp1251")
MONTH_CLOSES = (
    'date,close,open,high,low\n01.02.2025,"92,0728","99,8564","100,5418","89,3827"\n'
    '02.01.2025,"98,5705","113,5","115,0","96,0"\n01.12.2024,"113,x","107,31","113,5","97,85"\n'
)


def bank_value(code: str = "RUS", year: str = "2021", value: object = 1.5) -> dict[str, object]:
    return {
        "indicator": {"id": "NY.GDP.MKTP.CD", "value": "GDP (current US$)"},
        "country": {"id": code[:2], "value": f"Land {code}"},
        "countryiso3code": code,
        "date": year,
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


BANK_PAGE = json.dumps(
    [
        {"page": 1, "pages": 2, "per_page": 50, "total": 60, "lastupdated": "2024-12-16"},
        [
            bank_value(),
            bank_value("WLD", "2021Q3"),
            bank_value("PRK", value=None),
            bank_value("PRK", "soon"),
            bank_value("USA", value={"a": 1}),
        ],
    ]
)
BANK_TABLE = (
    '\ufeff"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-12-16",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2020","2021",\n'
    '"Korea, Rep.","KOR","GDP (current US$)","NY.GDP.MKTP.CD","1.6e12","",\n'
    '"World","WLD","GDP (current US$)","NY.GDP.MKTP.CD","8e13","x",\n'
    '"Cut","CUT"\n'
)


def bank_zip(table: str = BANK_TABLE) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Metadata_Country_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv", "a,b\n")
        archive.writestr("API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv", table)
    return buffer.getvalue()


def matrix_zip(matrix: "np.ndarray", name: str = "20190425_network.npy") -> bytes:
    array, buffer = io.BytesIO(), io.BytesIO()
    np.save(array, matrix)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, array.getvalue())
    return buffer.getvalue()
