/** The page: parts put together. */

import { cellName } from "./a1";
import { Changes } from "./changes";
import { Choices } from "./choices";
import { Clip } from "./clip";
import { CommandMenus } from "./command_menus";
import { Dialogs } from "./dialogs";
import { Editor, isTouch } from "./editor";
import { editText } from "./cells";
import { Finder } from "./finder";
import { Keyboard } from "./keyboard";
import { Live, type Other } from "./live";
import { Menus } from "./menus";
import { Mouse } from "./mouse";
import { SidePanel } from "./panel";
import { type Boot, Sheet } from "./sheet";
import { Status } from "./status";
import { TabsBar } from "./tabs";
import type { Tab } from "./tab";
import { View } from "./view";

const COLORS = ["#9c27b0", "#00796b", "#c2185b", "#5d4037", "#3949ab", "#e65100"];

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

class Page {
  private readonly boot = JSON.parse(element("boot").textContent ?? "{}") as Boot;
  private readonly status = new Status(() => this.editor.focus());
  private readonly view = new View(element("scroller"));
  private readonly sheet = new Sheet(this.boot, this.view, {
    chosen: () => this.chosen(),
    framed: () => this.framed(),
    say: (words) => this.status.say(words),
    warn: (words) => this.status.warn(words),
    waiting: (count, problem) => this.status.waiting(count, problem),
  });
  private readonly editor = new Editor(element("field"), element("formula"), {
    place: () => this.sheet.chosen.active,
    original: () => this.original(),
    refusal: () => (this.sheet.isLocked() ? this.sheet.lockedWords() : ""),
    box: () => this.view.screenBox(this.sheet.chosen.active.row, this.sheet.chosen.active.column),
    keep: (place, text) => this.keep(place, text),
    refuse: (words) => this.status.warn(words),
    changed: () => this.edited(),
  });
  private readonly changes = new Changes(this.sheet);
  private readonly choices = new Choices(this.sheet, this.editor);
  private readonly clip = new Clip(this.sheet, this.editor);
  private readonly menus = new Menus((opener) => this.goBack(opener));
  private readonly dialogs = new Dialogs((before) => this.goBack(before));
  private readonly finder = new Finder(this.sheet, () => this.editor.focus());
  private readonly commands = new CommandMenus(this.sheet, this.changes, this.editor, {
    note: () => void this.askNote(),
    find: () => this.finder.open(),
    help: () => this.dialogs.showHelp(),
    renameTab: (tab) => void this.askTitle(tab),
    deleteTab: (tab) => void this.askDelete(tab),
  });
  private readonly tabs = new TabsBar(
    this.sheet,
    this.changes,
    this.menus,
    this.commands,
    () => this.editor.commit(),
    () => this.editor.focus(),
  );
  private readonly mouse = new Mouse(this.sheet, this.editor, this.choices, {
    context: (x, y) => this.menus.open(this.commands.cellMenu(), x, y),
    toggleBox: () => this.changes.toggleBox(),
    resize: (axis, line, pixels) => this.changes.resize(axis, line, pixels),
    fill: (corner) => this.changes.fillTo(corner),
  });
  private readonly panel = this.boot.addon
    ? new SidePanel(this.boot.fileId, this.menus, this.dialogs, {
        focus: () => this.editor.focus(),
        narrowed: () => this.ready && this.view.reveal(this.sheet.chosen.active),
      })
    : null;
  private live: Live | null = null;
  private others: Other[] = [];
  private ready = false;
  /** Notes show once somebody chose a cell, not on the cell that a tab opens on. */
  private touched = false;
  private openedTab: number | null = null;

  async start(): Promise<void> {
    new Keyboard(this.sheet, this.editor, this.choices, {
      clear: () => this.changes.clear(),
      fillDown: () => this.changes.fillDown(),
      fillRight: () => this.changes.fillRight(),
      toggleBox: () => this.changes.toggleBox(),
      bold: () => this.changes.bold(),
      italic: () => this.changes.italic(),
      find: () => this.finder.open(),
      note: () => void this.askNote(),
      menu: () => this.openCellMenu(),
      help: () => this.dialogs.showHelp(),
      nextTab: (step) => this.nextTab(step),
      nextRegion: () => element("formula").focus(),
      plainPaste: () => this.clip.plainPaste(),
      forgetCopy: () => this.clip.forget(),
    });
    this.view.drawn = () => this.drawn();
    for (const event of ["keydown", "mousedown"]) {
      addEventListener(event, () => (this.touched = true), { capture: true });
    }
    // It scrolls, so it must be reachable; the keys go to the field that lies over it.
    this.view.scroller.addEventListener("focus", () => this.editor.focus());
    this.buttons();
    this.regions();
    this.nameBox();
    addEventListener("hashchange", () => void this.followAddress());
    addEventListener("beforeunload", (event) => this.sheet.saving.count && event.preventDefault());
    this.editor.field.setAttribute("inputmode", isTouch() ? "none" : "text");
    this.editor.focus();
    this.live = new Live(this.boot.fileId, this.boot.seq, {
      changed: (difference) => this.sheet.change(difference),
      people: (others) => this.people(others),
      behind: () => this.sheet.reading.wantEverything(),
      gone: () => this.status.warn("You may read this spreadsheet no longer, or it was deleted."),
    });
    this.panel?.begin(); // before the cells are placed: it takes room from them
    await this.sheet.start(asked());
    this.ready = true;
    this.framed();
    this.chosen();
    document.body.dataset.ready = "true";
    performance.mark("ready");
  }

