"""The browser spreadsheet, measured in Chromium: one server process, two people, 2 cores.

"Painted" is the first frame after the key that ended an edit; "recalculated" the first change of a
formula that depends on it; "seen by another" the change of the cell in a second browser.
"""

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scripts.bench_local_sheets import Server, serve
from scripts.figures import Figure

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BENCH = "browser-spreadsheet"
CHROMIUM = "/usr/bin/chromium"
#: Exact figures of memory; no sandbox, since CI runs as root.
FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
SIZES = ((240, 40), (500, 40))
SLOWED = 6
EDITS = 30
SCROLLED_FRAMES = 120
MANY = 10_000
#: Looks, 20 ms apart, for an edit to arrive.
PATIENCE = 3_000
PEOPLE = [
    {"email": "ana@school.example", "name": "Ana Ruiz"},
    {"email": "ben@school.example", "name": "Ben Cole"},
]

_WATCH = """() => {
window.painted = []; window.changed = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const at = event.timeStamp;
  window.typedAt = performance.timeOrigin + at;
  requestAnimationFrame(() => setTimeout(() => window.painted.push(performance.now() - at)));
}, {capture: true});
new MutationObserver(() => {
  const watched = window.watched && document.getElementById(window.watched.id);
  if (!watched || watched.textContent !== window.watched.text) return;
  window.watched = null;
  window.changed.push(performance.timeOrigin + performance.now());
}).observe(document.getElementById("grid"), {childList: true, characterData: true, subtree: true});
}"""
_WATCHED = "([id, text]) => { window.watched = {id, text}; }"
_SCROLL = """(frames) => new Promise((done) => {
  const box = document.getElementById("scroller"), times = [];
  let last = 0;
  const step = (now) => {
    if (last) times.push(now - last);
    last = now;
    if (times.length === frames) return done(times);
    box.scrollTop += 97;
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) box.scrollTop = 0;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
_TYPE = """async ([count, rows]) => {
  const field = document.getElementById("field"), box = document.getElementById("name");
  const saved = document.getElementById("saved");
  const key = (to, key) => to.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  const rest = () => new Promise((done) => setTimeout(done, 5));
  for (let at = 0; at < count; at++) {
    if (at % rows === 0) {
      while (saved.textContent !== "All is saved") await rest();
      box.focus(); box.value = "C2"; key(box, "Enter"); await rest();
    }
    field.value = String(at % 90);
    field.dispatchEvent(new InputEvent("input", {bubbles: true}));
    key(field, "Enter");
  }
  while (saved.textContent !== "All is saved") await rest();
}"""


def bench_browser() -> Iterator[Figure]:
    """All figures; takes about two minutes."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a development requirement

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size in SIZES:
            with TemporaryDirectory(prefix="browser-bench-") as name:
                yield from _sized(chromium, Path(name), size)
        chromium.close()


def _sized(chromium: "Browser", folder: Path, size: tuple[int, int]) -> Iterator[Figure]:
    (folder / "people.json").write_text(json.dumps({"people": PEOPLE}), encoding="utf-8")
    server = serve(folder)
    with server.process:
        address = _made(server, *size)
        name = f"{size[0]} x {size[1]}"
        for slowed in (1, SLOWED):
            case = f"{name}, CPU slowed {slowed} x" if slowed > 1 else name
            held = slowed == 1
            with _opened(chromium, address, "Ana Ruiz", slowed) as page:
                yield from _opening(page, case, held=held)
                with _opened(chromium, address, "Ben Cole", slowed) as other:
                    yield from _editing(page, other, case, held=held)
                yield from _scrolling(page, case)
        if size == SIZES[-1]:
            with _opened(chromium, address, "Ana Ruiz", 1) as page:
                yield from _memory(page, name, size[0])


def _made(server: Server, rows: int, columns: int) -> str:
    """A spreadsheet with a third of formulas, a lock and a rule; its address."""
    file_id = server.new(rows, columns)
    server.fill(
        file_id, [[_entry(row, column) for column in range(columns)] for row in range(rows)]
    )
    key = json.loads((server.folder / "service-account.json").read_text(encoding="utf-8"))
    server.batch(file_id, _shaped(key["client_email"]))
    path = f"/drive/v3/files/{file_id}/permissions"
    for person in PEOPLE:
        share = {"type": "user", "role": "writer", "emailAddress": person["email"]}
        server.ask("post", path, share, supportsAllDrives="true")
    return f"{server.process.address}/spreadsheets/d/{file_id}/edit"


