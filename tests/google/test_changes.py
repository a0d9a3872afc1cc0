"""What the gateway makes of Drive's changes."""

from local_sheets.shelf import Stamp
from tests.google.conftest import Wire


def test_a_change_of_the_shared_drive_itself_is_no_changed_file(wire: Wire) -> None:
    (drive_id,) = wire.app.storage.shelf.drives
    token = wire.gateway.start_page_token(drive_id)
    with wire.app.storage.writing() as draft:
        stamp = Stamp(who="x@school.example", at="2027-05-24T08:00:00.000Z", kinds=("drives.",))
        draft.put_drive(draft.drives[drive_id], stamp)
    changes, after = wire.gateway.changes(token, drive_id)
    assert changes == []
    assert int(after) == int(token) + 1
