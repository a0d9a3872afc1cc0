/** Undo and redo: inverse edits through the API, checked against what stands there now. */

import { type Api, STORED, type ValueRange } from "./api";
import { inTab, rangeName, type Rect } from "./a1";
import { type Cell, rawValue } from "./cells";
import type { CellData, ExtendedValue, NumberFormat, Request } from "./google";
import type { TypedCell } from "./saving";
import { type AxisName, gridRange, type Tab } from "./tab";

/** What an undo did: how many cells somebody else had changed meanwhile, which stay. */
export interface Undone {
  kept: number;
  rows: number[];
}

export interface Entry {
  readonly tab: Tab;
  readonly label: string;
  undo(api: Api): Promise<Undone>;
  redo(api: Api): Promise<Undone>;
  /** Lines moved; false when nothing of the entry is left. */
  reorder(axis: AxisName, target: (line: number) => number): boolean;
}

interface Before {
  entered: ExtendedValue | undefined;
  format: NumberFormat | undefined;
  /** Typed just before and not confirmed yet: then this is what to type again. */
  typed?: string;
}

interface TypedEntry extends TypedCell {
  before: Before;
  /** What the server made of it, once known. */
  after?: unknown;
}

/** Cells that were typed. */
export class Typing implements Entry {
  readonly label = "typing";
  private cells: TypedEntry[];

  constructor(
    readonly tab: Tab,
    typed: TypedCell[],
  ) {
    this.cells = typed.map((cell) => ({ ...cell, before: stateBefore(tab, cell) }));
  }

  /** What the server made of the cells, in the order in which they were typed. */
  learn(stands: unknown[]): void {
    this.cells.forEach((cell, at) => (cell.after = stands[at]));
  }

  async undo(api: Api): Promise<Undone> {
    const [now, kept] = await this.unchanged(api, (cell) => cell.after);
    const typed = now.filter((cell) => cell.before.typed !== undefined);
    const stored = now.filter((cell) => cell.before.typed === undefined);
    if (stored.length) await api.batch(stored.map((cell) => this.putBack(cell)));
    if (typed.length) {
      await api.type(typed.map((cell) => this.range(cell, cell.before.typed!)));
    }
    return { kept, rows: now.map((cell) => cell.row) };
  }

  async redo(api: Api): Promise<Undone> {
    const [now, kept] = await this.unchanged(api, (cell) =>
      cell.before.typed === undefined ? rawValue(cell.before.entered) : undefined,
    );
    if (now.length) await api.type(now.map((cell) => this.range(cell, cell.text)));
    return { kept, rows: now.map((cell) => cell.row) };
  }

  reorder(axis: AxisName, target: (line: number) => number): boolean {
    this.cells = this.cells
      .map((cell) =>
        axis === "ROWS"
          ? { ...cell, row: target(cell.row) }
          : { ...cell, column: target(cell.column) },
      )
      .filter((cell) => cell.row >= 0 && cell.column >= 0);
    return this.cells.length > 0;
  }

  /** The cells that still hold what was left in them, and how many do not. */
  private async unchanged(
    api: Api,
    wanted: (cell: TypedEntry) => unknown,
  ): Promise<[TypedEntry[], number]> {
    const around = bounds(this.cells);
    const stored = await api.stored(this.tab.title, around);
    const same = this.cells.filter((cell) => {
      const left = wanted(cell);
      const json = stored[cell.row - around.top]?.[cell.column - around.left];
      return left === undefined || left === rawValue(json?.userEnteredValue);
    });
    return [same, this.cells.length - same.length];
  }

  private putBack(cell: TypedEntry): Request {
    const { entered, format } = cell.before;
    const value: CellData = {};
    if (entered) value.userEnteredValue = entered;
    if (format) value.userEnteredFormat = { numberFormat: format };
    return {
      updateCells: {
        start: { sheetId: this.tab.sheetId, rowIndex: cell.row, columnIndex: cell.column },
        rows: [{ values: [value] }],
        fields: "userEnteredValue,userEnteredFormat.numberFormat",
      },
    };
  }