def _shaped(editor: str) -> list[dict[str, Any]]:
    """Requests: frozen lines, names that only the editor may change, low scores in rose."""
    scores = {"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}
    names = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 2}
    condition = {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "40"}]}
    look = {"backgroundColor": {"red": 1, "green": 0.8, "blue": 0.8}}
    rule = {"ranges": [scores], "booleanRule": {"condition": condition, "format": look}}
    grid = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1, "frozenColumnCount": 2}}
    fields = "gridProperties(frozenRowCount,frozenColumnCount)"
    return [
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addProtectedRange": {"protectedRange": {"range": names, "editors": {"users": [editor]}}}},
        {"updateSheetProperties": {"properties": grid, "fields": fields}},
    ]


def _entry(row: int, column: int) -> Any:
    if row == 0 or column < 2:
        return f"text {row}.{column}"
    return f"=C{row + 1}+{column}" if column % 3 == 0 else (row * column) % 97


@contextmanager
def _opened(chromium: "Browser", address: str, person: str, slowed: int) -> Iterator["Page"]:
    """A page in a browser of its own, ready."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    page.goto(address.partition("/spreadsheets")[0])
    page.get_by_role("button", name=person).click()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    page.evaluate(_WATCH)
    yield page
    context.close()


def _figure(case: str, value: float, unit: str, target: float | None = None) -> Figure:
    return Figure(bench=BENCH, case=case, value=value, unit=unit, target=target)


def _opening(page: "Page", case: str, *, held: bool) -> Iterator[Figure]:
    """The first opening is the one that `_opened` did: the server had computed nothing before."""
    yield from _marks(page, f"{case}, first opening", held=held)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.evaluate(_WATCH)
    yield from _marks(page, f"{case}, opened again", held=held)


def _marks(page: "Page", case: str, *, held: bool) -> Iterator[Figure]:
    script = "(name) => performance.getEntriesByName(name)[0].startTime"
    paint = page.evaluate(script, "first-contentful-paint")
    yield _figure(f"{case}: first paint", paint, "ms")
    ready = page.evaluate(script, "ready")
    yield _figure(f"{case}: ready", ready, "ms", 1000 if held else None)


def _editing(page: "Page", other: "Page", case: str, *, held: bool) -> Iterator[Figure]:
    """Scores typed at ten keys a second, one watched at a time."""
    recalculated, seen = [], []
    first = 100 if held else 500  # what stands there already would change nothing
    for at in range(EDITS):
        row = at % 20 + 2
        page.evaluate(_WATCHED, [f"cell-D{row}", str(first + at + 3)])
        other.evaluate(_WATCHED, [f"cell-C{row}", str(first + at)])
        page.click(f"#cell-C{row}")
        page.keyboard.type(str(first + at), delay=100)
        page.keyboard.press("Enter")
        typed = page.evaluate("() => typedAt")
        recalculated.append(_first_change(page, typed))
        seen.append(_first_change(other, typed))
    painted = page.evaluate("() => painted")
    targets = (100, 500) if held else (None, None)
    yield from _spread(f"{case}: edit to painted", painted, targets[0])
    yield from _spread(f"{case}: edit to recalculated", recalculated, None)
    yield from _spread(f"{case}: edit to seen by another", seen, targets[1])


def _first_change(page: "Page", since: float) -> float:
    """Milliseconds from a moment to the change that was watched for."""
    for _ in range(PATIENCE):
        found: list[float] = page.evaluate("() => changed.splice(0)")
        if found:
            return found[0] - since
        page.wait_for_timeout(20)
    raise AssertionError(page.inner_text("#saved") + page.inner_text("#words"))


def _spread(case: str, times: list[float], target: float | None) -> Iterator[Figure]:
    yield _figure(f"{case}, median", statistics.median(times), "ms")
    yield _figure(f"{case}, p95", statistics.quantiles(times, n=20)[18], "ms", target)


def _scrolling(page: "Page", case: str) -> Iterator[Figure]:
    times = page.evaluate(_SCROLL, SCROLLED_FRAMES)
    yield _figure(
        f"{case}: frame while scrolling, p95", statistics.quantiles(times, n=20)[18], "ms"
    )


def _memory(page: "Page", case: str, rows: int) -> Iterator[Figure]:
    before = _heap(page)
    page.evaluate(_TYPE, [MANY, rows - 10])
    yield _figure(f"{case}: script memory when open", before, "MB")
    yield _figure(f"{case}: script memory after {MANY:,} edits", _heap(page), "MB")


def _heap(page: "Page") -> float:
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    used: float = page.evaluate("() => performance.memory.usedJSHeapSize")
    return used / 2**20
