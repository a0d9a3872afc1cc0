/** Pulling the fill handle: numbers and days with one step between them go on, all else repeats. */

import type { Rect } from "./a1";
import type { Cell } from "./cells";
import type { Request } from "./google";
import { gridRange, type Tab } from "./tab";

const DAYS = new Set(["DATE", "DATE_TIME"]);

/** Source and target of each copy: Google repeats a source only as often as it fits in whole. */
export function repeated(source: Rect, target: Rect): [Rect, Rect][] {
  const height = source.bottom - source.top;
  const width = source.right - source.left;
  const bottom = target.bottom - ((target.bottom - target.top) % height);
  const right = target.right - ((target.right - target.left) % width);
  const downs = [{ top: target.top, bottom }, { top: bottom, bottom: target.bottom }];
  const acrosses = [{ left: target.left, right }, { left: right, right: target.right }];
  return downs
    .flatMap((down) => acrosses.map((across) => ({ ...down, ...across })))
    .filter((part) => part.bottom > part.top && part.right > part.left)
    .map((part) => [
      {
        ...source,
        bottom: Math.min(source.bottom, source.top + part.bottom - part.top),
        right: Math.min(source.right, source.left + part.right - part.left),
      },
      part,
    ]);
}

/** The step between one value and the next; null where there is none. A single day goes on daily. */
export function stepOf(cells: readonly Cell[]): number | null {
  const values = cells.map((cell) => cell.entered?.numberValue);
  if (!values.every((value) => value !== undefined)) return null;
  if (values.length === 1) return DAYS.has(cells[0]?.formatType ?? "") ? 1 : null;
  const step = values[1]! - values[0]!;
  const isEven = values.every((value, at) => !at || Math.abs(value - values[at - 1]! - step) < 1e-9);
  return isEven ? step : null;
}

/** What to write over the copies: the values with which rows, or columns, of the source go on. */
export function continued(tab: Tab, source: Rect, targets: readonly Rect[], down: boolean): Request[] {
  const requests: Request[] = [];
  const [first, end] = down ? [source.left, source.right] : [source.top, source.bottom];
  for (let line = first; line < end; line++) {
    const cells = lineOf(tab, source, line, down);
    const step = stepOf(cells);
    const last = cells[cells.length - 1]?.entered?.numberValue;
    if (!step || last === undefined) continue;
    let next = 1;
    for (const target of targets) {
      const rect = strip(target, line, down);
      const count = rect.bottom - rect.top + rect.right - rect.left - 1;
      const values = Array.from({ length: count }, () => plain(last + step * next++));
      requests.push(written(tab, rect, values, down));
    }
  }
  return requests;
}

/** Without the noise of binary fractions: 0.1, 0.2 goes on with 0.3. */
function plain(value: number): number {
  return Number(value.toPrecision(14));
}

function lineOf(tab: Tab, source: Rect, line: number, down: boolean): Cell[] {
  const [first, end] = down ? [source.top, source.bottom] : [source.left, source.right];
  return Array.from({ length: end - first }, (_, at) =>
    down ? tab.cell(first + at, line) : tab.cell(line, first + at),
  );
}

function strip(target: Rect, line: number, down: boolean): Rect {
  return down
    ? { ...target, left: line, right: line + 1 }
    : { ...target, top: line, bottom: line + 1 };
}

function written(tab: Tab, rect: Rect, values: number[], down: boolean): Request {
  const cells = values.map((numberValue) => ({ userEnteredValue: { numberValue } }));
  const rows = down ? cells.map((cell) => ({ values: [cell] })) : [{ values: cells }];
  return { updateCells: { range: gridRange(tab.sheetId, rect), rows, fields: "userEnteredValue" } };
}
