"""Keeping columns that were changed on the page as the next version of the school's template."""

import json
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.revisions import add_version
from service.operations.operation import Operation, Options
from service.operations.templates import open_trackers
from sheet_templates.column_edits import refused
from sheet_templates.errors import TemplateError
from sheet_templates.parsing import parse_template, template_of_text
from sheet_templates.revision import revision
from sheet_templates.sentences import sentence
from sync.store.templates import note_author, template_versions


def _keep(installation: Installation, options: Options, *_: Any) -> Any:
    """Keep the template `template` (its text) as the version after `base`, made by `by`.

    No tracker follows it yet. TemplateError where another version was kept since, where a column
    would be lost or misread, and where nothing is changed.
    """
    template = parse_template(json.loads(options["template"]), sentence("The changed template"))
    scope, trackers = installation.scope(), open_trackers(installation, None)
    with installation.store.writing() as tx:
        newest = max(
            (one for one in template_versions(tx, scope) if one.key == template.key),
            key=lambda one: one.n,
        )
        if newest.n != options["base"]:
            raise TemplateError(
                sentence(
                    "Version %(n)s was kept while you changed version %(base)s, so "
                    "nothing was kept. Open the page of columns anew, and change that "
                    "one.",
                    n=newest.n,
                    base=options["base"],
                )
            )
        before = template_of_text(newest.body)
        problems = list(refused(before, template))
        if problems:
            raise TemplateError(sentence("The columns cannot be so; nothing was kept."), problems)
        changes = revision(before, template)
        if not changes:
            raise TemplateError(sentence("Nothing is changed, so there is no new version to keep."))
        n = add_version(tx, scope, trackers, template, installation.clock.now())
        note_author(tx, scope, template.key, n, options["by"])
    return {"version": n, "changes": list(changes)}


OPERATIONS = {"template_keep": Operation(work=_keep, changes_store=True)}
"""What the page of columns has done."""
