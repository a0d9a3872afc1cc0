/** The list of a dropdown cell, and of suggestions while one types into it. */

import { hasChoices } from "./cells";
import type { Editor } from "./editor";
import type { Sheet } from "./sheet";

export class Choices {
  private readonly list = document.getElementById("choices")!;
  private shown: string[] = [];
  private index = -1;
  /** Opened to choose: arrows move in the list instead of leaving the cell. */
  private choosing = false;

  constructor(
    private readonly sheet: Sheet,
    private readonly editor: Editor,
  ) {
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (option) this.take(option.dataset.text ?? "");
    });
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  /** Open the chosen cell's list to choose from; false if it has none. */
  open(): boolean {
    const { sheet } = this;
    const { active } = sheet.chosen;
    const cell = sheet.tab.cell(active.row, active.column);
    if (!hasChoices(cell) || !cell.rule?.showCustomUi) return false;
    if (sheet.isLocked()) {
      sheet.events.warn(sheet.lockedWords());
      return true;
    }
    this.choosing = true;
    const place = { ...active };
    const show = (all: string[]): void => {
      if (this.choosing && sheet.chosen.active.row === place.row && sheet.chosen.active.column === place.column) {
        this.show(all, all.indexOf(sheet.tab.shownText(place.row, place.column)));
      }
    };
    const known = sheet.choices(active);
    if (known) show(known);
    else void sheet.readChoices(active).then(show);
    return true;
  }

  /** Suggest what begins with the typed text. */
  suggest(): void {
    const { sheet, editor } = this;
    const { active } = sheet.chosen;
    const cell = sheet.tab.cell(active.row, active.column);
    if (!editor.isEditing || !hasChoices(cell)) return this.close();
    const known = sheet.choices(active);
    if (!known) {
      void sheet.readChoices(active).then(() => this.editor.isEditing && this.suggest());
      return;
    }
    const typed = editor.text.toLowerCase();
    this.choosing = false;
    this.show(known.filter((text) => text.toLowerCase().includes(typed)).slice(0, 200), -1);
  }

  private show(options: string[], index: number): void {
    this.shown = options;
    if (!options.length) return this.close();
    this.list.replaceChildren(
      ...options.map((text, at) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `choice-${at}`;
        option.dataset.text = text;
        option.textContent = text;
        return option;
      }),
    );
    const box = this.sheet.view.screenBox(this.sheet.chosen.active.row, this.sheet.chosen.active.column);
    this.list.style.left = `${Math.max(0, box.left)}px`;
    this.list.style.top = `${box.top + box.height + 2}px`;
    this.list.style.minWidth = `${box.width}px`;
    this.list.hidden = false;
    this.mark(index);
  }

  private mark(index: number): void {
    this.index = index;
    Array.from(this.list.children).forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) this.editor.field.setAttribute("aria-activedescendant", `choice-${index}`);
  }

  close(): void {
    if (this.list.hidden && !this.choosing) return;
    this.choosing = false;
    this.list.hidden = true;
    this.index = -1;
    this.sheet.events.chosen();
  }

  private take(text: string): void {
    const { row, column } = this.sheet.chosen.active;
    this.editor.cancel();
    this.close();
    if (text !== this.sheet.tab.shownText(row, column)) this.sheet.type([{ row, column, text }]);
  }

  /** Keys while the list is open; true for those that were used. */
  key(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isMoving = this.choosing || this.index >= 0 || event.altKey;
    if (step && isMoving) {
      const last = this.shown.length - 1;
      this.mark(Math.max(0, Math.min(last, this.index + step)));
      return true;
    }
    if ((event.key === "Enter" || event.key === "Tab") && this.index >= 0) {
      this.take(this.shown[this.index]!);
      return event.key === "Enter";
    }
    if (event.key === "Escape") {
      const wasChoosing = this.choosing;
      this.close();
      return wasChoosing;
    }
    if (this.choosing && event.key.length > 1 && !["Shift", "Control", "Alt"].includes(event.key)) this.close();
    return false;
  }
}
