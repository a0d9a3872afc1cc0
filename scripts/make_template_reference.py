"""Refresh what is made from the template's model: `python -m scripts.make_template_reference`."""

import json

from scripts.start_checks import ROOT
from sheet_templates.parsing import template_schema

SCHEMA = ROOT / "sheet_templates" / "template.schema.json"


def schema_text() -> str:
    """The JSON Schema that editors use."""
    return json.dumps(template_schema(), indent=1) + "\n"


def main() -> None:
    """Write the schema."""
    SCHEMA.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
