/** The grid on the screen: only rows and columns that are seen exist as elements. */

import { cellName, holds, letters, type Rect } from "./a1";
import { Axis } from "./axis";
import { type Chosen, type Layout, type Place, placesOf } from "./cursor";
import { filteredOut, sortedBy } from "./filters";
import type { Filter } from "./google";
import { type Box, type CellElement, isAnchor, paintCell, setFlag, wrappedHeight } from "./paint";
import { COLUMN_PIXELS, ROW_PIXELS, type Tab } from "./tab";

export const LETTERS_HEIGHT = 24;
export const NUMBERS_WIDTH = 46;
const SPARE_ROWS = 6;
const SPARE_COLUMNS = 2;

/** Somebody else's chosen cell. */
export interface Guest {
  name: string;
  color: string;
  /** Such as B5. */
  cell: string;
}

interface RowElement {
  element: HTMLElement;
  pin: HTMLElement;
  head: HTMLElement;
  pinned: CellElement[];
  cells: CellElement[];
  place: number;
}

export interface ScreenBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

export class View {
  tab: Tab | null = null;
  filter: Filter | null = null;
  layout: Layout = { rows: new Axis(0, () => 1, 0), columns: new Axis(0, () => 1, 0) };
  guests: Guest[] = [];
  private chosen: Chosen | null = null;
  private places: Rect = { top: 0, left: 0, bottom: 1, right: 1 };
  private readonly grid = document.createElement("div");
  private readonly head = document.createElement("div");
  private readonly body = document.createElement("div");
  private readonly frozen = new Map<number, RowElement>();
  private readonly rows = new Map<number, RowElement>();
  private letterRow: RowElement | null = null;
  private spare: RowElement[] = [];
  private window = { left: 0, right: 0 };
  private asked = 0;
  private copied: Rect | null = null;
  private copiedTab: Tab | null = null;
  /** Called after each drawing: for what lies over the grid. */
  drawn: () => void = () => undefined;

  constructor(readonly scroller: HTMLElement) {
    this.grid.setAttribute("role", "grid");
    this.grid.setAttribute("aria-multiselectable", "true");
    this.grid.id = "grid";
    this.head.className = "head";
    this.head.setAttribute("role", "rowgroup");
    this.body.className = "body";
    this.body.setAttribute("role", "rowgroup");
    this.grid.append(this.head, this.body);
    scroller.append(this.grid);
    scroller.addEventListener("scroll", () => this.ask(), { passive: true });
    new ResizeObserver(() => this.ask()).observe(scroller);
  }

  /** Show a tab, or the same one with other lines, sizes or filters. */
  show(tab: Tab, filter: Filter | null): void {
    this.tab = tab;
    this.filter = filter;
    this.relayout();
  }

  relayout(): void {
    const tab = this.tab;
    if (!tab) return;
    const hidden = filteredOut(tab, this.filter ?? tab.basicFilter);
    const columns = new Axis(
      tab.columnCount,
      (line) => (tab.columnLines[line]?.hiddenByUser ? 0 : (tab.columnLines[line]?.pixelSize ?? COLUMN_PIXELS)),
      tab.frozenColumns,
    );
    const rowSize = (line: number): number =>
      tab.rowLines[line]?.hiddenByUser || hidden.has(line) ? 0 : rowHeight(tab, line, columns);
    const rows = new Axis(tab.rowCount, rowSize, tab.frozenRows, sortedBy(tab, this.filter));
    this.layout = { rows, columns };
    this.clear();
    this.grid.setAttribute("aria-rowcount", String(tab.rowCount + 1));
    this.grid.setAttribute("aria-colcount", String(tab.columnCount + 1));
    this.grid.setAttribute("aria-label", `Cells of ${tab.title}`);
    this.grid.style.width = `${NUMBERS_WIDTH + columns.total}px`;
    this.grid.style.height = `${LETTERS_HEIGHT + rows.total}px`;
    this.grid.classList.toggle("bare", !tab.gridlines);
    this.head.style.height = `${LETTERS_HEIGHT + rows.frozenSize}px`;
    this.draw();
  }

