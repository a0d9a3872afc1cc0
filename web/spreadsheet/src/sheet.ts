/** The open spreadsheet: what is shown and chosen, and every edit's way through the API. */

import { Api } from "./api";
import { ENDLESS, inTab, parseA1, rangeName, type Rect } from "./a1";
import { boxTexts, isCheckbox, obeys } from "./cells";
import { anchored, type Chosen, only, type Place, rectsOf, spanOf } from "./cursor";
import type { Filter, Request } from "./google";
import { type Entry, History, Reversing, Rewriting, Typing, type Undone } from "./history";
import { type Difference, Reading } from "./reading";
import { type Job, Saving, type TypedCell } from "./saving";
import type { AxisName, Tab } from "./tab";
import type { View } from "./view";

export interface Boot {
  fileId: string;
  name: string;
  mayWrite: boolean;
  seq: number;
  /** Google's words for a protected cell. */
  protected: string;
  /** Whether there is an add-on for the side panel. */
  addon: boolean;
  tabs: { sheetId: number; title: string }[];
}

/** What the rest of the page hears of. */
export interface SheetEvents {
  /** Another cell is chosen, or the chosen one holds something else. */
  chosen(): void;
  /** Tabs, filter views or who may do what. */
  framed(): void;
  say(words: string): void;
  /** A refusal, or anything else that must not be overlooked. */
  warn(words: string): void;
  waiting(count: number, problem: string): void;
}

export class Sheet {
  readonly api: Api;
  readonly reading: Reading;
  readonly saving: Saving;
  readonly history = new History();
  tab!: Tab;
  chosen: Chosen = only({ row: 0, column: 0 });
  filter: Filter | null = null;
  private readonly remembered = new Map<Tab, Chosen>();
  private readonly sentAt = new Map<object, number>();
  private readonly choiceLists = new Map<string, string[]>();

  constructor(
    readonly boot: Boot,
    readonly view: View,
    readonly events: SheetEvents,
  ) {
    this.api = new Api(boot.fileId);
    this.saving = new Saving(this.api, {
      sending: (jobs) => jobs.forEach((job) => this.sentAt.set(job, this.reading.told)),
      saved: (job) => this.confirm(job),
      refused: (job, words) => this.refused(job, words),
      waiting: (count, problem) => events.waiting(count, problem),
    });
    this.reading = new Reading(this.api, boot.mayWrite, {
      framed: () => this.framed(),
      laidOut: (tab) => tab === this.tab && this.relaid(),
      filled: (tab, rows) => this.filled(tab, rows),
      reordered: (tab, axis, target) => this.reordered(tab, axis, target),
      failed: (error) => events.warn(error instanceof Error ? error.message : String(error)),
      settled: (job) => this.settled(job),
    });
    this.reading.seen = () => (this.tab ? { tab: this.tab, ...view.seen() } : null);
  }

  // Opening

  /** Show what an address asks for; the first tab if it asks for none. */
  async start(wanted: { gid: string; range: string; fvid: string }): Promise<void> {
    const named = this.boot.tabs.find((tab) => String(tab.sheetId) === wanted.gid);
    const first = named ?? this.boot.tabs[0]!;
    const rect = parseA1(wanted.range)?.rect;
    const top = rect?.top ?? 0;
    const tab = await this.reading.open(first.sheetId, first.title, top);
    this.tab = tab ?? this.reading.tabs.find((one) => !one.hidden)!;
    if (!tab) await this.reading.enter(this.tab);
    this.filter = this.filterView(wanted.fvid);
    this.view.show(this.tab, this.filter);
    this.chooseRect(rect ?? { top: 0, left: 0, bottom: 1, right: 1 });
    if (rect) this.view.centre(this.chosen.active);
    this.events.framed();
  }

  private filterView(id: string): Filter | null {
    return this.tab.filterViews.find((one) => String(one.filterViewId) === id) ?? null;
  }

  /** Show a tab at once: what is chosen and typed while its lines are being read is meant for it. */
  async open(tab: Tab, filter: Filter | null = null): Promise<void> {
    this.remembered.set(this.tab, this.chosen);
    this.tab = tab;
    this.filter = filter;
    this.view.scroller.scrollTo(0, 0);
    this.view.show(tab, filter);
    this.events.framed();
    const known = this.remembered.get(tab);
    const begin = (): void => (known ? this.setChosen(known) : this.choose(this.firstPlace()));
    begin();
    const { chosen } = this;
    await this.reading.enter(tab);
    // Only now is it known which lines are hidden, and how large they are.
    if (this.tab === tab && this.chosen === chosen) begin();
  }

  /** Follow an address or the name box. */
  async go(text: string): Promise<boolean> {
    const found = parseA1(text);
    const tab = found?.tab ? this.reading.tabs.find((one) => one.title === found.tab) : this.tab;
    if (!found || !tab || found.rect.top >= tab.rowCount || found.rect.left >= tab.columnCount) {
      return false;
    }
    if (tab !== this.tab) await this.open(tab);
    const isSeen = this.view.isSeen({ row: found.rect.top, column: found.rect.left });
    this.chooseRect(found.rect);
    if (!isSeen) this.view.centre(this.chosen.active);
    return true;
  }

