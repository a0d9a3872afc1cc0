/** One cell as the page keeps it, made from the API's JSON. */

import type { CellData, CellFormat, ColorStyle, Condition, ExtendedValue, Rule } from "./google";

/** How a cell is drawn; shared by all cells that look alike. */
export interface Style {
  css: string;
  /** left, right, center, or empty: then the kind of value decides. */
  align: string;
  wrap: string;
  vertical: string;
  size: number;
  bold: boolean;
  filled: boolean;
}

export type Kind = "" | "number" | "text" | "boolean" | "error";

export interface Cell {
  text: string;
  kind: Kind;
  entered: ExtendedValue | undefined;
  value: ExtendedValue | undefined;
  /** The number format that was set, as far as an undo must put it back. */
  ownFormat: { type?: string; pattern?: string } | undefined;
  formatType: string;
  style: Style;
  note: string;
  rule: Rule | undefined;
}

export const PLAIN: Style = {
  css: "",
  align: "",
  wrap: "OVERFLOW_CELL",
  vertical: "",
  size: 10,
  bold: false,
  filled: false,
};

export const EMPTY: Cell = {
  text: "",
  kind: "",
  entered: undefined,
  value: undefined,
  ownFormat: undefined,
  formatType: "",
  style: PLAIN,
  note: "",
  rule: undefined,
};

export const CELL_FIELDS =
  "userEnteredValue,effectiveValue,formattedValue,note,dataValidation," +
  "userEnteredFormat(numberFormat),effectiveFormat(numberFormat(type),backgroundColorStyle," +
  "horizontalAlignment,verticalAlignment,wrapStrategy,borders,textFormat(foregroundColorStyle," +
  "bold,italic,strikethrough,underline,fontSize))";

const styles = new Map<string, Style>();
const rules = new Map<string, Rule>();

export function cellFrom(json: CellData): Cell {
  const value = json.effectiveValue;
  return {
    text: json.formattedValue ?? "",
    kind: kindOf(value),
    entered: json.userEnteredValue,
    value,
    ownFormat: json.userEnteredFormat?.numberFormat,
    formatType: json.effectiveFormat?.numberFormat?.type ?? "",
    style: json.effectiveFormat ? styleOf(json.effectiveFormat) : PLAIN,
    note: json.note ?? "",
    rule: json.dataValidation ? shared(rules, json.dataValidation) : undefined,
  };
}

function shared<T>(kept: Map<string, T>, one: T): T {
  const key = JSON.stringify(one);
  const found = kept.get(key);
  if (found) return found;
  kept.set(key, one);
  return one;
}

function kindOf(value: ExtendedValue | undefined): Kind {
  if (!value) return "";
  if (value.numberValue !== undefined) return "number";
  if (value.boolValue !== undefined) return "boolean";
  if (value.errorValue) return "error";
  return "text";
}

function styleOf(format: CellFormat): Style {
  const { numberFormat: _unused, ...look } = format;
  const key = JSON.stringify(look);
  const found = styles.get(key);
  if (found) return found;
  const text = format.textFormat ?? {};
  const ground = css(format.backgroundColorStyle, "#ffffff");
  const style: Style = {
    css: declarations(format, ground),
    align: (format.horizontalAlignment ?? "").toLowerCase(),
    wrap: format.wrapStrategy ?? "OVERFLOW_CELL",
    vertical: (format.verticalAlignment ?? "").toLowerCase(),
    size: text.fontSize ?? 10,
    bold: text.bold ?? false,
    filled: ground !== "#ffffff",
  };
  styles.set(key, style);
  return style;
}

function declarations(format: CellFormat, ground: string): string {
  const text = format.textFormat ?? {};
  const ink = css(text.foregroundColorStyle, "#000000");
  const lines = [text.underline && "underline", text.strikethrough && "line-through"];
  const parts = [
    ground !== "#ffffff" && `background-color:${ground}`,
    ink !== "#000000" && `color:${ink}`,
    text.bold && "font-weight:700",
    text.italic && "font-style:italic",
    (text.underline || text.strikethrough) && `text-decoration:${lines.filter(Boolean).join(" ")}`,
    text.fontSize && text.fontSize !== 10 && `font-size:${(text.fontSize * 4) / 3}px`,
    ...borders(format),
  ];
  return parts.filter(Boolean).join(";");
}

const WIDTHS: Record<string, string> = {
  SOLID: "1px solid",
  SOLID_MEDIUM: "2px solid",
  SOLID_THICK: "3px solid",
  DOTTED: "1px dotted",
  DASHED: "1px dashed",
  DOUBLE: "3px double",
};

