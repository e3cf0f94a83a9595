"""What every declaration of a case shares: the base model and the constrained words."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self, TypeVar, final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

T = TypeVar("T")


class CaseModel(BaseModel):
    """A declaration: frozen, and closed to keys that nobody declared."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


@final
@dataclass(frozen=True)
class Refers:
    """Marks a word of a declaration that must be declared elsewhere in the case."""

    to: str


@final
@dataclass(frozen=True)
class OneWillDo:
    """Marks a list that a single item may stand for, so that its JSON Schema says so."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(schema)
        return listed if handler.mode == "serialization" else {"anyOf": [listed["items"], listed]}


_NAME = StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")
_ID = StringConstraints(pattern=r"^[A-Z][A-Za-z]*[0-9]+$")

Name = Annotated[str, _NAME]
"""Lower-case name that a declaration gives itself."""
Actor = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$"), Refers("actor")]
"""Code of an actor declared in `actors.yaml`."""
Dyad = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}-[A-Z]{2,6}$"), Refers("dyad")]
"""Two actors, in any order, as a table heads its columns."""
TheatreName = Annotated[str, _NAME, Refers("theatre")]
TableName = Annotated[str, _NAME, Refers("table")]
SystemName = Annotated[str, _NAME, Refers("system")]
QuantityName = Annotated[str, _NAME, Refers("quantity")]
MechanismName = Annotated[str, _NAME, Refers("mechanism")]
ClaimId = Annotated[str, _ID]
ClaimRef = Annotated[str, _ID, Refers("claim")]
EventId = Annotated[str, _ID]
EventRef = Annotated[str, _ID, Refers("event")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Probability = Annotated[float, Field(ge=0, le=1)]

OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_as_list), OneWillDo()]
"""A list in the file; a single word may stand for a list of one."""


def _first_day(value: object) -> object:
    if not isinstance(value, str):
        return value
    return {4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value)


def _last_day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if len(value) == 4:
        return f"{value}-12-31"
    if len(value) == 7 and value[5:].isdigit() and value[:4].isdigit():
        year, month = int(value[:4]), int(value[5:])
        following = (year + month // 12, month % 12 + 1)
        ordinal = date(*following, 1).toordinal() - 1 if 1 <= month <= 12 else None
        return date.fromordinal(ordinal) if ordinal else value
    return value


_AsWritten = Annotated[
    str,
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": r"^\d{4}(-\d{2}){0,2}$",
            "minimum": 1000,
            "maximum": 9999,
        }
    ),
]
FirstDay = Annotated[date, BeforeValidator(_first_day, json_schema_input_type=_AsWritten)]
"""A day; a month or a year stands for its first."""
LastDay = Annotated[date, BeforeValidator(_last_day, json_schema_input_type=_AsWritten)]
"""A day; a month or a year stands for its last."""


def wrong(problem: str, remedy: str) -> PydanticCustomError:
    """What a validator raises where it knows the remedy too."""
    return PydanticCustomError("wrong", "{problem}", {"problem": problem, "remedy": remedy})


class Window(CaseModel):
    """A stretch of days, both ends within it; written `2022`, `2022-03` or `2022-03-01`."""

    start: FirstDay
    """First day; of a month or a year its first."""
    end: LastDay
    """Last day; of a month or a year its last."""

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.start > self.end:
            raise ValueError(f"the window ends ({self.end}) before it starts ({self.start})")
        return self

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"
