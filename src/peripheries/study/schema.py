"""JSON Schema of `results.json`."""

from peripheries.case.schema import JsonSchema, PlainJsonSchema
from peripheries.study.results import Results


def results_schema() -> JsonSchema:
    """What `results.json` holds; every key is always there."""
    return Results.model_json_schema(mode="serialization", schema_generator=PlainJsonSchema)