  /** Heights of rows may follow from their texts; true when they do now. */
  private grows(rows: number[]): boolean {
    const { tab, layout } = this;
    return (
      tab !== null &&
      rows.some((line) => {
        const place = layout.rows.place(line);
        return place >= 0 && layout.rows.size(place) !== rowHeight(tab, line, layout.columns);
      })
    );
  }

  private clear(): void {
    for (const one of [...this.rows.values(), ...this.frozen.values()]) one.element.remove();
    this.letterRow?.element.remove();
    this.rows.clear();
    this.frozen.clear();
    this.letterRow = null;
    this.spare = [];
  }

  /** Cells of these rows changed. */
  refresh(rows: Iterable<number>): void {
    const list = [...rows];
    if ((this.filter ?? this.tab?.basicFilter) || this.grows(list)) {
      this.relayout();
      return;
    }
    for (const line of list) {
      const place = this.layout.rows.place(line);
      const row = this.rows.get(place) ?? this.frozen.get(place);
      if (row) this.fill(row);
    }
    this.mark();
    this.drawn();
  }

  private ask(): void {
    if (!this.asked) {
      this.asked = requestAnimationFrame(() => {
        this.asked = 0;
        this.draw();
      });
    }
  }

  /** The lines that are seen, for reading them first. */
  seen(): { top: number; bottom: number } {
    const [top, bottom] = this.seenPlaces();
    const lines = [this.layout.rows.line(top), this.layout.rows.line(bottom - 1)];
    return { top: Math.min(...lines), bottom: Math.max(...lines) + 1 };
  }

  private seenPlaces(): [number, number] {
    const { rows } = this.layout;
    const top = this.scroller.scrollTop + rows.frozenSize;
    const bottom = this.scroller.scrollTop + this.scroller.clientHeight - LETTERS_HEIGHT;
    return [Math.max(rows.at(top), rows.frozen), Math.max(rows.at(bottom) + 1, rows.frozen)];
  }

  /** How many rows a page holds. */
  pageRows(): number {
    const [top, bottom] = this.seenPlaces();
    return Math.max(1, bottom - top - 2);
  }

  draw(): void {
    if (!this.tab) return;
    const { rows, columns } = this.layout;
    this.setWindow();
    if (!this.letterRow) this.makeLetters();
    for (let place = 0; place < rows.frozen; place++) this.place(this.frozen, place);
    const [top, bottom] = this.seenPlaces();
    const wanted = this.wantedPlaces(
      Math.max(rows.frozen, top - SPARE_ROWS),
      Math.min(rows.length, bottom + SPARE_ROWS),
    );
    for (const [place, row] of this.rows) {
      if (!wanted.has(place)) {
        row.element.remove();
        this.rows.delete(place);
        this.spare.push(row);
      }
    }
    if (columns.length) wanted.forEach((place) => this.place(this.rows, place));
    this.spare.splice(60);
    this.mark();
    this.drawn();
  }

  /** The places of a window, and those whose merged cells reach into it. */
  private wantedPlaces(top: number, bottom: number): Set<number> {
    const { rows } = this.layout;
    const wanted = new Set<number>();
    for (let place = top; place < bottom; place++) wanted.add(place);
    for (const merge of this.tab?.merges ?? []) {
      const first = rows.near(merge.top);
      const last = rows.near(Math.min(merge.bottom, rows.count) - 1);
      if (first < top && last >= top && first >= rows.frozen) wanted.add(first);
    }
    return wanted;
  }

  /** The columns to draw; all rows are filled anew when they change. */
  private setWindow(): void {
    const { columns } = this.layout;
    const from = this.scroller.scrollLeft + columns.frozenSize;
    const to = this.scroller.scrollLeft + this.scroller.clientWidth - NUMBERS_WIDTH;
    const left = Math.max(columns.frozen, columns.at(from) - SPARE_COLUMNS);
    const right = Math.min(columns.length, columns.at(Math.max(to, from)) + 1 + SPARE_COLUMNS);
    if (left === this.window.left && right === this.window.right) return;
    this.window = { left, right };
    if (this.letterRow) this.fillLetters(this.letterRow);
    for (const row of [...this.frozen.values(), ...this.rows.values()]) this.fill(row);
  }

