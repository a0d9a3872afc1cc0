/** Keys, as in Google Sheets. */

import { type Chosen, jumped, only, type Place, stepped } from "./cursor";
import type { Choices } from "./choices";
import type { Editor } from "./editor";
import type { Sheet } from "./sheet";
import { isCheckbox } from "./cells";

/** Commands that keys share with menus. */
export interface Commands {
  clear(): void;
  fillDown(): void;
  fillRight(): void;
  toggleBox(): void;
  bold(): void;
  italic(): void;
  find(): void;
  note(): void;
  menu(): void;
  help(): void;
  nextTab(step: number): void;
  nextRegion(): void;
  plainPaste(): void;
  forgetCopy(): void;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

export class Keyboard {
  /** Where a row of Tabs began: Enter leads back to this column. */
  private tabbedFrom: number | null = null;

  constructor(
    private readonly sheet: Sheet,
    private readonly editor: Editor,
    private readonly choices: Choices,
    private readonly commands: Commands,
  ) {
    for (const field of [editor.field, editor.bar]) {
      field.addEventListener("keydown", (event) => this.key(event));
    }
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const handled =
      this.choices.key(event) ||
      (this.editor.isEditing ? this.editingKey(event) : this.readyKey(event));
    if (handled) event.preventDefault();
  }

  // While a cell is edited

  private editingKey(event: KeyboardEvent): boolean {
    const { editor } = this;
    switch (event.key) {
      case "Enter":
        if (event.altKey || event.ctrlKey || event.metaKey) editor.breakLine();
        else this.leave(event.shiftKey ? -1 : 1, 0);
        return true;
      case "Tab":
        this.leave(0, event.shiftKey ? -1 : 1);
        return true;
      case "Escape":
        editor.cancel();
        return true;
      case "F2":
        editor.toggle();
        return true;
      default:
        return this.leavingArrow(event);
    }
  }

  private leavingArrow(event: KeyboardEvent): boolean {
    const arrow = ARROWS[event.key];
    const inBar = document.activeElement === this.editor.bar;
    if (!arrow || this.editor.mode !== "enter" || inBar || event.shiftKey) return false;
    this.tabbedFrom = null;
    if (this.editor.commit()) this.move(...arrow);
    return true;
  }

  /** Keep the text and go on; stay when a rule forbids it. */
  private leave(down: number, across: number): void {
    if (!this.editor.commit()) return;
    this.go(down, across);
  }

  private go(down: number, across: number): void {
    const { active } = this.sheet.chosen;
    if (this.withinRange(down, across)) return;
    if (across) this.tabbedFrom ??= active.column;
    else if (this.tabbedFrom !== null) {
      this.sheet.choose({ row: active.row, column: this.tabbedFrom });
      this.tabbedFrom = null;
    }
    this.move(down, across);
    // Going back past the beginning begins a row of its own.
    if (this.tabbedFrom !== null && this.sheet.chosen.active.column < this.tabbedFrom) this.tabbedFrom = null;
  }

  /** In a chosen range Enter and Tab go round in it. */
  private withinRange(down: number, across: number): boolean {
    const { sheet } = this;
    const places = sheet.view.chosenPlaces();
    const width = places.right - places.left;
    const height = places.bottom - places.top;
    const { active, anchor, corner } = sheet.chosen;
    if (width * height === 1 || sheet.tab.merge(active.row, active.column)) return false;
    const { rows, columns } = sheet.view.layout;
    const row = rows.near(active.row) - places.top;
    const column = columns.near(active.column) - places.left;
    const size = width * height;
    const order = across ? row * width + column + across : column * height + row + down;
    const next = (order + size) % size;
    const [toRow, toColumn] = across
      ? [Math.floor(next / width), next % width]
      : [next % height, Math.floor(next / height)];
    const place = {
      row: rows.line(places.top + toRow),
      column: columns.line(places.left + toColumn),
    };
    sheet.setChosen({ active: place, anchor, corner });
    return true;
  }

  // While none is

