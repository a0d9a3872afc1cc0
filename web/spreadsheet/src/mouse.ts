/** Mouse and touch: choosing, dragging, resizing, filling, opening. */

import { isCheckbox } from "./cells";
import type { Choices } from "./choices";
import { only, type Place } from "./cursor";
import { type Editor, isTouch } from "./editor";
import type { CellElement } from "./paint";
import type { Sheet } from "./sheet";
import { type ScreenBox, View } from "./view";

export interface MouseCommands {
  context(x: number, y: number): void;
  toggleBox(): void;
  resize(axis: "ROWS" | "COLUMNS", line: number, pixels: number): void;
  fill(corner: Place): void;
}

const EDGE = 5;
const SMALLEST = 12;

export class Mouse {
  private readonly handle = document.getElementById("handle")!;
  private readonly guide = document.getElementById("guide")!;

  constructor(
    private readonly sheet: Sheet,
    private readonly editor: Editor,
    private readonly choices: Choices,
    private readonly commands: MouseCommands,
  ) {
    const { scroller } = sheet.view;
    scroller.addEventListener("mousedown", (event) => this.down(event));
    scroller.addEventListener("mousemove", (event) => this.hover(event));
    scroller.addEventListener("dblclick", (event) => this.open(event));
    scroller.addEventListener("contextmenu", (event) => this.context(event));
    this.handle.addEventListener("mousedown", (event) => this.fill(event));
  }

  private down(event: MouseEvent): void {
    const target = View.target(event);
    if (!target || event.button === 1) return;
    // The focus never leaves the field, so that no key that follows is lost.
    event.preventDefault();
    const edge = event.button === 0 ? this.edge(event, target) : null;
    if (edge) return this.resize(event, edge);
    const place = { row: target.row, column: target.column };
    const tapped = isTouch() && this.isActive(place);
    if (this.editor.isEditing && this.isActive(place)) return;
    if (!this.editor.commit()) return;
    this.editor.focus();
    this.choices.close();
    if (event.button === 2 && this.isChosen(place)) return;
    if (target.classList.contains("cell")) this.chooseCell(event, target, place, tapped);
    else this.chooseLines(event, place);
  }

  private chooseCell(event: MouseEvent, target: CellElement, place: Place, tapped: boolean): void {
    if (event.shiftKey) this.sheet.extend(place);
    else this.sheet.choose(place);
    if (event.button !== 0) return;
    const pressed = event.target as HTMLElement;
    if (isCheckbox(this.sheet.tab.cell(place.row, place.column)) && pressed.closest(".box")) {
      this.commands.toggleBox();
    } else if (pressed.closest(".arrow")) {
      this.choices.open();
    } else if (tapped) {
      this.editor.field.setAttribute("inputmode", "text");
      this.editor.open();
    } else {
      this.drag((at) => at.row >= 0 && at.column >= 0 && this.sheet.extend(at));
    }
    void target;
  }

  private chooseLines(event: MouseEvent, place: Place): void {
    const { rows, columns } = this.sheet.view.layout;
    const start = event.shiftKey ? this.sheet.chosen.anchor : place;
    const choose = (end: Place): void => {
      const first = { row: rows.line(0), column: columns.line(0) };
      const last = { row: rows.line(rows.length - 1), column: columns.line(columns.length - 1) };
      const anchor = { ...first };
      const corner = { ...last };
      if (place.row >= 0) [anchor.row, corner.row] = [start.row, end.row >= 0 ? end.row : start.row];
      if (place.column >= 0) {
        [anchor.column, corner.column] = [start.column, end.column >= 0 ? end.column : start.column];
      }
      this.sheet.setChosen({ active: anchor, anchor, corner }, null);
    };
    choose(place);
    if (event.button === 0) this.drag(choose);
  }

  private isActive(place: Place): boolean {
    const { active } = this.sheet.chosen;
    return active.row === place.row && active.column === place.column;
  }

  private isChosen(place: Place): boolean {
    const { rows, columns } = this.sheet.view.layout;
    const places = this.sheet.view.chosenPlaces();
    const [row, column] = [rows.place(place.row), columns.place(place.column)];
    const inRows = place.row < 0 || (row >= places.top && row < places.bottom);
    const inColumns = place.column < 0 || (column >= places.left && column < places.right);
    return inRows && inColumns;
  }

