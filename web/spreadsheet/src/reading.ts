/** Reading the spreadsheet over the API: first what is seen, then the rest, then what changed. */

import { type Api, Refused } from "./api";
import { inTab, runs, tabName } from "./a1";
import { CELL_FIELDS } from "./cells";
import type { SheetJson } from "./google";
import { type Order, Tab, targets } from "./tab";

const FRAME_FIELDS =
  "properties(title,locale),sheets(properties,merges,columnGroups,rowGroups,filterViews," +
  "basicFilter,protectedRanges(range,unprotectedRanges,requestingUserCanEdit,warningOnly," +
  "description))";
const LINE_FIELDS =
  "sheets(data(rowMetadata(hiddenByUser,pixelSize),columnMetadata(hiddenByUser,pixelSize)))";
const ROW_FIELDS = `sheets(data(startRow,startColumn,rowData(values(${CELL_FIELDS}))))`;
/** Rows of one request: few enough that the next scroll need not wait for it. */
const CHUNK = 100;
const MOST_RUNS = 60;

/** What the server said about a change; see difference.py. */
export interface Difference {
  seq: number;
  structure: boolean;
  tabs: Record<string, { rows?: [number, number][]; rowOrder?: Order; columnOrder?: Order }>;
}

/** Rows of one tab that are read by one request. */
interface Part {
  tab: Tab;
  runs: [number, number][];
}

interface Unread {
  tab: Tab;
  rows: Set<number>;
}

/** How long the server's word about an edit is waited for before its rows are read anyway. */
const PATIENCE = 250;
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 5000;
const LONGEST_WAIT = 2000;

export interface ReadingEvents {
  /** Tabs came, went or changed in more than cells. */
  framed(): void;
  /** Sizes, hidden lines, merges or the like of a tab. */
  laidOut(tab: Tab): void;
  /** Cells of these rows. */
  filled(tab: Tab, rows: number[]): void;
  reordered(tab: Tab, axis: "ROWS" | "COLUMNS", target: (line: number) => number): void;
  failed(error: unknown): void;
  /** What an edit made has been read. */
  settled(job: object): void;
}

export class Reading {
  readonly tabs: Tab[] = [];
  title = "";
  private readonly stale = new Map<Tab, Set<number>>();
  /** Edits that the server took, with the rows that were not read since. */
  private readonly confirmed = new Map<object, Unread>();
  private frameStale = false;
  private busy: Promise<void> | null = null;
  /** How many changes the server has told of. */
  told = 0;
  /** How often something known turned stale, told or missed. */
  private news = 0;
  /** The tab and rows that are seen: read first. */
  seen: () => { tab: Tab; top: number; bottom: number } | null = () => null;

  constructor(
    private readonly api: Api,
    private readonly mayWrite: boolean,
    private readonly events: ReadingEvents,
  ) {}

  tab(sheetId: number): Tab | undefined {
    return this.tabs.find((one) => one.sheetId === sheetId);
  }

  /** Frame and first rows of a tab, at the same time. */
  async open(sheetId: number, title: string, around: number): Promise<Tab | undefined> {
    const tab = this.tab(sheetId) ?? new Tab(sheetId, this.mayWrite);
    const top = Math.max(0, around - CHUNK / 2);
    const first = `1:${CHUNK / 2}`;
    const ranges = top > 0 ? [first, `${top + 1}:${top + CHUNK}`] : [`1:${CHUNK}`];
    const news = this.news;
    const [frame, lines, rows] = await Promise.all([
      this.api.get([], FRAME_FIELDS),
      this.api.get([tabName(title)], LINE_FIELDS),
      this.readRanges(title, ranges).catch(() => null),
    ]);
    this.describe(frame.sheets ?? [], frame.properties?.title ?? "", tab);
    if (!this.tabs.includes(tab)) return undefined;
    this.layOut(tab, lines.sheets?.[0]);
    tab.laidOut = true;
    const [heads] = ranges.length === 2 ? [CHUNK / 2] : [CHUNK];
    rows?.forEach((grid, at) => tab.fill(grid, at === 0 ? heads : CHUNK));
    this.wantAll(tab);
    // What changed meanwhile was told of a tab that was not there yet.
    if (news !== this.news) this.wantEverything();
    return tab;
  }

