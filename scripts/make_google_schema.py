"""Make local_sheets/google_schema.json from Google's discovery documents.

The documents ship inside google-api-python-client (a development dependency); the compact table
holds only names, types and enums, so that local_sheets needs nothing but its own folder.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "local_sheets" / "google_schema.json"
DOCUMENTS = ("sheets.v4", "drive.v3")

Json = dict[str, Any]


def type_of(prop: Json) -> Any:
    """The compact type of one property of a discovery schema.

    A text names a scalar, `#Name` a schema; lists, maps, enums and inline messages are objects
    with one key.
    """
    if "$ref" in prop:
        return "#" + prop["$ref"]
    kind = prop["type"]
    if kind == "array":
        return {"list": type_of(prop["items"])}
    if kind == "object":
        if "additionalProperties" in prop:
            return {"map": type_of(prop["additionalProperties"])}
        return {"message": fields_of(prop)}
    if "enum" in prop:
        return {"enum": prop["enum"]}
    return prop.get("format", kind)


def fields_of(schema: Json) -> Json:
    """The compact types of all properties of a discovery schema."""
    return {name: type_of(prop) for name, prop in sorted(schema.get("properties", {}).items())}


def methods_of(resources: Json, root: str) -> Json:
    """Every method by its id: where it is found, its request, its response, its parameters."""
    found: Json = {}
    for resource in resources.values():
        for method in resource.get("methods", {}).values():
            found[method["id"]] = {
                "http": f"{method['httpMethod']} /{root}{method['flatPath']}",
                "request": method.get("request", {}).get("$ref"),
                "response": method.get("response", {}).get("$ref"),
                "parameters": {
                    name: {"list": type_of(prop)} if prop.get("repeated") else type_of(prop)
                    for name, prop in sorted(method.get("parameters", {}).items())
                },
            }
        found |= methods_of(resource.get("resources", {}), root)
    return dict(sorted(found.items()))


def compact_table() -> Json:
    """The whole table: per API its revision, methods and schemas."""
    table: Json = {}
    folder = files("googleapiclient.discovery_cache") / "documents"
    for name in DOCUMENTS:
        document = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        table[document["name"]] = {
            "revision": document["revision"],
            "methods": methods_of(document["resources"], document["servicePath"]),
            "schemas": {key: fields_of(part) for key, part in sorted(document["schemas"].items())},
        }
    return table


def table_text() -> str:
    """The table as it is committed: one line per schema or method, so that diffs can be read."""
    lines = ["{"]
    apis = compact_table()
    for api, parts in apis.items():
        lines.append(f' "{api}": {{"revision": "{parts["revision"]}",')
        for part in ("methods", "schemas"):
            rows = [
                f"   {json.dumps(name)}: {json.dumps(body, separators=(',', ':'))}"
                for name, body in parts[part].items()
            ]
            end = "}," if part == "methods" else "}}"
            lines.append(f'  "{part}": {{\n' + ",\n".join(rows) + "\n  " + end)
        if api != list(apis)[-1]:
            lines[-1] += ","
    return "\n".join([*lines, "}"]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(table_text(), encoding="utf-8")
    print(f"wrote {TARGET}, {TARGET.stat().st_size} bytes")
