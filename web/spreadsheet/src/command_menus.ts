/** What stands in which menu. */

import { rangeName } from "./a1";
import type { Changes } from "./changes";
import type { Editor } from "./editor";
import { unknownConditions } from "./filters";
import type { Filter } from "./google";
import type { Item, Menu } from "./menus";
import type { Sheet } from "./sheet";
import type { AxisName, Tab } from "./tab";

export interface Asking {
  note(): void;
  find(): void;
  help(): void;
  renameTab(tab: Tab): void;
  deleteTab(tab: Tab): void;
}

const COLORS: [string, [number, number, number]][] = [
  ["Yellow", [255, 242, 204]],
  ["Amber", [252, 229, 205]],
  ["Rose", [244, 204, 204]],
  ["Green", [217, 234, 211]],
  ["Blue", [207, 226, 243]],
  ["Violet", [217, 210, 233]],
  ["Grey", [239, 239, 239]],
];
const FORMATS: [string, string, string][] = [
  ["Automatic", "", ""],
  ["Plain text", "TEXT", ""],
  ["Number 1,234.56", "NUMBER", "#,##0.00"],
  ["Whole number 1,235", "NUMBER", "#,##0"],
  ["Percent 12.34%", "PERCENT", "0.00%"],
  ["Date 9/15/2026", "DATE", "m/d/yyyy"],
  ["Time 3:30 PM", "TIME", "h:mm am/pm"],
];

export class CommandMenus {
  constructor(
    private readonly sheet: Sheet,
    private readonly changes: Changes,
    private readonly editor: Editor,
    private readonly asking: Asking,
  ) {}

  private get off(): boolean {
    return !this.sheet.boot.mayWrite;
  }

  private edit(label: string, act: () => void, keys = ""): Item {
    return { label, act, keys, disabled: this.off };
  }

  private count(axis: AxisName): string {
    const span = this.sheet.span();
    const [count, noun] =
      axis === "ROWS" ? [span.bottom - span.top, "row"] : [span.right - span.left, "column"];
    return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
  }

  editMenu = (): Menu => [
    [
      this.edit("Undo", () => this.sheet.undo(), "Ctrl+Z"),
      this.edit("Redo", () => this.sheet.redo(), "Ctrl+Y"),
    ],
    [
      { label: "Copy", act: () => this.clipboard("copy"), keys: "Ctrl+C" },
      this.edit("Cut", () => this.clipboard("cut"), "Ctrl+X"),
      { label: "Paste", keys: "Ctrl+V", disabled: true },
    ],
    [
      this.edit("Edit this cell", () => this.editor.open(), "F2"),
      this.edit("Empty the chosen cells", () => this.changes.clear(), "Delete"),
      this.edit("Fill down", () => this.changes.fillDown(), "Ctrl+D"),
      this.edit("Fill right", () => this.changes.fillRight(), "Ctrl+R"),
    ],
    [{ label: "Find", act: () => this.asking.find(), keys: "Ctrl+F" }],
  ];

  private clipboard(what: "copy" | "cut"): void {
    this.editor.focus();
    document.execCommand(what);
  }

  insertMenu = (): Menu => [
    [
      this.edit(`${this.count("ROWS")} above`, () => this.changes.insert("ROWS", "before")),
      this.edit(`${this.count("ROWS")} below`, () => this.changes.insert("ROWS", "after")),
    ],
    [
      this.edit(`${this.count("COLUMNS")} left`, () => this.changes.insert("COLUMNS", "before")),
      this.edit(`${this.count("COLUMNS")} right`, () => this.changes.insert("COLUMNS", "after")),
    ],
    [this.edit("Note", () => this.asking.note(), "Shift+F2")],
    [this.edit("Tab", () => this.changes.addTab())],
  ];

  formatMenu = (): Menu => [
    [
      this.edit("Bold", () => this.changes.bold(), "Ctrl+B"),
      this.edit("Italic", () => this.changes.italic(), "Ctrl+I"),
      this.edit("Strikethrough", () => this.changes.strike()),
    ],
    FORMATS.map(([label, type, pattern]) => this.edit(label, () => this.changes.numberFormat(type, pattern))),
    [
      this.edit("Align left", () => this.changes.align("LEFT")),
      this.edit("Align in the middle", () => this.changes.align("CENTER")),
      this.edit("Align right", () => this.changes.align("RIGHT")),
      this.edit("Wrap text", () => this.changes.wrap("WRAP")),
      this.edit("Do not wrap text", () => this.changes.wrap("OVERFLOW_CELL")),
    ],
    [
      this.edit("Merge the chosen cells", () => this.changes.merge("MERGE_ALL")),
      this.edit("Part merged cells", () => this.changes.merge("")),
      this.edit("Take formats away", () => this.changes.clearFormat()),
    ],
  ];

  colorMenu = (): Menu => [
    COLORS.map(([label, color]) => ({
      ...this.edit(label, () => this.changes.ground(color)),
      color: `rgb(${color.join(",")})`,
    })),
    [this.edit("No colour", () => this.changes.ground(null))],
  ];

