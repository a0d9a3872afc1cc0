"""Drive v3 watch and stop: opening and ending push channels (Google: push notifications guide)."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from local_sheets.changes import watched_drive
from local_sheets.channels import Channel
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, bad_request
from local_sheets.oauth_client import is_loopback

_FIELDS = frozenset({"id", "type", "address", "token", "expiration"})
_TOLERATED = frozenset({"kind", "resourceId", "resourceUri", "payload", "params"})
_LONGEST_TOKEN = 256


def watch_file(call: DriveCall, file_id: str) -> dict[str, Any]:
    """files.watch: hear of one file, for as long as a switch says."""
    file = call.visible(file_id)
    longest = timedelta(hours=call.switches.longest_file_channel_hours)
    return _open(call, f"files/{file.id}", longest, file_id=file.id)


def watch_changes(call: DriveCall) -> dict[str, Any]:
    """changes.watch: hear that there are changes, for as long as a switch says."""
    if call.query.first("pageToken") is None:
        message = "Required parameter: pageToken"
        raise DriveError(400, "required", message, location="pageToken")
    drive_id = watched_drive(call) or ""
    longest = timedelta(hours=call.switches.longest_changes_channel_hours)
    return _open(call, f"changes/{drive_id}", longest, drive_id=drive_id)


def stop_channel(call: DriveCall) -> None:
    """channels.stop: 404 for a channel that is none, or somebody else's."""
    call.only(_FIELDS | _TOLERATED)
    found = call.channels.stop(call.text("id"), call.text("resourceId"), call.caller.email)
    if not found:
        message = f"Channel '{call.text('id')}' not found for project."
        raise DriveError(404, "notFound", message)


def _open(
    call: DriveCall,
    path: str,
    longest: timedelta,
    *,
    file_id: str = "",
    drive_id: str = "",
) -> dict[str, Any]:
    call.only(_FIELDS, _TOLERATED)
    _check(call)
    resource = hashlib.sha256(f"{call.caller.email}:{path}".encode()).hexdigest()[:27]
    channel = Channel(
        id=call.text("id"),
        resource_id=resource,
        resource_uri=f"{call.url}/drive/v3/{path.rstrip('/')}?alt=json",
        address=call.text("address"),
        token=call.text("token"),
        expires=_expiration(call, longest),
        email=call.caller.email,
        file_id=file_id,
        drive_id=drive_id,
    )
    if not call.channels.open(channel):
        message = f"Channel id {channel.id} not unique"
        raise DriveError(400, "channelIdNotUnique", message)
    shown = {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource_id,
        "resourceUri": channel.resource_uri,
        "expiration": str(int(channel.expires.timestamp() * 1000)),
    }
    return shown | ({"token": channel.token} if channel.token else {})


def _check(call: DriveCall) -> None:
    if not call.text("id"):
        message = "Channel id not specified."
        raise DriveError(400, "required", message, location="entity.resource.id")
    if call.text("type") != "web_hook":
        raise DriveError(400, "channelUnknown", "Unknown channel type")
    if len(call.text("token")) > _LONGEST_TOKEN:
        raise bad_request(f"The channel token is longer than {_LONGEST_TOKEN} characters.")
    if not is_loopback(call.text("address")):
        message = (
            "Unauthorized WebHook callback channel: the local server posts only to http and "
            f"https addresses on this machine, not to {call.text('address')!r}."
        )
        raise DriveError(400, "push.webhookUrlUnauthorized", message)


def _expiration(call: DriveCall, longest: timedelta) -> datetime:
    now = datetime.fromisoformat(call.at)
    wanted = call.body.get("expiration")
    if wanted is None:
        return now + min(timedelta(minutes=call.switches.channel_minutes), longest)
    try:
        asked = datetime.fromtimestamp(int(wanted) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise bad_request("Invalid value for expiration: milliseconds are expected.") from error
    if asked <= now:
        raise bad_request("The expiration of the channel has passed.")
    return min(asked, now + longest)