  /** Read lines and all rows of a tab that has not been looked at yet. */
  async enter(tab: Tab): Promise<void> {
    if (!tab.laidOut) await this.readLines(tab);
    this.wantAll(tab);
  }

  private wantAll(tab: Tab): void {
    const missing: number[] = [];
    for (let row = 0; row < tab.rowCount; row++) if (!tab.loaded[row]) missing.push(row);
    this.want(tab, missing);
  }

  /**
   * The server took an edit of these rows. It will say so itself, with all rows that were computed
   * anew; `told` is how many changes it had told of when the edit was sent.
   */
  confirm(job: object, tab: Tab, rows: number[], told: number): void {
    const unread = rows.filter((row) => row < tab.rowCount);
    if (!unread.length) return this.events.settled(job);
    this.confirmed.set(job, { tab, rows: new Set(unread) });
    const readNow = (): void => {
      const left = this.confirmed.get(job);
      if (left) this.want(left.tab, left.rows);
    };
    if (told === this.told) setTimeout(readNow, PATIENCE);
    else readNow();
  }

  /** Wait until the server has told of another change than the first `told` ones. */
  async heard(told: number): Promise<void> {
    for (let waited = 0; this.told <= told && waited < LONGEST_WAIT; waited += 10) {
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  /** Read rows again. */
  want(tab: Tab, rows: Iterable<number>): void {
    const stale = this.stale.get(tab) ?? new Set<number>();
    for (const row of rows) if (row < tab.rowCount) stale.add(row);
    this.stale.set(tab, stale);
    void this.work();
  }

  wantEverything(): void {
    this.news++;
    this.frameStale = true;
    for (const tab of this.tabs) {
      tab.laidOut = false;
      if (tab.loaded.some(Boolean)) this.want(tab, tab.loaded.keys());
    }
    void this.work();
  }

  change(difference: Difference): void {
    this.told++;
    this.news++;
    for (const [id, changed] of Object.entries(difference.tabs)) {
      const tab = this.tab(Number(id));
      if (!tab) continue;
      if (changed.rowOrder) this.reorder(tab, "ROWS", changed.rowOrder);
      if (changed.columnOrder) this.reorder(tab, "COLUMNS", changed.columnOrder);
      const rows = (changed.rows ?? []).flatMap(([start, end]) =>
        Array.from({ length: end - start }, (_, at) => start + at),
      );
      // A row of a tab that nobody has looked at is read when somebody does.
      this.want(tab, rows.filter((row) => tab.loaded[row] || tab.loaded.some(Boolean)));
    }
    if (difference.structure) {
      this.frameStale = true;
      for (const tab of this.tabs) tab.laidOut = false;
    }
    void this.work();
  }

  private reorder(tab: Tab, axis: "ROWS" | "COLUMNS", order: Order): void {
    const target = targets(order, axis === "ROWS" ? tab.rowCount : tab.columnCount);
    const stale = this.stale.get(tab);
    tab.reorder(axis, order);
    if (stale && axis === "ROWS") {
      const moved = [...stale].map(target).filter((row) => row >= 0);
      this.stale.set(tab, new Set(moved));
    }
    if (axis === "ROWS") this.reorderUnread(tab, target);
    this.events.reordered(tab, axis, target);
    // What was read while the lines moved may stand in a wrong line.
    if (tab.loaded.some(Boolean)) this.want(tab, tab.loaded.keys());
  }

  private reorderUnread(tab: Tab, target: (line: number) => number): void {
    for (const [job, unread] of [...this.confirmed]) {
      if (unread.tab !== tab) continue;
      unread.rows = new Set([...unread.rows].map(target).filter((row) => row >= 0));
      if (!unread.rows.size) this.settle(job);
    }
  }

  /** Wait until nothing is stale any more. */
  async idle(): Promise<void> {
    while (this.busy) await this.busy;
  }

  private work(): Promise<void> {
    this.busy ??= this.readAll().finally(() => (this.busy = null));
    return this.busy;
  }

  private async readAll(): Promise<void> {
    await null; // changes that come together are read together
    for (let failures = 0; this.frameStale || this.hasStale(); ) {
      try {
        if (this.frameStale) await this.readFrame();
        await this.readSome();
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1) this.events.failed(error);
        // A refusal may come of a tab that was renamed or deleted: then its frame tells.
        this.frameStale = true;
        if (error instanceof Refused && failures > 1) return this.stale.clear();
        const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
        await new Promise((done) => setTimeout(done, pause));
      }
    }
  }

  private hasStale(): boolean {
    return [...this.stale.values()].some((rows) => rows.size > 0);
  }

  private async readFrame(): Promise<void> {
    // Before it is asked for: a change that comes while the answer is on its way makes it stale again.
    this.frameStale = false;
    const frame = await this.api.get([], FRAME_FIELDS);
    this.describe(frame.sheets ?? [], frame.properties?.title ?? "");
    const tab = this.seen()?.tab;
    if (tab && !tab.laidOut && this.tabs.includes(tab)) await this.readLines(tab);
    this.events.framed();
  }

  private describe(sheets: SheetJson[], title: string, fresh?: Tab): void {
    this.title = title;
    const made = sheets.map((json) => {
      const id = json.properties.sheetId ?? 0;
      const known = this.tab(id) ?? (fresh?.sheetId === id ? fresh : undefined);
      const tab = known ?? new Tab(id, this.mayWrite);
      tab.describe(json);
      return tab;
    });
    this.tabs.splice(0, this.tabs.length, ...made);
    for (const tab of this.stale.keys()) if (!made.includes(tab)) this.stale.delete(tab);
  }

  private async readLines(tab: Tab): Promise<void> {
    tab.laidOut = true; // before it is asked for, as with the frame
    try {
      const answer = await this.api.get([tabName(tab.title)], LINE_FIELDS);
      this.layOut(tab, answer.sheets?.[0]);
    } catch (error) {
      tab.laidOut = false;
      throw error;
    }
    this.events.laidOut(tab);
  }

  private layOut(tab: Tab, json: SheetJson | undefined): void {
    const grid = json?.data?.[0] ?? {};
    tab.rowLines = grid.rowMetadata ?? [];
    tab.columnLines = grid.columnMetadata ?? [];
  }

  private async readSome(): Promise<void> {
    const part = this.nextPart();
    if (!part) return;
    const before = [...this.confirmed];
    const grids = await this.readPart(part);
    grids.forEach((grid, at) => {
      const [start, end] = part.runs[at]!;
      part.tab.fill({ ...grid, startRow: start }, end - start);
    });
    const rows = part.runs.flatMap(([start, end]) =>
      Array.from({ length: end - start }, (_, at) => start + at),
    );
    for (const [job, unread] of before) {
      if (unread.tab !== part.tab) continue;
      rows.forEach((row) => unread.rows.delete(row));
      if (!unread.rows.size) this.settle(job);
    }
    this.events.filled(part.tab, rows);
  }

  /** What cannot be read stays stale. */
  private async readPart(part: Part) {
    try {
      return await this.readRanges(part.tab.title, part.runs.map(rowsName));
    } catch (error) {
      const stale = this.stale.get(part.tab);
      for (const [start, end] of part.runs) for (let row = start; row < end; row++) stale?.add(row);
      throw error;
    }
  }

  private settle(job: object): void {
    this.confirmed.delete(job);
    this.events.settled(job);
  }

  /** The next rows to read: those that are seen before the others. */
  private nextPart(): Part | null {
    const seen = this.seen();
    const order = [...this.stale].filter(([, rows]) => rows.size > 0);
    order.sort(([one], [other]) => Number(other === seen?.tab) - Number(one === seen?.tab));
    const [tab, stale] = order[0] ?? [];
    if (!tab || !stale) return null;
    const all = [...stale].sort((one, other) => one - other);
    const near = seen?.tab === tab ? all.filter((row) => row >= seen.top && row < seen.bottom) : [];
    const taken = (near.length ? near : all).slice(0, CHUNK);
    const found = runs(taken).slice(0, MOST_RUNS);
    for (const [start, end] of found) for (let row = start; row < end; row++) stale.delete(row);
    return { tab, runs: found };
  }

  private async readRanges(title: string, ranges: string[]) {
    const answer = await this.api.get(
      ranges.map((range) => inTab(title, range)),
      ROW_FIELDS,
    );
    return answer.sheets?.[0]?.data ?? [];
  }
}

function rowsName([start, end]: [number, number]): string {
  return `${start + 1}:${end}`;
}
