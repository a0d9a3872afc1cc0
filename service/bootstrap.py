"""The composition root: settings and a data folder -> everything put together. Decides nothing."""

import gc
import socket
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from requests.adapters import BaseAdapter

from service.answer_links import AnswerLinks
from service.app import Service
from service.features.trackers.briefing import Briefing
from service.features.trackers.known import (
    KeptVersions,
    adopted_template,
    known_trackers,
    own_of_trackers,
)
from service.folder import DataFolder
from service.following import Following
from service.google_account import google_account, tracker_drive
from service.letters import Letters
from service.notes import Notes
from service.people import People
from service.places import Places
from service.reading import SchoolReader
from service.records import Records
from service.settings import Settings, read_settings
from service.store_place import store_place
from service.template_files import TemplateFiles
from service.uploads import Uploads
from service.works import Works
from sheet_templates.library import shipped_template
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import sentence
from sync.budget import Budget
from sync.clock import Clock, SystemClock, ahead
from sync.domain.moments import SchoolClock
from sync.domain.scope import Scope
from sync.errors import RosterError
from sync.google.account import GoogleAccount
from sync.google.gateway import Gateway
from sync.nightly import IN_FLIGHT
from sync.quota import Urgency
from sync.store.access import access_rules
from sync.store.calendars import calendar
from sync.store.engine import Store, open_store
from sync.store.school import names_by_address, roster, school

_ALLOCATIONS = 100_000
"""How many objects come to be before Python looks for reference cycles among the young ones.

A spreadsheet as read is some ten thousand small objects without a cycle among them; at Python's
usual 700 the looking costs more than the reading.
"""

