"""What the files of a case may hold, told to editors (JSON Schema) and to the reference pages."""

from enum import StrEnum
from typing import Final, final, get_args, get_type_hints

from pydantic import BaseModel, JsonValue
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core.core_schema import (
    BoolSchema,
    ComputedField,
    CoreSchema,
    DataclassField,
    FloatSchema,
    IntSchema,
    ModelField,
    StringSchema,
    TypedDictField,
)

from peripheries.case.about import About
from peripheries.case.actors import ActorsFile
from peripheries.case.base import CaseModel
from peripheries.case.claims import ClaimsFile, SystemsFile
from peripheries.case.events import EventRow
from peripheries.case.measures import MeasuresFile
from peripheries.case.mechanisms import ExplanationsFile, MechanismsFile, QuantitiesFile
from peripheries.case.model import ModelFile
from peripheries.case.publishers import Publisher
from peripheries.case.questions import QuestionsFile
from peripheries.case.recipes import BuiltFile
from peripheries.case.scenarios import ScenariosFile
from peripheries.case.streams import StreamsFile
from peripheries.case.tables import RecordFile

JsonSchema = dict[str, JsonValue]
Field = ModelField | DataclassField | TypedDictField | ComputedField

MODEL_OF_FILE: Final[dict[str, type[CaseModel]]] = {
    "case.yaml": About,
    "actors.yaml": ActorsFile,
    "systems.yaml": SystemsFile,
    "record.yaml": RecordFile,
    "measures.yaml": MeasuresFile,
    "quantities.yaml": QuantitiesFile,
    "mechanisms.yaml": MechanismsFile,
    "explanations.yaml": ExplanationsFile,
    "model.yaml": ModelFile,
    "claims/*.yaml": ClaimsFile,
    "questions.yaml": QuestionsFile,
    "scenarios.yaml": ScenariosFile,
    "streams.yaml": StreamsFile,
    "built.yaml": BuiltFile,
    "record/EVENTS.csv": EventRow,
    "record/publishers.csv": Publisher,
}
"""What each file of a case must fit; of a CSV file, each row."""

_NUMBER_IN_QUOTES: Final = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"
_TRUE_OR_FALSE: Final = ["true", "false", "yes", "no", "on", "off"]


class PlainJsonSchema(GenerateJsonSchema):
    """JSON Schema that names its dialect; a field has no title beside its name."""

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        """The schema, with the dialect that it is written in."""
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}

    def field_title_should_be_set(self, schema: CoreSchema | Field) -> bool:  # noqa: ARG002
        """Never, whatever the field."""
        return False


@final
class AsWritten(PlainJsonSchema):
    """YAML as an editor sees it, which guesses a type where the reader takes text."""

    def str_schema(self, schema: StringSchema) -> JsonSchemaValue:
        """Text: also what looks like a number or a truth value, unless it has a set form."""
        text = super().str_schema(schema)
        return text if "pattern" in text else {**text, "type": ["string", "number", "boolean"]}

    def int_schema(self, schema: IntSchema) -> JsonSchemaValue:
        """A whole number, in quotes or not."""
        return {"anyOf": [super().int_schema(schema), {"type": "string", "pattern": r"^[+-]?\d+$"}]}

    def float_schema(self, schema: FloatSchema) -> JsonSchemaValue:
        """A number, in quotes or not."""
        quoted: JsonSchemaValue = {"type": "string", "pattern": _NUMBER_IN_QUOTES}
        return {"anyOf": [super().float_schema(schema), quoted]}

    def bool_schema(self, schema: BoolSchema) -> JsonSchemaValue:
        """True or false, in any of YAML's words for it."""
        return {"anyOf": [super().bool_schema(schema), {"enum": _TRUE_OR_FALSE}]}


def case_schemas() -> dict[str, JsonSchema]:
    """The JSON Schema of each file of a case, by its name in `MODEL_OF_FILE`."""
    return {
        file: model.model_json_schema(
            schema_generator=AsWritten if file.endswith(".yaml") else PlainJsonSchema
        )
        for file, model in MODEL_OF_FILE.items()
    }


def schema_name(file: str) -> str:
    """File name of the schema of a file of a case.

    >>> schema_name("claims/*.yaml"), schema_name("record/EVENTS.csv")
    ('claims.schema.json', 'events.schema.json')
    """
    stem = file.removesuffix("/*.yaml").split("/")[-1].split(".")[0]
    return f"{stem.lower()}.schema.json"


def fields_of(model: type[BaseModel]) -> dict[str, object]:
    """The type of each field as its declaration writes it, names of types kept."""
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def parts_of(model: type[BaseModel]) -> list[type]:
    """A model, then every model and vocabulary that its fields name, each once, in their order.

    >>> [part.__name__ for part in parts_of(ActorsFile)]
    ['ActorsFile', 'ActorDeclaration', 'TheatreDeclaration']
    """
    found: dict[type, None] = {}

    def visit(form: object) -> None:
        if isinstance(form, type) and issubclass(form, BaseModel | StrEnum) and form not in found:
            found[form] = None
            if issubclass(form, BaseModel):
                for inner in fields_of(form).values():
                    visit(inner)
        for part in get_args(form):
            visit(part)

    visit(model)
    return list(found)