  // What is shown around the grid

  private original(): string {
    const { row, column } = this.sheet.chosen.active;
    return this.sheet.tab.waiting(row, column)?.text ?? editText(this.sheet.tab.cell(row, column));
  }

  private chosen(): void {
    if (!this.ready) return;
    const { sheet, editor } = this;
    const { active } = sheet.chosen;
    if (this.openedTab !== sheet.tab.sheetId) this.touched = false;
    this.openedTab = sheet.tab.sheetId;
    if (document.activeElement !== element("name")) {
      element<HTMLInputElement>("name").value = sheet.chosenName();
    }
    if (!editor.isEditing) editor.bar.value = this.original();
    editor.bar.readOnly = sheet.isLocked();
    element("lock").hidden = !sheet.isLocked();
    editor.field.setAttribute("aria-label", this.spoken());
    editor.field.setAttribute("aria-activedescendant", this.view.cellId(active));
    this.noteShown();
    editor.fit();
    this.mouse.placeHandle();
    this.live?.moved(sheet.tab.sheetId, active);
  }

  /** What a screen reader says of the chosen cell. */
  private spoken(): string {
    const { row, column } = this.sheet.chosen.active;
    const cell = this.sheet.tab.cell(row, column);
    const text = this.sheet.tab.shownText(row, column) || "blank";
    const error = cell.value?.errorValue?.message;
    const parts = [
      this.sheet.chosenName(),
      text,
      error && `Error: ${error}`,
      cell.note && `Note: ${cell.note}`,
      this.sheet.isLocked() && "Locked",
    ];
    return parts.filter(Boolean).join(". ");
  }

  private noteShown(): void {
    const { row, column } = this.sheet.chosen.active;
    const cell = this.sheet.tab.cell(row, column);
    const text = [cell.value?.errorValue?.message, cell.note].filter(Boolean).join("\n");
    const box = this.view.screenBox(row, column);
    const note = element("note");
    note.textContent = text;
    note.hidden = text === "" || this.editor.isEditing || !this.touched;
    note.style.transform = `translate(${box.left + box.width + 6}px, ${Math.max(0, box.top)}px)`;
  }

  private framed(): void {
    if (!this.sheet.tab) return;
    this.tabs.draw();
    this.guests();
    document.title = `${this.sheet.reading.title}: ${this.sheet.tab.title}`;
    element("title").textContent = this.sheet.reading.title;
    const place = new URLSearchParams({ gid: String(this.sheet.tab.sheetId) });
    const { filter } = this.sheet;
    if (filter) place.set("fvid", String(filter.filterViewId));
    if (this.ready) history.replaceState(null, "", `${location.pathname}#${place}`);
  }

  private drawn(): void {
    if (!this.ready) return;
    this.editor.fit();
    this.mouse.placeHandle();
    this.noteShown();
  }

  private edited(): void {
    this.choices.suggest();
    this.chosen();
  }

  private people(others: Other[]): void {
    this.others = others;
    const names = [...new Set(others.map((one) => one.name))];
    element("people").replaceChildren(
      ...names.map((name) => {
        const item = document.createElement("li");
        item.textContent = name;
        item.style.borderColor = this.color(name);
        return item;
      }),
    );
    element("alsohere").hidden = names.length === 0;
    this.guests();
  }

  private color(name: string): string {
    const names = [...new Set(this.others.map((one) => one.name))].sort();
    return COLORS[names.indexOf(name) % COLORS.length]!;
  }

  private guests(): void {
    if (!this.sheet.tab) return;
    this.view.guests = this.others.flatMap((one) => {
      const found = /^([A-Z]+)(\d+)$/.exec(one.cell);
      if (!found || one.sheetId !== this.sheet.tab.sheetId) return [];
      return [{ name: one.name, color: this.color(one.name), cell: one.cell }];
    });
    this.view.choose(this.sheet.chosen);
  }

  // Editing

  private keep(place: { row: number; column: number }, text: string): boolean {
    const words = this.sheet.ruledOut(place, text);
    if (words) {
      this.status.warn(words);
      return false;
    }
    this.status.clear();
    this.sheet.type([{ ...place, text }]);
    return true;
  }