  setFilter(filter: Filter | null): void {
    this.filter = filter;
    this.view.show(this.tab, filter);
    this.events.framed();
    this.setChosen(this.chosen);
  }

  // Choosing

  private firstPlace(): Place {
    return { row: this.view.layout.rows.line(0), column: this.view.layout.columns.line(0) };
  }

  choose(place: Place): void {
    this.setChosen(only(anchored(place, this.view.layout, this.tab)));
  }

  extend(corner: Place): void {
    this.setChosen({ ...this.chosen, active: this.chosen.anchor, corner }, corner);
  }

  chooseRect(rect: Rect): void {
    const { rows, columns } = this.view.layout;
    const first = { row: rows.line(rows.near(rect.top)), column: columns.line(columns.near(rect.left)) };
    const last = {
      row: rows.line(rows.near(Math.min(rect.bottom, this.tab.rowCount) - 1)),
      column: columns.line(columns.near(Math.min(rect.right, this.tab.columnCount) - 1)),
    };
    const whole = rect.bottom >= ENDLESS || rect.right >= ENDLESS;
    const active = anchored(first, this.view.layout, this.tab);
    this.setChosen({ active, anchor: active, corner: last }, whole ? null : first);
  }

  setChosen(chosen: Chosen, reveal: Place | null = chosen.active): void {
    this.chosen = chosen;
    this.view.choose(chosen);
    if (reveal) this.view.reveal(reveal);
    this.events.chosen();
  }

  /** The chosen cells as rectangles of the tab, without what is hidden. */
  rects(): Rect[] {
    return rectsOf(this.view.chosenPlaces(), this.view.layout);
  }

  span(): Rect {
    return spanOf(this.view.chosenPlaces(), this.view.layout);
  }

  chosenName(): string {
    const span = this.span();
    const places = this.view.chosenPlaces();
    const merge = this.tab.merge(this.chosen.active.row, this.chosen.active.column);
    const { rows, columns } = this.view.layout;
    if (places.bottom - places.top >= rows.length && rows.length > 1) {
      return rangeName({ ...span, top: 0, bottom: ENDLESS });
    }
    if (places.right - places.left >= columns.length && columns.length > 1) {
      return rangeName({ ...span, left: 0, right: ENDLESS });
    }
    const isMerge = merge && merge.top === span.top && merge.bottom === span.bottom;
    return rangeName(isMerge ? { ...span, bottom: span.top + 1, right: span.left + 1 } : span);
  }

  isLocked(place: Place = this.chosen.active): boolean {
    return this.tab.isLocked(place.row, place.column);
  }

  lockedWords(): string {
    return this.boot.mayWrite ? this.boot.protected : "You may read this spreadsheet, not change it.";
  }

  // Editing

  /** Type into cells, as one step of undo. */
  type(cells: TypedCell[]): void {
    if (!cells.length) return;
    const entry = new Typing(this.tab, cells);
    const job: Job = {
      tab: this.tab,
      cells,
      done: (stands) => entry.learn(stands),
      refused: () => this.history.drop(entry),
      rows: () => (job.cells ?? []).map((cell) => cell.row),
    };
    for (const { row, column, text } of cells) this.tab.wait(row, column, { text, job });
    this.history.add(entry);
    this.view.refresh(new Set(cells.map((cell) => cell.row)));
    this.events.chosen();
    this.saving.add(job);
  }

  /** Change whole rectangles by a request, as one step of undo. */
  rewrite(label: string, tab: Tab, rects: Rect[], change: () => Promise<unknown>): void {
    const rows = rects.flatMap((rect) =>
      Array.from({ length: rect.bottom - rect.top }, (_, at) => rect.top + at),
    );
    this.saving.add({
      tab,
      run: async () => {
        this.history.add(await Rewriting.record(this.api, tab, label, rects, change));
      },
      rows: () => rows,
    });
  }

  /** A change with an inverse that is a request too. */
  reverse(entry: Reversing): void {
    this.saving.add({
      tab: entry.tab,
      run: async () => {
        const { told } = this.reading;
        await entry.redo(this.api);
        // Its own move of lines must be over, or the entry would be moved by itself.
        await this.reading.heard(told);
        this.history.add(entry);
      },
    });
  }

  /** Requests that undo cannot take back. */
  send(requests: Request[]): void {
    this.saving.add({ tab: this.tab, run: () => this.api.batch(requests).then(() => undefined) });
  }

  undo(): void {
    this.again(this.history.takeUndo(), (entry) => entry.undo(this.api), "Undone");
  }

  redo(): void {
    this.again(this.history.takeRedo(), (entry) => entry.redo(this.api), "Done again");
  }