GOOGLE_PAGES = "https://docs.google.com"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One data folder, open: its store, its clock, its way to Google.

    `template` is what a school begins with; `adopted` gives the one that it has chosen.
    `sheets_url` is where links to spreadsheets lead; `transport` replaces sockets in tests.
    """

    folder: DataFolder
    settings: Settings
    store: Store
    clock: Clock
    template: TrackerTemplate
    sheets_url: str
    is_demo: bool
    budget: Budget
    in_flight: int = IN_FLIGHT
    transport: BaseAdapter | None = None
    _zones: dict[Hashable, str] = field(default_factory=dict, init=False, repr=False)

    @property
    def pages_url(self) -> str:
        """Where browsers reach the pages, without a slash at its end."""
        if self.settings.sign_in is not None:
            return self.settings.sign_in.public_url
        return f"http://127.0.0.1:{self.folder.ports().service}"

    @property
    def holder(self) -> str:
        """What this installation is called in a lease: the machine and the folder."""
        return f"{socket.gethostname()}, {self.folder.path.resolve()}"

    @property
    def account(self) -> GoogleAccount:
        """Who we are to Google, or to the embedded local server."""
        if self.settings.is_embedded:
            key = self.folder.sheets / "service-account.json"
            return GoogleAccount.of_key(key, self.sheets_url).with_transport(self.transport)
        made = google_account(self.settings.google, self.folder.google_token)
        return made.with_transport(self.transport)

    def drive_id(self, gateway: Gateway) -> str:
        """The drive that the trackers live in."""
        return tracker_drive(self.settings.google, gateway)

    def gateway(self, label: str, urgency: Urgency = Urgency.PERSON_WAITS) -> Gateway:
        """Google as the service's own identity; `label` names the phase in a local log.

        A job that works through a list says so: it then leaves room for people who wait.
        """
        account = self.account
        share = self.budget.share(account.email, urgency)
        return Gateway.of(account, label=label, transport=self.transport, share=share)

    def scope(self) -> Scope:
        """The school of this folder; RosterError before the first roster."""
        with self.store.reading() as tx:
            known = school(tx)
        if known is None:
            raise RosterError(
                sentence(
                    "%(path)s holds no school yet. Import one with `roster import ZIP`.",
                    path=str(self.folder.path),
                )
            )
        return known.scope

    def briefing(self) -> Briefing:
        """What the trackers of this school should be; RosterError before the first roster."""
        scope = self.scope()
        with self.store.reading() as tx:
            kept = KeptVersions.of(tx, scope)
            return Briefing(
                roster=roster(tx, scope),
                calendar=calendar(tx, scope),
                template=adopted_template(tx, scope, self.template, kept),
                zone=self.zone(),
                known=known_trackers(tx, scope, kept),
                names=names_by_address(tx, scope),
                rules=access_rules(tx, scope, self.today()),
            )

    def adopted(self) -> TrackerTemplate:
        """The template that new trackers get; the shipped one before the first roster."""
        with self.store.reading() as tx:
            known = school(tx)
            return adopted_template(tx, known.scope, self.template) if known else self.template

    def zone(self) -> str:
        """The school's time zone, else the one that a new school gets.

        Every page asks what day it is there: it is read anew only after something was stored.
        """
        state = self.store.version()
        found = self._zones.get(state)
        if found is None:
            with self.store.reading() as tx:
                known = school(tx)
            found = known.zone if known else self.settings.zone
            self._zones.clear()
            self._zones[state] = found
        return found

    def today(self) -> date:
        """The day that rules go by."""
        return self.clock.today(self.zone())

    def school_clock(self) -> SchoolClock:
        """The clock that people read."""
        zone = self.zone()
        return SchoolClock(zone=ZoneInfo(zone), ahead=ahead(self.clock, zone))

    def reader(self) -> SchoolReader:
        """The school as pages, reports and lists read it."""
        return SchoolReader(
            store=self.store,
            template=lambda tx, scope: adopted_template(tx, scope, self.template),
            today=self.today,
            ahead=lambda: ahead(self.clock, self.zone()),
            is_demo=self.is_demo,
            rules=lambda tx, scope: access_rules(tx, scope, self.today()),
            own=own_of_trackers,
            places=Places(briefing=self.briefing, sheets_base=self.sheets_url),
        )

    def answer_links(self) -> AnswerLinks:
        """The links in letters with which people answer."""
        return AnswerLinks(
            secret=self.folder.secret_key(), pages_url=self.pages_url, now=self.clock.now
        )

    def notes(self, works: Works) -> Notes:
        """The school's notes; `works` carries out what follows one."""
        return Notes(store=self.store, now=self.clock.now, follow=Following(works.run).note)

    def service(self, port: int, works: Works) -> Service:
        """What the web application serves; `works` carries out what pages set going."""
        return Service(
            reader=self.reader(),
            letters=Letters(store=self.store, now=self.clock.now),
            people=People(store=self.store, now=self.clock.now),
            answer_links=self.answer_links(),
            notes=self.notes(works),
            templates=TemplateFiles(self.folder),
            records=Records(store=self.store, now=self.clock.now),
            works=works,
            uploads=Uploads(folder=self.folder.incoming, now=self.clock.now),
            secret_key=self.folder.secret_key(),
            port=port,
            google=self.settings.sign_in,
        )


@contextmanager
def open_installation(
    path: Path, *, sheets_url: str | None = None, transport: BaseAdapter | None = None
) -> Iterator[Installation]:
    """Open a data folder; what cannot be used is an error that names it and the remedy."""
    gc.set_threshold(_ALLOCATIONS, *gc.get_threshold()[1:])
    settings = read_settings()
    folder = DataFolder(path)
    folder.prepare()
    store = open_store(store_place(folder, settings))
    try:
        yield Installation(
            folder=folder,
            settings=settings,
            store=store,
            clock=SystemClock(demo_date=folder.demo_date()),
            template=shipped_template(),
            sheets_url=sheets_url or _sheets_url(settings, folder),
            is_demo=folder.demo() is not None,
            budget=Budget(settings.quota),
            transport=transport,
        )
    finally:
        store.close()


def _sheets_url(settings: Settings, folder: DataFolder) -> str:
    if settings.is_embedded:
        return f"http://127.0.0.1:{folder.ports().sheets}"
    return settings.google.url or GOOGLE_PAGES
