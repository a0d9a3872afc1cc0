/** The tabs below the grid, and the groups of columns and rows that fold. */

import { letters } from "./a1";
import type { Changes } from "./changes";
import type { CommandMenus } from "./command_menus";
import { css } from "./cells";
import type { Group } from "./google";
import type { Menus } from "./menus";
import type { Sheet } from "./sheet";
import type { AxisName, Tab } from "./tab";

export class TabsBar {
  private readonly list = document.getElementById("tablist")!;
  private readonly groups = document.getElementById("groups")!;
  private readonly filter = document.getElementById("filtered")!;

  constructor(
    private readonly sheet: Sheet,
    private readonly changes: Changes,
    private readonly menus: Menus,
    private readonly commands: CommandMenus,
    private readonly leave: () => boolean,
    private readonly focusGrid: () => void,
  ) {
    document.getElementById("addtab")!.addEventListener("click", () => changes.addTab());
    document.getElementById("nofilter")!.addEventListener("click", () => {
      sheet.setFilter(null);
      focusGrid();
    });
  }

  draw(): void {
    const { sheet } = this;
    const had = this.list.contains(document.activeElement);
    const shown = sheet.reading.tabs.filter((tab) => !tab.hidden);
    this.list.replaceChildren(...shown.map((tab) => this.button(tab)));
    if (had) this.focus();
    this.drawGroups();
    document.getElementById("filtername")!.textContent = sheet.filter?.title ?? "";
    this.filter.hidden = !sheet.filter;
  }

  focus(): void {
    this.list.querySelector<HTMLElement>("[aria-current]")?.focus();
  }

  private button(tab: Tab): HTMLElement {
    const { sheet } = this;
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = tab.title;
    if (tab === sheet.tab) button.setAttribute("aria-current", "true");
    const color = css(tab.color, "");
    if (color) button.style.boxShadow = `inset 0 -3px ${color}`;
    button.addEventListener("click", () => {
      if (tab === sheet.tab) return this.focusGrid();
      if (!this.leave()) return;
      void sheet.open(tab).then(() => this.focusGrid());
    });
    const menu = (x: number, y: number): void => this.menus.open(this.commands.tabMenu(tab), x, y);
    button.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      menu(event.clientX, event.clientY);
    });
    button.addEventListener("dblclick", () => this.commands.tabMenu(tab)[0]![0]!.act!());
    button.addEventListener("keydown", (event) => {
      const box = button.getBoundingClientRect();
      if (event.key === "F2") this.commands.tabMenu(tab)[0]![0]!.act!();
      else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) menu(box.left, box.top);
      else return;
      event.preventDefault();
    });
    item.append(button);
    return item;
  }

  private drawGroups(): void {
    const { tab } = this.sheet;
    const fold = (axis: AxisName) => (group: Group, index: number): HTMLElement => {
      const button = document.createElement("button");
      const { startIndex = 0, endIndex = 0 } = group.range;
      const name = axis === "ROWS" ? `${startIndex + 1} to ${endIndex}` : `${letters(startIndex)} to ${letters(endIndex - 1)}`;
      button.type = "button";
      button.setAttribute("aria-expanded", String(!group.collapsed));
      button.textContent = `${axis === "ROWS" ? "Rows" : "Columns"} ${name}${this.heading(axis, startIndex)}`;
      button.disabled = !this.sheet.boot.mayWrite;
      button.addEventListener("click", () => this.changes.fold(axis, index));
      return button;
    };
    const buttons = [...tab.columnGroups.map(fold("COLUMNS")), ...tab.rowGroups.map(fold("ROWS"))];
    this.groups.replaceChildren(...buttons);
    this.groups.hidden = !buttons.length;
  }

  /** What stands over a group of columns, for its name. */
  private heading(axis: AxisName, start: number): string {
    const { tab } = this.sheet;
    const text = axis === "COLUMNS" && tab.frozenRows ? tab.cell(tab.frozenRows - 1, start).text : "";
    return text ? `: ${text.split("\n")[0]!.slice(0, 24)}` : "";
  }
}
