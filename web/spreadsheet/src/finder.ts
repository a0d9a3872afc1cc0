/** Ctrl+F: the cells of this tab whose text holds some words. */

import type { Place } from "./cursor";
import type { Sheet } from "./sheet";

export class Finder {
  private readonly bar = document.getElementById("find")!;
  private readonly field = document.getElementById("findtext") as HTMLInputElement;
  private readonly count = document.getElementById("found")!;
  private places: Place[] = [];
  private index = -1;

  constructor(
    private readonly sheet: Sheet,
    private readonly closed: () => void,
  ) {
    this.field.addEventListener("input", () => this.search());
    this.bar.addEventListener("keydown", (event) => this.key(event));
    document.getElementById("next")!.addEventListener("click", () => this.go(1));
    document.getElementById("previous")!.addEventListener("click", () => this.go(-1));
    document.getElementById("findclose")!.addEventListener("click", () => this.close());
  }

  open(): void {
    this.bar.hidden = false;
    this.field.focus();
    this.field.select();
    this.search();
  }

  private close(): void {
    this.bar.hidden = true;
    this.closed();
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.field) this.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  private search(): void {
    const wanted = this.field.value.toLowerCase();
    const { tab, view } = this.sheet;
    const { rows, columns } = view.layout;
    this.places = [];
    this.index = -1;
    for (let at = 0; wanted && at < rows.length; at++) {
      for (let across = 0; across < columns.length; across++) {
        const place = { row: rows.line(at), column: columns.line(across) };
        if (tab.shownText(place.row, place.column).toLowerCase().includes(wanted)) this.places.push(place);
      }
    }
    this.tell();
  }

  private go(step: number): void {
    const { length } = this.places;
    if (!length) return;
    this.index = this.index < 0 ? this.firstFrom(step) : (this.index + step + length) % length;
    this.sheet.choose(this.places[this.index]!);
    this.tell();
  }

  /** The next hit after the chosen cell. */
  private firstFrom(step: number): number {
    const { rows } = this.sheet.view.layout;
    const { active } = this.sheet.chosen;
    const isAfter = (place: Place): boolean =>
      rows.place(place.row) > rows.place(active.row) ||
      (place.row === active.row && place.column >= active.column);
    const next = this.places.findIndex(isAfter);
    if (step > 0) return Math.max(0, next);
    return ((next < 0 ? this.places.length : next) + this.places.length - 1) % this.places.length;
  }

  private tell(): void {
    const { length } = this.places;
    if (!this.field.value) this.count.textContent = "";
    else if (!length) this.count.textContent = "Nothing found";
    else if (this.index < 0) this.count.textContent = length === 1 ? "1 cell" : `${length} cells`;
    else this.count.textContent = `${this.index + 1} of ${length}`;
  }
}