function borders(format: CellFormat): string[] {
  const sides = format.borders ?? {};
  return (["top", "right", "bottom", "left"] as const).flatMap((side) => {
    const border = sides[side];
    const width = WIDTHS[border?.style ?? ""];
    return width ? [`border-${side}:${width} ${css(border?.colorStyle, "#000000")}`] : [];
  });
}

export function css(color: ColorStyle | undefined, fallback: string): string {
  const rgb = color?.rgbColor;
  if (!rgb) return fallback;
  const parts = [rgb.red, rgb.green, rgb.blue].map((part) => Math.round((part ?? 0) * 255));
  return "#" + parts.map((part) => part.toString(16).padStart(2, "0")).join("");
}

const CALENDAR = new Set(["DATE", "TIME", "DATE_TIME"]);
/** A text that would be read as something else than this text if it were typed. */
const READ_OTHERWISE = /^(['=+]|true$|false$|[-$(]?[\d.,]+([%/:.,)\d\s-].*)?$)/i;

/** What the editor starts with; typing it again leaves the cell as it is. */
export function editText(cell: Cell): string {
  const entered = cell.entered;
  if (!entered) return "";
  if (entered.formulaValue !== undefined) return entered.formulaValue;
  if (entered.boolValue !== undefined) return entered.boolValue ? "TRUE" : "FALSE";
  if (entered.numberValue !== undefined) return numberText(cell, entered.numberValue);
  const text = entered.stringValue ?? "";
  return cell.formatType !== "TEXT" && READ_OTHERWISE.test(text) ? "'" + text : text;
}

function numberText(cell: Cell, value: number): string {
  if (CALENDAR.has(cell.formatType)) return cell.text;
  if (cell.formatType === "PERCENT") return `${Number((value * 100).toPrecision(15))}%`;
  return String(value);
}

/** What a cell holds, as values.get with the option FORMULA gives it. */
export function rawValue(entered: ExtendedValue | undefined): string | number | boolean {
  if (!entered) return "";
  return (
    entered.formulaValue ?? entered.numberValue ?? entered.boolValue ?? entered.stringValue ?? ""
  );
}

export function isCheckbox(cell: Cell): boolean {
  return cell.rule?.condition?.type === "BOOLEAN";
}

/** Values of a checkbox that is on and off; Google lets a rule name others than TRUE and FALSE. */
export function boxTexts(cell: Cell): [string, string] {
  const [on, off] = (cell.rule?.condition?.values ?? []).map((one) => one.userEnteredValue ?? "");
  return [on ?? "TRUE", off ?? "FALSE"];
}

export function isChecked(cell: Cell): boolean {
  const own = cell.rule?.condition?.values?.length;
  return own ? cell.text === boxTexts(cell)[0] : cell.value?.boolValue === true;
}

export function hasChoices(cell: Cell): boolean {
  const type = cell.rule?.condition?.type;
  return type === "ONE_OF_LIST" || type === "ONE_OF_RANGE";
}

const NUMBER_CHECKS: Record<string, (value: number, bounds: number[]) => boolean> = {
  NUMBER_GREATER: (x, [a]) => x > a!,
  NUMBER_GREATER_THAN_EQ: (x, [a]) => x >= a!,
  NUMBER_LESS: (x, [a]) => x < a!,
  NUMBER_LESS_THAN_EQ: (x, [a]) => x <= a!,
  NUMBER_EQ: (x, [a]) => x === a,
  NUMBER_NOT_EQ: (x, [a]) => x !== a,
  NUMBER_BETWEEN: (x, [a, b]) => x >= a! && x <= b!,
  NUMBER_NOT_BETWEEN: (x, [a, b]) => x < a! || x > b!,
};

/** Whether a text may stand in a cell by its rule; true where only the server could tell. */
export function obeys(condition: Condition, text: string, choices: string[] | null): boolean {
  if (text === "" || text.startsWith("=")) return true;
  const type = condition.type ?? "";
  if (type === "ONE_OF_LIST" || type === "ONE_OF_RANGE") {
    return choices === null || choices.includes(text);
  }
  const check = NUMBER_CHECKS[type];
  const bounds = (condition.values ?? []).map((one) => Number(one.userEnteredValue));
  if (!check || bounds.length === 0 || bounds.some(Number.isNaN)) return true;
  const number = Number(text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : text);
  return !Number.isNaN(number) && check(number, bounds);
}