  private range(cell: TypedEntry, text: string): ValueRange {
    const { row, column } = cell;
    const rect = { top: row, left: column, bottom: row + 1, right: column + 1 };
    return { range: inTab(this.tab.title, rangeName(rect)), values: [[text]] };
  }
}

function stateBefore(tab: Tab, typed: TypedCell): Before {
  const waiting = tab.waiting(typed.row, typed.column);
  const cell: Cell = tab.cell(typed.row, typed.column);
  const before: Before = { entered: cell.entered, format: cell.ownFormat };
  return waiting ? { ...before, typed: waiting.text } : before;
}

function bounds(cells: TypedCell[]): Rect {
  const rows = cells.map((cell) => cell.row);
  const columns = cells.map((cell) => cell.column);
  return {
    top: rows.reduce((one, other) => Math.min(one, other)),
    left: columns.reduce((one, other) => Math.min(one, other)),
    bottom: rows.reduce((one, other) => Math.max(one, other)) + 1,
    right: columns.reduce((one, other) => Math.max(one, other)) + 1,
  };
}

interface Block {
  rect: Rect;
  before: CellData[][];
  after: CellData[][];
}

/** Any change of whole rectangles: pasted, filled, formatted, sorted, noted. */
export class Rewriting implements Entry {
  private constructor(
    readonly tab: Tab,
    readonly label: string,
    private blocks: Block[],
  ) {}

  /** Do it, with a picture of the cells before and after. */
  static async record(
    api: Api,
    tab: Tab,
    label: string,
    rects: Rect[],
    change: () => Promise<unknown>,
  ): Promise<Rewriting> {
    const before = await Promise.all(rects.map((rect) => api.stored(tab.title, rect)));
    await change();
    const after = await Promise.all(rects.map((rect) => api.stored(tab.title, rect)));
    const blocks = rects.map((rect, at) => ({ rect, before: before[at]!, after: after[at]! }));
    return new Rewriting(tab, label, blocks);
  }

  undo(api: Api): Promise<Undone> {
    return this.restore(api, (block) => [block.after, block.before]);
  }

  redo(api: Api): Promise<Undone> {
    return this.restore(api, (block) => [block.before, block.after]);
  }

  reorder(axis: AxisName, target: (line: number) => number): boolean {
    this.blocks = this.blocks.flatMap((block) => {
      const rect = { ...block.rect };
      const [start, end] = axis === "ROWS" ? (["top", "bottom"] as const) : (["left", "right"] as const);
      const size = rect[end] - rect[start];
      rect[start] = target(rect[start]);
      rect[end] = rect[start] + size;
      return rect[start] < 0 ? [] : [{ ...block, rect }];
    });
    return this.blocks.length > 0;
  }

  private async restore(
    api: Api,
    sides: (block: Block) => [CellData[][], CellData[][]],
  ): Promise<Undone> {
    const requests: Request[] = [];
    const rows: number[] = [];
    let kept = 0;
    for (const block of this.blocks) {
      const [left, wanted] = sides(block);
      const now = await api.stored(this.tab.title, block.rect);
      const put = wanted.map((line, row) =>
        line.map((cell, column) => {
          const current = now[row]![column]!;
          if (JSON.stringify(current) === JSON.stringify(left[row]![column])) return cell;
          kept++;
          return current;
        }),
      );
      requests.push({
        updateCells: {
          range: gridRange(this.tab.sheetId, block.rect),
          rows: put.map((values) => ({ values })),
          fields: STORED,
        },
      });
      for (let row = block.rect.top; row < block.rect.bottom; row++) rows.push(row);
    }
    if (requests.length) await api.batch(requests);
    return { kept, rows };
  }
}

/** A change with an inverse that is a request too: lines inserted, moved, hidden; a new title. */
export class Reversing implements Entry {
  constructor(
    readonly tab: Tab,
    readonly label: string,
    /** Where its lines are; null for a change that has none. */
    private lines: { axis: AxisName; start: number; end: number } | null,
    private readonly back: (start: number, end: number) => Request[],
    private readonly forth: (start: number, end: number) => Request[],
  ) {}