  private makeRow(): RowElement {
    const element = document.createElement("div");
    element.className = "row";
    element.setAttribute("role", "row");
    const pin = document.createElement("div");
    pin.className = "pin";
    const head = document.createElement("div");
    head.setAttribute("role", "rowheader");
    head.className = "number";
    pin.append(head);
    element.append(pin);
    return { element, pin, head, pinned: [], cells: [], place: -1 };
  }

  private makeLetters(): void {
    const row = this.makeRow();
    row.element.classList.add("letters");
    row.element.setAttribute("aria-rowindex", "1");
    row.head.setAttribute("role", "columnheader");
    row.head.className = "corner";
    const all = document.createElement("span");
    all.className = "unseen";
    all.textContent = "All cells";
    row.head.append(all);
    row.head.setAttribute("aria-colindex", "1");
    this.letterRow = row;
    this.fillLetters(row);
    this.head.prepend(row.element);
  }

  private fillLetters(row: RowElement): void {
    const { columns } = this.layout;
    row.pin.style.width = `${NUMBERS_WIDTH + columns.frozenSize}px`;
    const draw = (element: CellElement, place: number): void => {
      const line = columns.line(place);
      const hides = line + 1 < columns.count && columns.place(line + 1) < 0;
      element.row = -1;
      element.column = line;
      element.setAttribute("role", "columnheader");
      element.setAttribute("aria-colindex", String(line + 2));
      element.className = hides ? "letter hides" : "letter";
      element.style.cssText = `left:${NUMBERS_WIDTH + columns.start(place)}px;width:${columns.size(place)}px`;
      element.textContent = letters(line);
    };
    this.fillCells(row.pin, row.pinned, 0, columns.frozen, draw);
    this.fillCells(row.element, row.cells, this.window.left, this.window.right, draw);
  }

  private place(into: Map<number, RowElement>, place: number): void {
    if (into.has(place)) return;
    const row = this.spare.pop() ?? this.makeRow();
    row.place = place;
    into.set(place, row);
    this.fill(row);
    (into === this.frozen ? this.head : this.body).append(row.element);
  }

  private fill(row: RowElement): void {
    const tab = this.tab!;
    const { rows, columns } = this.layout;
    const line = rows.line(row.place);
    const height = rows.size(row.place);
    row.element.style.cssText = `top:${LETTERS_HEIGHT + rows.start(row.place)}px;height:${height}px`;
    row.element.setAttribute("aria-rowindex", String(line + 2));
    const isLastFrozen = row.place === rows.frozen - 1;
    row.element.classList.toggle("last", isLastFrozen);
    row.pin.style.width = `${NUMBERS_WIDTH + columns.frozenSize}px`;
    row.pin.classList.toggle("frozen", columns.frozen > 0);
    const hides = line + 1 < rows.count && rows.place(line + 1) < 0;
    row.head.className = hides ? "number hides" : "number";
    row.head.textContent = String(line + 1);
    row.head.setAttribute("aria-colindex", "1");
    const head = row.head as CellElement;
    head.row = line;
    head.column = -1;
    const draw = (element: CellElement, place: number): void => {
      const column = columns.line(place);
      element.setAttribute("role", "gridcell");
      paintCell(element, tab, line, column, this.box(line, column, row.place, place));
      const covered = !this.isDrawn(line, column);
      if (element.hidden !== covered) element.hidden = covered;
    };
    this.fillCells(row.pin, row.pinned, 0, columns.frozen, draw);
    this.fillCells(row.element, row.cells, this.firstColumn(line), this.window.right, draw);
  }

  /** Merged cells that begin left of the window are drawn with it. */
  private firstColumn(line: number): number {
    const { columns } = this.layout;
    let first = this.window.left;
    for (const merge of this.tab?.merges ?? []) {
      if (line < merge.top || line >= merge.bottom) continue;
      const place = columns.near(merge.left);
      const end = columns.near(Math.min(merge.right, columns.count) - 1);
      if (place < first && end >= this.window.left && place >= columns.frozen) first = place;
    }
    return first;
  }

  /** Whether a cell is no part of a merge, or the first shown one of it. */
  private isDrawn(row: number, column: number): boolean {
    const merge = this.tab!.merge(row, column);
    if (isAnchor(merge, row, column)) return true;
    const { rows, columns } = this.layout;
    return (
      rows.line(rows.near(merge!.top)) === row && columns.line(columns.near(merge!.left)) === column
    );
  }

