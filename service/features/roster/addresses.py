"""A roster with the addresses by which Google knows its people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sheet_templates.school import Roster
from sheet_templates.sentences import about, sentence
from sync.errors import RosterError


def with_google_addresses(roster: Roster, addresses: Mapping[str, str]) -> Roster:
    """The roster as Google knows its people; `addresses` gives theirs by the roster's.

    RosterError where somebody else has such an address in the roster now.
    """
    if not addresses:
        return roster
    staff = tuple(
        replace(one, email=addresses.get(one.email.lower(), one.email)) for one in roster.staff
    )
    everybody = Counter(one.email.lower() for one in staff)
    everybody.update(one.email.lower() for one in roster.leaders)
    twice = [email for email in addresses.values() if everybody[email] > 1]
    if twice:
        raise RosterError(
            sentence("Two people would have one address at Google; nothing was imported."),
            [
                about(
                    email,
                    sentence(
                        "the roster gives it to somebody else. Take it back first: "
                        "tracksheet access address PERSON --same"
                    ),
                )
                for email in twice
            ],
        )
    return replace(roster, staff=staff)