  private again(entry: Entry | undefined, act: (entry: Entry) => Promise<Undone>, said: string): void {
    if (!entry) return this.events.say("There is nothing to undo or redo.");
    let rows: number[] = [];
    if (entry.tab !== this.tab && this.reading.tabs.includes(entry.tab)) void this.open(entry.tab);
    this.saving.add({
      tab: entry.tab,
      run: async () => {
        const { told } = this.reading;
        this.history.busy = entry;
        let done: Undone;
        try {
          done = await act(entry);
          if (entry instanceof Reversing) await this.reading.heard(told);
        } finally {
          this.history.busy = null;
        }
        rows = done.rows;
        const cells = done.kept === 1 ? "1 cell was" : `${done.kept} cells were`;
        if (done.kept) this.events.warn(`${cells} changed by somebody else since, and stay so.`);
        else this.events.say(`${said}: ${entry.label}.`);
      },
      rows: () => rows,
    });
  }

  /** Whether a text may be typed here; the words of Google's own refusal if not. */
  ruledOut(place: Place, text: string): string {
    const cell = this.tab.cell(place.row, place.column);
    const condition = cell.rule?.condition;
    if (!cell.rule?.strict || !condition) return "";
    const choices = isCheckbox(cell) ? boxTexts(cell) : this.choices(place);
    const checked = isCheckbox(cell) ? { type: "ONE_OF_LIST" } : condition;
    const typed = isCheckbox(cell) ? text.toUpperCase() : text;
    if (obeys(checked, typed, choices)) return "";
    const name = rangeName({ ...spot(place) });
    const help = cell.rule.inputMessage ? ` ${cell.rule.inputMessage}` : "";
    return `The data you entered in cell ${name} violates the data validation rules set on this cell.${help}`;
  }

  /** What a dropdown offers; null while it is not known yet. */
  choices(place: Place): string[] | null {
    const condition = this.tab.cell(place.row, place.column).rule?.condition;
    const texts = (condition?.values ?? []).map((one) => one.userEnteredValue ?? "");
    if (condition?.type !== "ONE_OF_RANGE") return texts;
    return this.choiceLists.get(this.choiceRange(texts[0] ?? "")) ?? null;
  }

  /** Read what a dropdown offers. */
  async readChoices(place: Place): Promise<string[]> {
    const condition = this.tab.cell(place.row, place.column).rule?.condition;
    if (condition?.type !== "ONE_OF_RANGE") return this.choices(place) ?? [];
    const range = this.choiceRange(condition.values?.[0]?.userEnteredValue ?? "");
    const told = this.reading.told;
    const values = await this.api.values(range).catch(() => []);
    const listed = [...new Set(values.flat().filter((text) => text !== ""))];
    // A list that a change overtook is good for now, but not to be kept.
    if (told === this.reading.told) this.choiceLists.set(range, listed);
    return listed;
  }

  private choiceRange(reference: string): string {
    const text = reference.replace(/^=/, "").replaceAll("$", "");
    return text.includes("!") ? text : inTab(this.tab.title, text);
  }

  // What comes back

  change(difference: Difference): void {
    this.choiceLists.clear();
    this.reading.change(difference);
  }

  private confirm(job: Job): void {
    const told = this.sentAt.get(job) ?? -1;
    this.sentAt.delete(job);
    this.reading.confirm(job, job.tab, [...new Set(job.rows?.() ?? [])], told);
  }

  private settled(job: object): void {
    const tab = (job as Job).tab;
    const rows = tab.settle(job);
    if (tab === this.tab && rows.length) this.view.refresh(new Set(rows));
    this.events.chosen();
  }

  private refused(job: Job, words: string): void {
    this.sentAt.delete(job);
    const rows = job.tab.settle(job);
    if (job.tab === this.tab) this.view.refresh(new Set(rows));
    this.events.chosen();
    this.events.warn(words.replace(/^Invalid (requests|data)\[\d+\](\.\w+)?: /, ""));
  }

  private filled(tab: Tab, rows: number[]): void {
    if (tab !== this.tab) return;
    this.view.refresh(rows);
    this.events.chosen();
  }

  private framed(): void {
    if (!this.reading.tabs.includes(this.tab)) {
      const next = this.reading.tabs.find((one) => !one.hidden);
      if (next) void this.open(next);
      this.events.warn("This tab was deleted.");
      return;
    }
    this.filter = this.filter ? this.filterView(String(this.filter.filterViewId)) : null;
    this.relaid();
    this.events.framed();
  }

  private relaid(): void {
    this.view.show(this.tab, this.filter);
    this.view.choose(this.chosen);
    this.events.chosen();
  }

  private reordered(tab: Tab, axis: AxisName, target: (line: number) => number): void {
    this.saving.reorder(tab, axis, target);
    this.history.reorder(tab, axis, target);
    const name = axis === "ROWS" ? "row" : "column";
    const moved = (place: Place): Place => {
      const line = target(place[name]);
      return line < 0 ? place : { ...place, [name]: line };
    };
    const known = tab === this.tab ? this.chosen : this.remembered.get(tab);
    if (!known) return;
    const chosen = {
      active: moved(known.active),
      anchor: moved(known.anchor),
      corner: moved(known.corner),
    };
    if (tab !== this.tab) this.remembered.set(tab, chosen);
    else {
      this.chosen = chosen;
      this.relaid();
    }
  }
}

function spot(place: Place): Rect {
  return { top: place.row, left: place.column, bottom: place.row + 1, right: place.column + 1 };
}