  private box(row: number, column: number, rowPlace: number, columnPlace: number): Box {
    const { rows, columns } = this.layout;
    const left = NUMBERS_WIDTH + columns.start(columnPlace);
    const merge = this.tab!.merge(row, column);
    if (!merge) {
      const width = columns.size(columnPlace);
      return { left, width, height: rows.size(rowPlace), room: this.room(row, columnPlace) };
    }
    const lastRow = rows.near(Math.min(merge.bottom, rows.count) - 1);
    const lastColumn = columns.near(Math.min(merge.right, columns.count) - 1);
    const width = columns.start(lastColumn + 1) - columns.start(columnPlace);
    return { left, width, height: rows.start(lastRow + 1) - rows.start(rowPlace), room: width };
  }

  private room(row: number, place: number): number {
    const { columns } = this.layout;
    const tab = this.tab!;
    if (tab.shownText(row, columns.line(place)) === "") return 0;
    let room = columns.size(place);
    const end = place < columns.frozen ? columns.frozen : columns.length;
    for (let next = place + 1; next < end; next++) {
      const line = columns.line(next);
      const cell = tab.cell(row, line);
      if (tab.shownText(row, line) !== "" || cell.rule || tab.merge(row, line)) break;
      room += columns.size(next);
    }
    return room;
  }

  private fillCells(
    parent: HTMLElement,
    pool: CellElement[],
    from: number,
    to: number,
    draw: (element: CellElement, place: number) => void,
  ): void {
    const wanted = Math.max(0, to - from);
    while (pool.length < wanted) {
      const element = document.createElement("div") as unknown as CellElement;
      pool.push(element);
      parent.append(element);
    }
    for (const extra of pool.splice(wanted)) extra.remove();
    pool.forEach((element, at) => draw(element, from + at));
  }

  // What is chosen

  choose(chosen: Chosen): void {
    this.chosen = chosen;
    this.mark();
  }

  /** The chosen range in places. */
  chosenPlaces(): Rect {
    return this.places;
  }

  private mark(): void {
    const { chosen, tab } = this;
    if (!chosen || !tab) return;
    this.places = placesOf(chosen, this.layout, tab);
    const single = this.places.bottom - this.places.top === 1 && this.places.right - this.places.left === 1;
    const merged = tab.merge(chosen.active.row, chosen.active.column) !== undefined;
    for (const row of [...this.frozen.values(), ...this.rows.values()]) {
      const inRows = row.place >= this.places.top && row.place < this.places.bottom;
      row.head.classList.toggle("chosen", inRows);
      for (const cells of [row.pinned, row.cells]) {
        for (const cell of cells) this.markCell(cell, inRows, single || merged);
      }
    }
    for (const cells of [this.letterRow?.pinned ?? [], this.letterRow?.cells ?? []]) {
      for (const cell of cells) {
        const place = this.layout.columns.place(cell.column);
        cell.classList.toggle("chosen", place >= this.places.left && place < this.places.right);
      }
    }
  }

  private markCell(cell: CellElement, inRows: boolean, single: boolean): void {
    const place = this.layout.columns.place(cell.column);
    const { active } = this.chosen!;
    const isIn = inRows && place >= this.places.left && place < this.places.right;
    const isActive = cell.row === active.row && cell.column === active.column;
    cell.classList.toggle("in", isIn && !(single && isActive));
    cell.classList.toggle("active", isActive);
    if (this.copied || cell.classList.contains("copied")) this.markCopied(cell);
    setFlag(cell, "aria-selected", isIn);
    const guest = this.guests.length ? this.guests.find((one) => cell.id === `cell-${one.cell}`) : undefined;
    if (guest || cell.dataset.guest) {
      if (guest) cell.dataset.guest = guest.name;
      else delete cell.dataset.guest;
      cell.style.setProperty("--guest", guest?.color ?? "");
    }
  }