  dataMenu = (): Menu => [
    [
      this.edit("Sort A to Z by this column", () => this.changes.sort("ASCENDING")),
      this.edit("Sort Z to A by this column", () => this.changes.sort("DESCENDING")),
    ],
    this.filterItems(),
    [
      this.edit("Group rows", () => this.changes.group("ROWS", true)),
      this.edit("Group columns", () => this.changes.group("COLUMNS", true)),
      this.edit("Ungroup rows", () => this.changes.group("ROWS", false)),
      this.edit("Ungroup columns", () => this.changes.group("COLUMNS", false)),
    ],
  ];

  private filterItems(): Item[] {
    const { sheet } = this;
    const views: Item[] = sheet.tab.filterViews.map((view) => ({
      label: `Filter view: ${view.title ?? view.filterViewId}`,
      checked: sheet.filter === view,
      act: () => this.setFilter(sheet.filter === view ? null : view),
    }));
    return views.length ? [{ label: "No filter view", checked: !sheet.filter, act: () => this.setFilter(null) }, ...views] : [];
  }

  private setFilter(view: Filter | null): void {
    this.sheet.setFilter(view);
    const unknown = view ? unknownConditions(view) : [];
    if (unknown.length) {
      this.sheet.events.warn(`This page cannot carry out the condition ${unknown.join(", ")} of this filter view.`);
    }
  }

  viewMenu = (): Menu => {
    const { active } = this.sheet.chosen;
    const { tab } = this.sheet;
    const hidden = this.sheet.reading.tabs.filter((one) => one.hidden);
    return [
      [
        this.edit(`Freeze up to row ${active.row + 1}`, () => this.changes.freeze("ROWS", active.row + 1)),
        this.edit(`Freeze up to column ${rangeName(column(active.column)).replace(/:.*/, "")}`, () =>
          this.changes.freeze("COLUMNS", active.column + 1),
        ),
        { ...this.edit("No frozen rows", () => this.changes.freeze("ROWS", 0)), disabled: this.off || !tab.frozenRows },
        { ...this.edit("No frozen columns", () => this.changes.freeze("COLUMNS", 0)), disabled: this.off || !tab.frozenColumns },
      ],
      [
        this.edit("Hide these rows", () => this.changes.hide("ROWS")),
        this.edit("Show hidden rows here", () => this.changes.unhide("ROWS")),
        this.edit("Hide these columns", () => this.changes.hide("COLUMNS")),
        this.edit("Show hidden columns here", () => this.changes.unhide("COLUMNS")),
      ],
      hidden.map((one) => this.edit(`Show the tab ${one.title}`, () => this.changes.hideTab(one, false))),
      [{ label: "Keys", act: () => this.asking.help(), keys: "Ctrl+/" }],
    ];
  };

  /** By right click: what concerns the chosen cells, rows or columns. */
  cellMenu = (): Menu => {
    const places = this.sheet.view.chosenPlaces();
    const { rows, columns } = this.sheet.view.layout;
    const wholeRows = places.right - places.left >= columns.length;
    const wholeColumns = places.bottom - places.top >= rows.length;
    const [undo, clips, edits] = this.editMenu();
    void undo;
    const groups: Menu = [clips!.slice(0, 2), wholeRows || wholeColumns ? [] : edits!];
    if (!wholeColumns) groups.push(this.lineItems("ROWS", ["above", "below"], ["up", "down"]));
    if (!wholeRows) groups.push(this.lineItems("COLUMNS", ["left", "right"], ["left", "right"]));
    groups.push([
      this.edit("Sort A to Z by this column", () => this.changes.sort("ASCENDING")),
      this.edit("Sort Z to A by this column", () => this.changes.sort("DESCENDING")),
      this.edit("Note", () => this.asking.note(), "Shift+F2"),
    ]);
    return groups;
  };

  private lineItems(axis: AxisName, sides: [string, string], ways: [string, string]): Item[] {
    const { changes } = this;
    const count = this.count(axis);
    const noun = axis === "ROWS" ? "rows" : "columns";
    const these = count.startsWith("1 ") ? `this ${noun.slice(0, -1)}` : `these ${noun}`;
    return [
      this.edit(`Insert ${count} ${sides[0]}`, () => changes.insert(axis, "before")),
      this.edit(`Insert ${count} ${sides[1]}`, () => changes.insert(axis, "after")),
      this.edit(`Delete ${these}`, () => changes.remove(axis)),
      this.edit(`Move ${these} ${ways[0]}`, () => changes.move(axis, -1)),
      this.edit(`Move ${these} ${ways[1]}`, () => changes.move(axis, 1)),
      this.edit(`Hide ${these}`, () => changes.hide(axis)),
      this.edit(`Show hidden ${noun} here`, () => changes.unhide(axis)),
    ];
  }

  tabMenu = (tab: Tab): Menu => [
    [
      this.edit("Rename", () => this.asking.renameTab(tab)),
      this.edit("Duplicate", () => this.changes.duplicateTab(tab)),
      this.edit("Hide", () => this.changes.hideTab(tab, true)),
      this.edit("Delete", () => this.asking.deleteTab(tab)),
    ],
  ];
}

function column(index: number) {
  return { top: 0, left: index, bottom: 1e9, right: index + 1 };
}