  /** Follow the pointer until it is let go. */
  private drag(over: (place: Place) => void, end: () => void = () => undefined): void {
    let last = "";
    const move = (event: MouseEvent): void => {
      const target = View.target(event);
      const key = target ? `${target.row},${target.column}` : "";
      if (!target || key === last) return;
      last = key;
      over({ row: target.row, column: target.column });
    };
    const up = (): void => {
      removeEventListener("mousemove", move);
      removeEventListener("mouseup", up);
      end();
    };
    addEventListener("mousemove", move);
    addEventListener("mouseup", up);
  }

  private open(event: MouseEvent): void {
    const target = View.target(event);
    if (!target?.classList.contains("cell")) return;
    const cell = this.sheet.tab.cell(target.row, target.column);
    if (!isCheckbox(cell)) this.editor.open();
  }

  private context(event: MouseEvent): void {
    if (!View.target(event)) return;
    event.preventDefault();
    this.commands.context(event.clientX, event.clientY);
  }

  // Sizes

  private hover(event: MouseEvent): void {
    const target = View.target(event);
    const edge = target && event.buttons === 0 ? this.edge(event, target) : null;
    this.sheet.view.scroller.style.cursor = edge ? (edge.axis === "ROWS" ? "row-resize" : "col-resize") : "";
  }

  private edge(event: MouseEvent, target: CellElement): { axis: "ROWS" | "COLUMNS"; line: number; box: DOMRect } | null {
    const box = target.getBoundingClientRect();
    if (target.classList.contains("letter") && box.right - event.clientX < EDGE) {
      return { axis: "COLUMNS", line: target.column, box };
    }
    if (target.classList.contains("number") && box.bottom - event.clientY < EDGE) {
      return { axis: "ROWS", line: target.row, box };
    }
    return null;
  }

  private resize(event: MouseEvent, edge: { axis: "ROWS" | "COLUMNS"; line: number; box: DOMRect }): void {
    const isRow = edge.axis === "ROWS";
    const size = (at: MouseEvent): number =>
      Math.max(SMALLEST, Math.round(isRow ? at.clientY - edge.box.top : at.clientX - edge.box.left));
    const frame = this.sheet.view.scroller.getBoundingClientRect();
    const show = (at: MouseEvent): void => {
      const place = isRow ? edge.box.top + size(at) - frame.top : edge.box.left + size(at) - frame.left;
      this.guide.className = isRow ? "across" : "down";
      this.guide.style.transform = isRow ? `translateY(${place}px)` : `translateX(${place}px)`;
      this.guide.hidden = false;
    };
    show(event);
    const up = (end: MouseEvent): void => {
      removeEventListener("mousemove", show);
      removeEventListener("mouseup", up);
      this.guide.hidden = true;
      if (Math.abs(end.clientX - event.clientX) + Math.abs(end.clientY - event.clientY) > 2) {
        this.commands.resize(edge.axis, edge.line, size(end));
      }
    };
    addEventListener("mousemove", show);
    addEventListener("mouseup", up);
  }

  // The fill handle

  /** Put the handle at the lower right corner of the chosen range. */
  placeHandle(): void {
    const { view, tab } = this.sheet;
    if (!tab) return;
    const places = view.chosenPlaces();
    const { rows, columns } = view.layout;
    const last = { row: rows.line(places.bottom - 1), column: columns.line(places.right - 1) };
    const box: ScreenBox = view.screenBox(last.row, last.column);
    const isSeen =
      (places.bottom <= rows.frozen || box.top + box.height > rows.frozenSize + 24) &&
      (places.right <= columns.frozen || box.left + box.width > columns.frozenSize + 46);
    this.handle.hidden = !isSeen || this.editor.isEditing || isTouch() || this.sheet.isLocked();
    this.handle.style.transform = `translate(${box.left + box.width - 5}px, ${box.top + box.height - 5}px)`;
  }

  private fill(event: MouseEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const places = this.sheet.view.chosenPlaces();
    const { rows, columns } = this.sheet.view.layout;
    const before = this.sheet.chosen;
    const source = only(before.active);
    let corner: Place | null = null;
    this.handle.classList.add("dragging");
    this.drag(
      (place) => {
        if (place.row < 0 || place.column < 0) return;
        const below = rows.place(place.row) >= places.bottom;
        const right = columns.place(place.column) >= places.right;
        corner = below
          ? { row: place.row, column: columns.line(places.right - 1) }
          : right
            ? { row: rows.line(places.bottom - 1), column: place.column }
            : null;
        const anchor = { row: rows.line(places.top), column: columns.line(places.left) };
        this.sheet.setChosen(corner ? { ...source, anchor, corner } : before, null);
      },
      () => {
        this.handle.classList.remove("dragging");
        this.sheet.setChosen(before, null);
        if (corner) this.commands.fill(corner);
      },
    );
  }
}
