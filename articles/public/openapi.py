"""The OpenAPI 3.1 description of the read API, made of its own endpoints, parameters and fields."""

from dataclasses import dataclass

from articles.models import slugs

from .api_fields import SHAPES, TEXT, described

ERROR, GONE = described({"error": TEXT}), described({"error": TEXT, "note": TEXT})
ERRORS = {
    400: ("The query is not understood; the error says why.", ERROR),
    404: ("Nothing is there.", ERROR),
    410: ("It was withdrawn or has expired.", GONE),
    503: (
        "The search index is being rebuilt. Where the database is away, the answer is a page of HTML.",
        ERROR,
    ),
}


@dataclass(frozen=True)
class Endpoint:
    """One address: its path, what it does, its parameters, the schema of its answer, and its errors."""

    name: str
    path: str  # as the description writes it, such as /api/v1/articles/{slug}/
    summary: str
    parameters: tuple
    answer: dict
    errors: tuple


def description(endpoints, root):
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Newsroom's read API",
            "version": "1",
            "description": "Published editions as JSON. Every answer of 200 carries an ETag; ask again with "
            "If-None-Match.",
        },
        "servers": [{"url": root}],
        "paths": {each.path: {"get": _operation(each)} for each in endpoints},
        "components": {"schemas": {shape.name: shape.schema for shape in SHAPES}},
    }


def _operation(endpoint):
    slug = {
        "name": "slug",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": f"^{slugs.SIGN}+$"},
    }
    own = [slug] if "{slug}" in endpoint.path else []
    answers = {200: (endpoint.summary, endpoint.answer)} | {code: ERRORS[code] for code in endpoint.errors}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": own + [_parameter(each) for each in endpoint.parameters],
        "responses": {str(code): _response(*answer) for code, answer in answers.items()},
    }


def _parameter(parameter):
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.means,
        "schema": parameter.schema,
    }


def _response(means, schema):
    return {"description": means, "content": {"application/json": {"schema": schema}}}
