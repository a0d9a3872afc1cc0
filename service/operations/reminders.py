"""Reminders: writing this morning's letters, and handing over what waits in the outbox."""

from collections.abc import Mapping
from typing import Any

from service.bootstrap import Installation
from service.features.reminders.digest import letters
from service.mail.delivery import Delivery
from service.mail.handing_over import Mailbox, Mailer
from service.mail.smtp import SmtpMailer
from service.operations.operation import Operation, Options, Progress
from sheet_templates.sentences import sentence
from sync.store.kinds import LetterState
from sync.store.outbox import Letter, has_released, put
from sync.store.school import school

LOCAL_SENDER = "Tracksheet <tracksheet@localhost>"


def _remind(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write this morning's letters and hand over what is due; with `dry_run` only name them."""
    progress(sentence("writing letters"))
    wanted = _letters(installation)
    if options.get("dry_run"):
        return {"letters": [_row(letter) for letter in wanted]}
    scope = installation.scope()
    with installation.store.writing() as tx:
        # The owner reads the very first ones before anybody else does.
        held = installation.settings.mail is not None and not has_released(tx, scope)
        new = put(tx, scope, wanted, installation.clock.now(), held=held)
    progress(sentence("handing letters over"))
    return {"new": new, "held": new if held else 0, **_counts(deliver(installation))}


def deliver(installation: Installation) -> Mapping[LetterState, int]:
    """Hand over every letter that is due; how many ended in which state, or wait again."""
    mail = installation.settings.mail
    mailer: Mailer = SmtpMailer(mail) if mail else Mailbox()
    return Delivery(
        store=installation.store,
        scope=installation.scope(),
        mailer=mailer,
        sender=mail.sender if mail else LOCAL_SENDER,
        now=installation.clock.now,
    ).run()


def _deliver(installation: Installation, _: Options, progress: Progress) -> Any:
    """Hand over what is due; nothing is while there is no school."""
    progress(sentence("handing letters over"))
    with installation.store.reading() as tx:
        known = school(tx)
    return _counts(deliver(installation) if known else {})


def _letters(installation: Installation) -> list[Letter]:
    overview = installation.reader().overview()
    if overview is None:
        return []
    return letters(overview, installation.pages_url, installation.answer_links())


def _row(letter: Letter) -> dict[str, str]:
    return {"to": letter.recipient, "subject": letter.subject}


def _counts(done: Mapping[LetterState, int]) -> dict[str, dict[str, int]]:
    return {"outcomes": {state.value: count for state, count in sorted(done.items())}}


OPERATIONS = {
    "remind": Operation(work=_remind, changes_store=True),
    "deliver": Operation(work=_deliver, changes_store=True),
}
