"""Puts the add-on together, where the settings have one."""

import logging
from dataclasses import dataclass
from functools import partial
from threading import Thread

from flask import Flask, jsonify

from service.addon_settings import AddOnSettings, local_addon
from service.bootstrap import Installation
from service.excusing import give
from service.features.addon.addon import AddOn
from service.features.addon.door import create_addon_app
from service.features.addon.keys import KeyRing
from service.features.addon.manifest import deployment
from service.people import People
from service.settling import Saying, settle
from service.turns import Turns
from service.works import Works
from sheet_templates.errors import TracksheetError
from sync.domain.excuses import Excuse
from sync.domain.flag_life import HeldFlag
from sync.domain.milestones_owed import OwedMilestone
from sync.store.audit import StoredFinding, open_findings
from sync.store.excuses import GivenExcuse
from sync.store.flags import column_problems
from sync.store.holds import StoredHold, holds

_LOG = logging.getLogger(__name__)


_DEPLOYMENT = "deployment.json"


def addon_doors(turns: Turns, works: Works, port: int) -> dict[str, Flask]:
    """The add-on's app by the path that it is served at; none without its settings.

    Where everything is on this machine it is there by itself, for the side panel of the local
    server, which reads the deployment from it. `port` is the service's own.
    """
    installation = turns.installation
    settings = _settings(installation, port)
    if settings is None:
        return {}
    app = create_addon_app(addon_of(turns, settings, works))
    if _is_local(installation):
        content = deployment(
            settings.public_url,
            installation.sheets_url,
            knows_open_file=settings.knows_open_file,
        )
        app.add_url_rule(f"/{_DEPLOYMENT}", "deployment", lambda: jsonify(content))
    return {"/addon": app}


def tell_side_panel(installation: Installation, port: int) -> None:
    """Tell the embedded local server which add-on its side panel shows: ours, or none."""
    is_local = _is_local(installation)
    url = f"{local_addon(port, installation.sheets_url).url}/{_DEPLOYMENT}"
    installation.folder.tell_addon(url if is_local else None)


def _settings(installation: Installation, port: int) -> AddOnSettings | None:
    if _is_local(installation):
        return local_addon(port, installation.sheets_url)
    return installation.settings.addon


def _is_local(installation: Installation) -> bool:
    return installation.settings.is_local and installation.settings.addon is None


def addon_of(turns: Turns, settings: AddOnSettings, works: Works) -> AddOn:
    """The add-on of an installation; `works` carries out what a card sets going."""
    installation = turns.installation
    keeping = _Keeping(turns, installation)
    return AddOn(
        settings=settings,
        keys=KeyRing(settings.certs_url),
        overview=installation.reader().overview,
        excuse=keeping.excuse,
        settle=keeping.settle,
        works=works,
        notes=installation.notes(works),
        people=People(store=installation.store, now=installation.clock.now),
        findings=partial(_findings, installation),
        holds=partial(_holds, installation),
        problems=partial(_problems, installation),
        secret=installation.folder.secret_key(),
    )


def _findings(installation: Installation) -> list[StoredFinding]:
    with installation.store.reading() as tx:
        return open_findings(tx, installation.scope())


def _holds(installation: Installation) -> list[StoredHold]:
    with installation.store.reading() as tx:
        return holds(tx, installation.scope())


def _problems(installation: Installation, tracker: str) -> list[HeldFlag]:
    with installation.store.reading() as tx:
        return column_problems(tx, installation.scope(), tracker)


@dataclass(frozen=True, slots=True)
class _Keeping:
    """Stores what a card says at once; the duties follow in their turn, behind a sync maybe.

    Google waits for seconds only, so nothing here waits for a turn.
    """

    turns: Turns
    installation: Installation

    def excuse(self, given: GivenExcuse) -> Excuse:
        """Store an excuse and give it."""
        installation = self.installation
        scope = installation.scope()
        template = installation.briefing().template_for(given.student)
        with installation.store.writing() as tx:
            made = give(tx, scope, template, given, installation.clock.now())
        self._follow_later("an excuse")
        return made

    def settle(self, owed: OwedMilestone, saying: Saying) -> None:
        """Store what is said of a milestone."""
        installation = self.installation
        scope, at = installation.scope(), installation.clock.now()
        with installation.store.writing() as tx:
            settle(tx, scope, owed, saying, at)
        self._follow_later("a word on a milestone")

    def _follow_later(self, what: str) -> None:
        Thread(target=self._follow, args=(what,), daemon=True).start()

    def _follow(self, what: str) -> None:
        try:
            self.turns.run("duty_round", {}, _LOG.info)
        except TracksheetError as error:
            _LOG.error("the duties did not follow %s: %s", what, error.reason)