  async undo(api: Api): Promise<Undone> {
    await api.batch(this.back(this.lines?.start ?? 0, this.lines?.end ?? 0));
    return { kept: 0, rows: [] };
  }

  async redo(api: Api): Promise<Undone> {
    await api.batch(this.forth(this.lines?.start ?? 0, this.lines?.end ?? 0));
    return { kept: 0, rows: [] };
  }

  reorder(axis: AxisName, target: (line: number) => number): boolean {
    if (!this.lines || this.lines.axis !== axis) return true;
    const size = this.lines.end - this.lines.start;
    const start = target(this.lines.start);
    if (start >= 0) this.lines = { axis, start, end: start + size };
    return true;
  }
}

/** Rows or columns that were deleted: what stood in them comes back, references to them do not. */
export class Removing implements Entry {
  readonly label: string;

  private constructor(
    readonly tab: Tab,
    private readonly axis: AxisName,
    private rect: Rect,
    private readonly cells: CellData[][],
  ) {
    this.label = axis === "ROWS" ? "delete rows" : "delete columns";
  }

  static async record(api: Api, tab: Tab, axis: AxisName, rect: Rect): Promise<Removing> {
    const entry = new Removing(tab, axis, rect, await api.stored(tab.title, rect));
    await entry.redo(api);
    return entry;
  }

  async undo(api: Api): Promise<Undone> {
    await api.batch([
      { insertDimension: { range: this.lines(), inheritFromBefore: this.start > 0 } },
      {
        updateCells: {
          range: gridRange(this.tab.sheetId, this.rect),
          rows: this.cells.map((values) => ({ values })),
          fields: STORED,
        },
      },
    ]);
    return { kept: 0, rows: [] };
  }

  async redo(api: Api): Promise<Undone> {
    await api.batch([{ deleteDimension: { range: this.lines() } }]);
    return { kept: 0, rows: [] };
  }

  private get start(): number {
    return this.axis === "ROWS" ? this.rect.top : this.rect.left;
  }

  private lines() {
    const { axis, rect, start } = this;
    const endIndex = axis === "ROWS" ? rect.bottom : rect.right;
    return { sheetId: this.tab.sheetId, dimension: axis, startIndex: start, endIndex };
  }

  /** It has no lines any more that could move; the line before it tells where it was. */
  reorder(axis: AxisName, target: (line: number) => number): boolean {
    if (axis !== this.axis || this.start === 0) return true;
    const before = target(this.start - 1);
    if (before < 0) return true;
    const shift = before + 1 - this.start;
    const { rect } = this;
    this.rect =
      axis === "ROWS"
        ? { ...rect, top: rect.top + shift, bottom: rect.bottom + shift }
        : { ...rect, left: rect.left + shift, right: rect.right + shift };
    return true;
  }
}

const MOST = 500;

export class History {
  private done: Entry[] = [];
  private undone: Entry[] = [];
  /** The entry that is being carried out: it knows where its own lines will be. */
  busy: Entry | null = null;

  add(entry: Entry): void {
    this.done.push(entry);
    if (this.done.length > MOST) this.done.shift();
    this.undone = [];
  }

  /** An edit that the server refused never happened. */
  drop(entry: Entry): void {
    this.done = this.done.filter((one) => one !== entry);
  }

  takeUndo(): Entry | undefined {
    const entry = this.done.pop();
    if (entry) this.undone.push(entry);
    return entry;
  }

  takeRedo(): Entry | undefined {
    const entry = this.undone.pop();
    if (entry) this.done.push(entry);
    return entry;
  }

  reorder(tab: Tab, axis: AxisName, target: (line: number) => number): void {
    const keep = (entry: Entry): boolean =>
      entry === this.busy || entry.tab !== tab || entry.reorder(axis, target);
    this.done = this.done.filter(keep);
    this.undone = this.undone.filter(keep);
  }
}

