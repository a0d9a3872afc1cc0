/** Which cell is chosen, and which range around it: pure moves over shown places. */

import { ENDLESS, type Rect } from "./a1";
import type { Axis } from "./axis";
import type { Tab } from "./tab";

export interface Place {
  row: number;
  column: number;
}

export interface Layout {
  rows: Axis;
  columns: Axis;
}

/** The chosen cell and two corners of the range that it lies in; lines of the tab, not places. */
export interface Chosen {
  active: Place;
  anchor: Place;
  corner: Place;
}

export function only(place: Place): Chosen {
  return { active: place, anchor: place, corner: place };
}

/** The range in places, the ends outside; grown over merged cells. */
export function placesOf(chosen: Chosen, layout: Layout, tab: Tab): Rect {
  const a = { row: layout.rows.near(chosen.anchor.row), column: layout.columns.near(chosen.anchor.column) };
  const b = { row: layout.rows.near(chosen.corner.row), column: layout.columns.near(chosen.corner.column) };
  const rect = {
    top: Math.min(a.row, b.row),
    left: Math.min(a.column, b.column),
    bottom: Math.max(a.row, b.row) + 1,
    right: Math.max(a.column, b.column) + 1,
  };
  return tab.merges.length ? grown(rect, layout, tab) : rect;
}

function grown(rect: Rect, layout: Layout, tab: Tab): Rect {
  for (const merge of tab.merges) {
    const places = {
      top: layout.rows.near(merge.top),
      left: layout.columns.near(merge.left),
      bottom: layout.rows.near(Math.min(merge.bottom, tab.rowCount) - 1) + 1,
      right: layout.columns.near(Math.min(merge.right, tab.columnCount) - 1) + 1,
    };
    const meets =
      places.top < rect.bottom &&
      rect.top < places.bottom &&
      places.left < rect.right &&
      rect.left < places.right;
    const inside =
      places.top >= rect.top &&
      places.bottom <= rect.bottom &&
      places.left >= rect.left &&
      places.right <= rect.right;
    if (meets && !inside) {
      return grown(
        {
          top: Math.min(rect.top, places.top),
          left: Math.min(rect.left, places.left),
          bottom: Math.max(rect.bottom, places.bottom),
          right: Math.max(rect.right, places.right),
        },
        layout,
        tab,
      );
    }
  }
  return rect;
}

/** A place some steps away, past merged cells, within what is shown. */
export function stepped(from: Place, down: number, across: number, layout: Layout, tab: Tab): Place {
  const merge = tab.merge(from.row, from.column);
  let row = layout.rows.near(from.row);
  let column = layout.columns.near(from.column);
  if (merge) {
    if (down > 0) row = layout.rows.near(Math.min(merge.bottom, tab.rowCount) - 1);
    if (across > 0) column = layout.columns.near(Math.min(merge.right, tab.columnCount) - 1);
    if (down < 0) row = layout.rows.near(merge.top);
    if (across < 0) column = layout.columns.near(merge.left);
  }
  const place = {
    row: layout.rows.line(clamp(row + down, layout.rows.length)),
    column: layout.columns.line(clamp(column + across, layout.columns.length)),
  };
  return anchored(place, layout, tab);
}

/** The first shown cell of the merge that a place lies in. */
export function anchored(place: Place, layout: Layout, tab: Tab): Place {
  const merge = tab.merge(place.row, place.column);
  if (!merge) return place;
  return {
    row: layout.rows.line(layout.rows.near(merge.top)),
    column: layout.columns.line(layout.columns.near(merge.left)),
  };
}

/** Where Ctrl and an arrow lead: the edge of the block of full cells, or the next full one. */
export function jumped(from: Place, down: number, across: number, layout: Layout, tab: Tab): Place {
  const isFull = (row: number, column: number): boolean =>
    tab.shownText(layout.rows.line(row), layout.columns.line(column)) !== "";
  let row = layout.rows.near(from.row);
  let column = layout.columns.near(from.column);
  const inside = (): boolean =>
    row + down >= 0 &&
    row + down < layout.rows.length &&
    column + across >= 0 &&
    column + across < layout.columns.length;
  const inBlock = isFull(row, column) && inside() && isFull(row + down, column + across);
  while (inside()) {
    const next = isFull(row + down, column + across);
    if (inBlock && !next) break;
    row += down;
    column += across;
    if (!inBlock && next) break;
  }
  return { row: layout.rows.line(row), column: layout.columns.line(column) };
}

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(place, length - 1));
}

/** The chosen cells as rectangles of lines: hidden rows and columns are left out. */
export function rectsOf(places: Rect, layout: Layout): Rect[] {
  const rows = lineRuns(layout.rows, places.top, places.bottom);
  const columns = lineRuns(layout.columns, places.left, places.right);
  return rows.flatMap(([top, bottom]) => columns.map(([left, right]) => ({ top, left, bottom, right })));
}

function lineRuns(axis: Axis, start: number, end: number): [number, number][] {
  const found: [number, number][] = [];
  for (let place = start; place < Math.min(end, axis.length); place++) {
    const line = axis.line(place);
    const last = found[found.length - 1];
    if (last && last[1] === line) last[1] = line + 1;
    else found.push([line, line + 1]);
  }
  return found;
}

/** The whole span of lines from the first to the last chosen one. */
export function spanOf(places: Rect, layout: Layout): Rect {
  const rows = lineRuns(layout.rows, places.top, places.bottom).flat();
  const columns = lineRuns(layout.columns, places.left, places.right).flat();
  return {
    top: Math.min(...rows, ENDLESS),
    left: Math.min(...columns, ENDLESS),
    bottom: Math.max(...rows, 0),
    right: Math.max(...columns, 0),
  };
}
