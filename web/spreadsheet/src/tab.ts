/** One tab as far as it has been read, and what is typed into it but not yet confirmed. */

import { ENDLESS, holds, type Rect } from "./a1";
import { type Cell, cellFrom, EMPTY } from "./cells";
import type { CellData, ColorStyle, Filter, GridData, GridRange, Group, Line, SheetJson } from "./google";

export const ROW_PIXELS = 21;
export const COLUMN_PIXELS = 100;

export type AxisName = "ROWS" | "COLUMNS";

/** Runs [first old line, how many] in the new order; -1 for new lines. */
export type Order = [number, number][];

export interface Pending {
  text: string;
  /** The edit that it belongs to. */
  job: object;
}

interface Lock {
  rect: Rect;
  holes: Rect[];
}

const WIDEST = 20_000;

export class Tab {
  title = "";
  hidden = false;
  rowCount = 0;
  columnCount = 0;
  frozenRows = 0;
  frozenColumns = 0;
  gridlines = true;
  color: ColorStyle | undefined;
  rows: (Cell | undefined)[][] = [];
  loaded: boolean[] = [];
  rowLines: Line[] = [];
  columnLines: Line[] = [];
  /** Whether lines (sizes, hidden ones) have been read. */
  laidOut = false;
  merges: Rect[] = [];
  columnGroups: Group[] = [];
  rowGroups: Group[] = [];
  filterViews: Filter[] = [];
  basicFilter: Filter | null = null;
  readonly pending = new Map<number, Pending>();
  private locks: Lock[] = [];
  private merged = new Map<number, Rect>();

  constructor(
    readonly sheetId: number,
    private readonly mayWrite: boolean,
  ) {}

  /** Take over all but cells and lines. */
  describe(json: SheetJson): void {
    const grid = json.properties.gridProperties ?? {};
    this.title = json.properties.title;
    this.hidden = json.properties.hidden ?? false;
    this.rowCount = grid.rowCount ?? 0;
    this.columnCount = grid.columnCount ?? 0;
    this.frozenRows = grid.frozenRowCount ?? 0;
    this.frozenColumns = grid.frozenColumnCount ?? 0;
    this.gridlines = !grid.hideGridlines;
    this.color = json.properties.tabColorStyle;
    this.columnGroups = json.columnGroups ?? [];
    this.rowGroups = json.rowGroups ?? [];
    this.filterViews = json.filterViews ?? [];
    this.basicFilter = json.basicFilter ?? null;
    this.locks = (json.protectedRanges ?? [])
      .filter((one) => !one.requestingUserCanEdit && !one.warningOnly)
      .map((one) => ({
        rect: rectOf(one.range ?? {}),
        holes: (one.unprotectedRanges ?? []).map(rectOf),
      }));
    this.setMerges((json.merges ?? []).map(rectOf));
  }

  private setMerges(merges: Rect[]): void {
    this.merges = merges;
    this.merged = new Map();
    for (const rect of merges) {
      const bottom = Math.min(rect.bottom, this.rowCount);
      const right = Math.min(rect.right, this.columnCount);
      for (let row = rect.top; row < bottom; row++) {
        for (let column = rect.left; column < right; column++) {
          this.merged.set(key(row, column), rect);
        }
      }
    }
  }

  /** Take over rows that were read; `height` rows from startRow on count as read. */
  fill(grid: GridData, height: number): void {
    const top = grid.startRow ?? 0;
    const left = grid.startColumn ?? 0;
    for (let at = 0; at < height; at++) {
      const values: CellData[] = grid.rowData?.[at]?.values ?? [];
      const row: (Cell | undefined)[] = new Array(left);
      values.forEach((json, column) => {
        if (Object.keys(json).length) row[left + column] = cellFrom(json);
      });
      this.rows[top + at] = row;
      this.loaded[top + at] = true;
    }
  }

  cell(row: number, column: number): Cell {
    return this.rows[row]?.[column] ?? EMPTY;
  }

  waiting(row: number, column: number): Pending | undefined {
    return this.pending.size ? this.pending.get(key(row, column)) : undefined;
  }

  wait(row: number, column: number, pending: Pending): void {
    this.pending.set(key(row, column), pending);
  }

  /** Forget what an edit left waiting; gives back the rows that look different now. */
  settle(job: object): number[] {
    const rows: number[] = [];
    for (const [at, pending] of this.pending) {
      if (pending.job === job) {
        this.pending.delete(at);
        rows.push(Math.floor(at / WIDEST));
      }
    }
    return rows;
  }

  merge(row: number, column: number): Rect | undefined {
    return this.merged.size ? this.merged.get(key(row, column)) : undefined;
  }

  /** What a person sees in a cell: what they typed, until the server has answered. */
  shownText(row: number, column: number): string {
    return this.waiting(row, column)?.text ?? this.cell(row, column).text;
  }

  isLocked(row: number, column: number): boolean {
    if (!this.mayWrite) return true;
    return this.locks.some(
      (lock) =>
        holds(lock.rect, row, column) && !lock.holes.some((hole) => holds(hole, row, column)),
    );
  }

  /** The last row and column that hold anything; -1 in an empty tab. */
  used(): { row: number; column: number } {
    let last = { row: -1, column: -1 };
    this.rows.forEach((row, at) => {
      row.forEach((cell, column) => {
        if (cell?.text) last = { row: at, column: Math.max(last.column, column) };
      });
    });
    return last;
  }

  /** Move rows or columns as another state has them; what waits to be confirmed moves along. */
  reorder(axis: AxisName, order: Order): void {
    const source = sources(order);
    const old = [...this.pending];
    const target = targets(order, axis === "ROWS" ? this.rowCount : this.columnCount);
    if (axis === "ROWS") {
      this.rows = source.map((at) => (at < 0 ? [] : (this.rows[at] ?? [])));
      this.loaded = source.map((at) => at < 0 || (this.loaded[at] ?? false));
      this.rowLines = source.map((at) => this.rowLines[at] ?? {});
      this.rowCount = source.length;
    } else {
      this.rows = this.rows.map((row) => source.map((at) => row[at]));
      this.columnLines = source.map((at) => this.columnLines[at] ?? {});
      this.columnCount = source.length;
    }
    this.pending.clear();
    for (const [at, pending] of old) {
      const place = [Math.floor(at / WIDEST), at % WIDEST] as [number, number];
      const index = axis === "ROWS" ? 0 : 1;
      place[index] = target(place[index]);
      if (place[index] >= 0) this.pending.set(key(...place), pending);
    }
  }
}

function key(row: number, column: number): number {
  return row * WIDEST + column;
}

export function rectOf(range: GridRange): Rect {
  return {
    top: range.startRowIndex ?? 0,
    left: range.startColumnIndex ?? 0,
    bottom: range.endRowIndex ?? ENDLESS,
    right: range.endColumnIndex ?? ENDLESS,
  };
}

export function gridRange(sheetId: number, rect: Rect): GridRange {
  return {
    sheetId,
    startRowIndex: rect.top,
    endRowIndex: rect.bottom,
    startColumnIndex: rect.left,
    endColumnIndex: rect.right,
  };
}

/** The old index of each new line. */
function sources(order: Order): number[] {
  return order.flatMap(([start, length]) =>
    Array.from({ length }, (_, at) => (start < 0 ? -1 : start + at)),
  );
}

/** The new index of each old line; -1 for those that went. */
export function targets(order: Order, count: number): (line: number) => number {
  const found = new Int32Array(count).fill(-1);
  sources(order).forEach((old, at) => {
    if (old >= 0) found[old] = at;
  });
  return (line) => found[line] ?? -1;
}