  private async askNote(): Promise<void> {
    const { row, column } = this.sheet.chosen.active;
    if (this.sheet.isLocked()) return this.status.warn(this.sheet.lockedWords());
    const value = this.sheet.tab.cell(row, column).note;
    const title = `Note on ${cellName(row, column)}`;
    const text = await this.dialogs.text({ title, label: "Text", value, many: true, action: "Keep" });
    if (text !== null && text !== value) this.changes.note(text.trim());
  }

  private async askTitle(tab: Tab): Promise<void> {
    const value = tab.title;
    const title = await this.dialogs.text({ title: "Rename the tab", label: "Name", value, action: "Rename" });
    if (title !== null && title.trim() && title !== value) this.changes.rename(tab, title.trim());
  }

  private async askDelete(tab: Tab): Promise<void> {
    const words = `${tab.title} and all that stands in it will be gone. This cannot be undone here.`;
    if (await this.dialogs.sure("Delete the tab?", words, "Delete")) this.changes.deleteTab(tab);
  }

  // Controls

  private buttons(): void {
    const { menus, commands, changes, sheet } = this;
    menus.button(element("editmenu"), commands.editMenu);
    menus.button(element("insertmenu"), commands.insertMenu);
    menus.button(element("formatmenu"), commands.formatMenu);
    menus.button(element("datamenu"), commands.dataMenu);
    menus.button(element("viewmenu"), commands.viewMenu);
    menus.button(element("color"), commands.colorMenu);
    const acts: Record<string, () => void> = {
      undo: () => sheet.undo(),
      redo: () => sheet.redo(),
      bold: () => changes.bold(),
      italic: () => changes.italic(),
      strike: () => changes.strike(),
    };
    for (const [id, act] of Object.entries(acts)) {
      element(id).addEventListener("click", () => {
        act();
        this.editor.focus();
      });
    }
  }

  /** F6 goes round: cells, formula bar, menus, tabs, side panel. */
  private regions(): void {
    const { panel } = this;
    const regions: [HTMLElement, () => void][] = [
      [element("entry"), () => element("editmenu").focus()],
      [element("tools"), () => this.tabs.focus()],
      [element("tabs"), () => (panel?.isOpen ? panel.focus() : this.editor.focus())],
    ];
    if (panel) regions.push([panel.box, () => this.editor.focus()]);
    panel?.box.addEventListener("focusin", () => this.editor.commit());
    for (const [region, next] of regions) {
      region.addEventListener("keydown", (event) => {
        if (event.key !== "F6") return;
        event.preventDefault();
        event.stopPropagation();
        next();
      });
    }
  }

  private nameBox(): void {
    const box = element<HTMLInputElement>("name");
    box.addEventListener("focus", () => box.select());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.editor.focus();
      if (event.key !== "Enter") return;
      event.preventDefault();
      void this.sheet.go(box.value).then((found) => {
        if (!found) this.status.warn(`${box.value} is no cell or range of this spreadsheet.`);
        this.editor.focus();
        this.chosen();
      });
    });
    box.addEventListener("blur", () => this.chosen());
  }

  /** After a menu or a question: back into the side panel if it came from there, else to the cells. */
  private goBack(from: Element | null): void {
    if (from instanceof HTMLElement && this.panel?.box.contains(from)) from.focus();
    else this.editor.focus();
  }

  private openCellMenu(): void {
    const { active } = this.sheet.chosen;
    const box = this.view.screenBox(active.row, active.column);
    const frame = this.view.scroller.getBoundingClientRect();
    this.menus.open(this.commands.cellMenu(), frame.left + box.left + 20, frame.top + box.top + box.height);
  }

  private nextTab(step: number): void {
    const shown = this.sheet.reading.tabs.filter((tab) => !tab.hidden);
    const next = shown[(shown.indexOf(this.sheet.tab) + step + shown.length) % shown.length];
    if (next && next !== this.sheet.tab) void this.sheet.open(next);
  }

  private async followAddress(): Promise<void> {
    const { gid, range, fvid } = asked();
    const tab = this.sheet.reading.tabs.find((one) => String(one.sheetId) === gid);
    const filter = tab?.filterViews.find((one) => String(one.filterViewId) === fvid) ?? null;
    if (tab && (tab !== this.sheet.tab || filter !== this.sheet.filter)) await this.sheet.open(tab, filter);
    if (range) await this.sheet.go(range);
    this.editor.focus();
  }
}

/** What the address asks for: Google's fragment before our own query. */
function asked(): { gid: string; range: string; fvid: string } {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const query = new URLSearchParams(location.search);
  const one = (name: string): string => fragment.get(name) ?? query.get(name) ?? "";
  return { gid: one("gid"), range: one("range"), fvid: one("fvid") };
}

void new Page().start();
