"""Kinds of the comments that the Sheets API has since 2026 (Google: InsertCommentRequest).

A thread hangs on a cell and follows it; it goes with its row, column or tab (expected). Comments
are open to every editor of the file, whatever is protected.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from local_sheets import clock
from local_sheets.areas import area_of, tab_of
from local_sheets.cell_blocks import as_range
from local_sheets.errors import invalid
from local_sheets.holders import COMMENTS
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.protection import NOTHING
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

MAX_UNITS = 2048


def _content(body: Json) -> str:
    text = str(body.get("content", ""))
    if not text:
        raise invalid("The content of a comment cannot be empty.")
    _check_length("content", text)
    return text


def _check_length(name: str, text: str) -> None:
    """Google counts UTF-8 code units."""
    if len(text.encode()) > MAX_UNITS:
        raise invalid(f"The {name} of a comment must not exceed {MAX_UNITS} UTF-8 code units.")


def _post(turn: Turn, content: str, **more: Any) -> dict[str, Any]:
    now = clock.rfc3339(clock.now())
    return {
        "postId": secrets.token_urlsafe(8),
        "author": {"user": turn.editor.email},
        "content": content,
        "createTime": now,
        "updateTime": now,
        **more,
    }


def _apply_insert(turn: Turn) -> Applied:
    corner = part_of(turn.body, "coordinate")
    row, column = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    cell = {
        "sheetId": corner.get("sheetId", 0),
        "startRowIndex": row,
        "endRowIndex": row + 1,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    area = area_of(turn.workbook, cell)
    assignee = turn.body.get("assigneeEmailAddress", "")
    _check_length("assigneeEmailAddress", assignee)
    more = {"assigneeEmail": assignee} if assignee else {}
    thread = {
        "commentId": secrets.token_urlsafe(8),
        "anchorId": secrets.token_urlsafe(8),
        "headPost": _post(turn, _content(turn.body), **more),
        "status": "OPEN",
    }
    tab = tab_of(turn.workbook, cell)
    held = {"range": as_range(area), "thread": thread}
    changed = tab.with_held(COMMENTS, (*tab.held(COMMENTS), held))
    return Applied(workbook=turn.workbook.with_tab(changed), reply={"commentThread": thread})


def _found(turn: Turn) -> tuple[Tab, Json]:
    wanted = turn.body.get("commentId", "")
    for tab in turn.workbook.tabs:
        for held in tab.held(COMMENTS):
            if held["thread"]["commentId"] == wanted:
                return tab, held
    raise invalid(f"No comment with ID: {wanted}")


def _replaced(turn: Turn, thread: Json | None) -> Workbook:
    """The workbook with another thread in place of the one that is named, or without it."""
    tab, old = _found(turn)
    held = []
    for one in tab.held(COMMENTS):
        if one is not old:
            held.append(one)
        elif thread is not None:
            held.append({**one, "thread": thread})
    return turn.workbook.with_tab(tab.with_held(COMMENTS, tuple(held)))


def _apply_reply(turn: Turn) -> Applied:
    """A reply may resolve or reopen the thread; such a one needs no words."""
    thread = _found(turn)[1]["thread"]
    wanted = part_of(turn.body, "post")
    foreign = set(wanted) - {"content", "commentAction", "assigneeEmail"}
    if foreign:
        raise invalid(f"A reply cannot set {', '.join(sorted(foreign))}.")
    action = wanted.get("commentAction", "NO_COMMENT_ACTION_CHANGE")
    acts = action in {"RESOLVE", "REOPEN"}
    content = wanted.get("content", "") if acts else _content(wanted)
    more = {name: wanted[name] for name in ("assigneeEmail",) if wanted.get(name)}
    post = _post(turn, content, **({"commentAction": action} if acts else {}), **more)
    status = {"RESOLVE": "RESOLVED", "REOPEN": "OPEN"}.get(action, thread["status"])
    changed = {**thread, "status": status, "replies": [*thread.get("replies", []), post]}
    return Applied(workbook=_replaced(turn, changed), reply={"post": post})


def _own_post(turn: Turn, post: Json) -> Json:
    if post["author"]["user"] != turn.editor.email:
        raise invalid("The requesting user is not the author of the post.")
    return post


def _apply_update(turn: Turn) -> Applied:
    thread = _found(turn)[1]["thread"]
    wanted = turn.body.get("postId", "")
    posts = [thread["headPost"], *thread.get("replies", [])]
    at = next((index for index, post in enumerate(posts) if post["postId"] == wanted), None)
    if at is None:
        raise invalid(f"No post with ID: {wanted}")
    now = clock.rfc3339(clock.now())
    changed = {**_own_post(turn, posts[at]), "content": _content(turn.body), "updateTime": now}
    posts[at] = changed
    rest = {"replies": posts[1:]} if posts[1:] else {}
    return Applied(workbook=_replaced(turn, {**thread, "headPost": posts[0], **rest}))


def _apply_delete(turn: Turn) -> Applied:
    _own_post(turn, _found(turn)[1]["thread"]["headPost"])
    return Applied(workbook=_replaced(turn, None))


def _apply_delete_reply(turn: Turn) -> Applied:
    thread = _found(turn)[1]["thread"]
    wanted = turn.body.get("postId", "")
    gone = next((one for one in thread.get("replies", []) if one["postId"] == wanted), None)
    if gone is None:
        raise invalid(f"No reply with ID: {wanted}")
    _own_post(turn, gone)
    rest = [one for one in thread["replies"] if one is not gone]
    kept = {name: part for name, part in thread.items() if name != "replies"}
    return Applied(workbook=_replaced(turn, {**kept, **({"replies": rest} if rest else {})}))


KINDS = (
    Kind(name="insertComment", footprint=lambda _: NOTHING, apply=_apply_insert),
    Kind(name="addCommentReply", footprint=lambda _: NOTHING, apply=_apply_reply),
    Kind(name="updateCommentPost", footprint=lambda _: NOTHING, apply=_apply_update),
    Kind(name="deleteComment", footprint=lambda _: NOTHING, apply=_apply_delete),
    Kind(name="deleteCommentReply", footprint=lambda _: NOTHING, apply=_apply_delete_reply),
)
