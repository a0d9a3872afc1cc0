"""Bring the catalogues in service/locales up to the sentences that the code says.

    python -m scripts.make_catalogue

New sentences are added without a translation, and those that nobody says any more are taken out.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from service.speech import DEFAULT, LANGUAGES

ROOT = Path(__file__).parents[1]
SERVICE = ROOT / "service"
_METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
_OPTIONS = {"**/templates/**": {"newstyle_gettext": "true", "trimmed": "true"}}
PURE = ("sheet_templates", "sync")
"""Packages that make sentences before it is known in which language they are read."""
_KEYWORDS = {
    "say": None,
    "sentence": None,
    "marked": None,
    "_": None,
    "gettext": None,
    "several": (1, 2),
    "ngettext": (1, 2),
}


def sentences() -> Catalog:
    """Every sentence that pages, cards and letters say in a person's language."""
    catalogue = Catalog()
    for folder, below in ((SERVICE, ""), *((ROOT / one, f"{one}/") for one in PURE)):
        found = extract_from_dir(
            folder, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",)
        )
        for file, _, message, comments, _ in found:
            catalogue.add(message, locations=[(f"{below}{file}", 0)], auto_comments=comments)
    return catalogue


def catalogue_of(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    return read_po(BytesIO(_file(language).read_bytes()), locale=language)


def main() -> None:
    """Write the catalogues anew."""
    said = sentences()
    for language in LANGUAGES.keys() - {DEFAULT}:
        file = _file(language)
        kept = catalogue_of(language) if file.exists() else Catalog(locale=language)
        kept.update(said, no_fuzzy_matching=True)
        kept.obsolete.clear()
        kept.fuzzy = False
        written = BytesIO()
        write_po(
            written, kept, omit_header=False, sort_output=True, include_lineno=False, width=100
        )
        lines = written.getvalue().decode().splitlines(keepends=True)
        file.write_text("".join(one for one in lines if _is_kept(one)), encoding="utf-8")


def _is_kept(line: str) -> bool:
    """Leaves out what changes with every run and what nobody fills."""
    dropped = ('"POT-', '"PO-', '"Last-', '"Language-Team', '"Report-', '"Project-', '"Generated-')
    return not line.startswith((*dropped, "# "))


def _file(language: str) -> Path:
    return SERVICE / "locales" / f"{language}.po"


if __name__ == "__main__":
    main()