  private readyKey(event: KeyboardEvent): boolean {
    const arrow = ARROWS[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (arrow && event.altKey) return event.key === "ArrowDown" && this.choices.open();
    if (arrow) return this.arrow(event, arrow, command);
    if (command) return this.commandKey(event);
    return this.namedKey(event);
  }

  private arrow(event: KeyboardEvent, [down, across]: [number, number], command: boolean): boolean {
    this.tabbedFrom = null;
    const { sheet } = this;
    const from = event.shiftKey ? sheet.chosen.corner : sheet.chosen.active;
    const step = command ? jumped : stepped;
    const to = step(from, down, across, sheet.view.layout, sheet.tab);
    if (event.shiftKey) sheet.extend(to);
    else sheet.choose(to);
    return true;
  }

  private namedKey(event: KeyboardEvent): boolean {
    const { editor, commands } = this;
    switch (event.key) {
      case "Enter":
        this.openCell(event.shiftKey);
        return true;
      case "F2":
        if (event.shiftKey) commands.note();
        else editor.open();
        return true;
      case "Tab":
        this.go(0, event.shiftKey ? -1 : 1);
        return true;
      case "Delete":
      case "Backspace":
        commands.clear();
        return true;
      case "F6":
        commands.nextRegion();
        return true;
      case "ContextMenu":
        commands.menu();
        return true;
      case "F10":
        if (event.shiftKey) commands.menu();
        return event.shiftKey;
      case " ":
        return this.space(event);
      case "Escape":
        commands.forgetCopy();
        this.sheet.setChosen(only(this.sheet.chosen.active));
        return true;
      default:
        return this.travelKey(event);
    }
  }

  private openCell(up: boolean): void {
    const { sheet } = this;
    const { row, column } = sheet.chosen.active;
    const places = sheet.view.chosenPlaces();
    const many = (places.bottom - places.top) * (places.right - places.left) > 1;
    if ((many || this.tabbedFrom !== null) && !sheet.tab.merge(row, column)) {
      this.go(up ? -1 : 1, 0);
      return;
    }
    if (isCheckbox(sheet.tab.cell(row, column))) this.commands.toggleBox();
    else if (!this.choices.open()) this.editor.open();
  }

  private space(event: KeyboardEvent): boolean {
    const { sheet } = this;
    const { active } = sheet.chosen;
    if (event.shiftKey) {
      sheet.setChosen(wholeRow(sheet), null);
      return true;
    }
    if (!isCheckbox(sheet.tab.cell(active.row, active.column))) return false;
    this.commands.toggleBox();
    return true;
  }

  private travelKey(event: KeyboardEvent): boolean {
    const { sheet } = this;
    const { columns } = sheet.view.layout;
    const from = event.shiftKey ? sheet.chosen.corner : sheet.chosen.active;
    const page = sheet.view.pageRows();
    const last = sheet.tab.used();
    const to: Record<string, () => Place> = {
      Home: () => ({ row: from.row, column: columns.line(0) }),
      End: () => ({ row: from.row, column: columns.line(columns.near(Math.max(0, last.column))) }),
      PageDown: () => stepped(from, page, 0, sheet.view.layout, sheet.tab),
      PageUp: () => stepped(from, -page, 0, sheet.view.layout, sheet.tab),
    };
    const found = to[event.key];
    if (!found) return false;
    this.travel(found(), event.shiftKey);
    return true;
  }

  private travel(to: Place, extend: boolean): void {
    this.tabbedFrom = null;
    if (extend) this.sheet.extend(to);
    else this.sheet.choose(to);
  }

  private commandKey(event: KeyboardEvent): boolean {
    const { sheet, commands } = this;
    const { rows, columns } = sheet.view.layout;
    const last = sheet.tab.used();
    const acts: Record<string, () => void> = {
      z: () => (event.shiftKey ? sheet.redo() : sheet.undo()),
      y: () => sheet.redo(),
      b: () => commands.bold(),
      i: () => commands.italic(),
      d: () => commands.fillDown(),
      r: () => commands.fillRight(),
      f: () => commands.find(),
      a: () => sheet.setChosen(everything(sheet), null),
      " ": () => sheet.setChosen(event.shiftKey ? everything(sheet) : wholeColumn(sheet), null),
      "/": () => commands.help(),
      home: () => this.travel({ row: rows.line(rows.frozen), column: columns.line(columns.frozen) }, event.shiftKey),
      end: () =>
        this.travel(
          { row: Math.max(0, last.row), column: Math.max(0, last.column) },
          event.shiftKey,
        ),
      pagedown: () => commands.nextTab(1),
      pageup: () => commands.nextTab(-1),
    };
    const name = event.key.toLowerCase();
    if (name === "v" && event.shiftKey) commands.plainPaste();
    if (event.altKey && name === "m") {
      commands.note();
      return true;
    }
    if (name === "x" && event.shiftKey) return false;
    const act = acts[name];
    if (!act || event.altKey || (event.shiftKey && name === "r")) return false;
    act();
    return true;
  }

  private move(down: number, across: number): void {
    const { sheet } = this;
    sheet.choose(stepped(sheet.chosen.active, down, across, sheet.view.layout, sheet.tab));
  }
}

export function everything(sheet: Sheet): Chosen {
  const { rows, columns } = sheet.view.layout;
  return spread(sheet, [0, rows.length], [0, columns.length]);
}

function wholeRow(sheet: Sheet): Chosen {
  const places = sheet.view.chosenPlaces();
  return spread(sheet, [places.top, places.bottom], [0, sheet.view.layout.columns.length]);
}

function wholeColumn(sheet: Sheet): Chosen {
  const places = sheet.view.chosenPlaces();
  return spread(sheet, [0, sheet.view.layout.rows.length], [places.left, places.right]);
}

/** A range by places; the chosen cell stays. */
function spread(sheet: Sheet, down: [number, number], across: [number, number]): Chosen {
  const { rows, columns } = sheet.view.layout;
  return {
    active: sheet.chosen.active,
    anchor: { row: rows.line(down[0]), column: columns.line(across[0]) },
    corner: { row: rows.line(down[1] - 1), column: columns.line(across[1] - 1) },
  };
}