  private markCopied(cell: CellElement): void {
    const rect = this.copiedTab === this.tab ? this.copied : null;
    const isIn = rect !== null && holds(rect, cell.row, cell.column);
    cell.classList.toggle("copied", isIn);
    cell.classList.toggle("ct", isIn && cell.row === rect.top);
    cell.classList.toggle("cb", isIn && cell.row === rect.bottom - 1);
    cell.classList.toggle("cl", isIn && cell.column === rect.left);
    cell.classList.toggle("cr", isIn && cell.column === rect.right - 1);
  }

  /** Draw a line around what was copied. */
  setCopied(rect: Rect | null): void {
    this.copied = rect;
    this.copiedTab = this.tab;
    this.mark();
  }

  // Where things are on the screen

  /** A cell's box within the scroller's own corner. */
  screenBox(row: number, column: number): ScreenBox {
    const { rows, columns } = this.layout;
    const rowPlace = rows.near(row);
    const columnPlace = columns.near(column);
    const box = this.box(row, column, rowPlace, columnPlace);
    const scrolledLeft = columnPlace < columns.frozen ? 0 : this.scroller.scrollLeft;
    const scrolledTop = rowPlace < rows.frozen ? 0 : this.scroller.scrollTop;
    return {
      left: box.left - scrolledLeft,
      top: LETTERS_HEIGHT + rows.start(rowPlace) - scrolledTop,
      width: box.width,
      height: box.height,
    };
  }

  /** Whether a cell's row is on the screen. */
  isSeen(place: Place): boolean {
    const { top, bottom } = this.seen();
    return (place.row >= top && place.row < bottom) || this.layout.rows.near(place.row) < this.layout.rows.frozen;
  }

  /** Scroll so that a cell's row stands in the middle: whoever follows a link sees what is around. */
  centre(place: Place): void {
    const { rows } = this.layout;
    const row = rows.near(place.row);
    if (row < rows.frozen) return;
    const room = this.scroller.clientHeight - LETTERS_HEIGHT - rows.frozenSize;
    this.scroller.scrollTop = rows.start(row) - rows.frozenSize - (room - rows.size(row)) / 2;
    this.draw();
  }

  /** Scroll as little as is needed to see a cell. */
  reveal(place: Place): void {
    const { rows, columns } = this.layout;
    const row = rows.near(place.row);
    const column = columns.near(place.column);
    const { scroller } = this;
    if (row >= rows.frozen) {
      const top = rows.start(row) - rows.frozenSize;
      const bottom = rows.start(row + 1) - (scroller.clientHeight - LETTERS_HEIGHT);
      if (scroller.scrollTop > top) scroller.scrollTop = top;
      else if (scroller.scrollTop < bottom) scroller.scrollTop = Math.min(bottom + 2, top);
    }
    if (column >= columns.frozen) {
      const left = columns.start(column) - columns.frozenSize;
      const right = columns.start(column + 1) - (scroller.clientWidth - NUMBERS_WIDTH);
      if (scroller.scrollLeft > left) scroller.scrollLeft = left;
      else if (scroller.scrollLeft < right) scroller.scrollLeft = Math.min(right + 2, left);
    }
    this.draw();
  }

  /** The cell or head that an event happened on; row or column -1 on heads. */
  static target(event: Event): CellElement | null {
    const found = (event.target as HTMLElement).closest?.(".cell, .number, .letter, .corner");
    return found as CellElement | null;
  }

  cellId(place: Place): string {
    return `cell-${cellName(place.row, place.column)}`;
  }
}

/** A row that nobody sized grows with its wrapped texts, as in Google. */
function rowHeight(tab: Tab, line: number, columns: Axis): number {
  const size = tab.rowLines[line]?.pixelSize ?? ROW_PIXELS;
  if (size !== ROW_PIXELS) return size;
  let height = size;
  tab.rows[line]?.forEach((cell, column) => {
    if (!cell || cell.text === "") return;
    const breaks = cell.text.includes("\n");
    const place = columns.place(column);
    if (place < 0 || tab.merge(line, column)) return;
    if (cell.style.size > 10) height = Math.max(height, Math.ceil(cell.style.size * 1.6) + 5);
    if (!breaks && (cell.style.wrap !== "WRAP" || cell.text.length * 11 < columns.size(place))) return;
    height = Math.max(height, wrappedHeight(cell, columns.size(place)));
  });
  return height;
}
