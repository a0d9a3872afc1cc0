/** The parts of Google's JSON that the page reads and writes, by Google's names. */

export interface Color {
  red?: number;
  green?: number;
  blue?: number;
}
export interface ColorStyle {
  rgbColor?: Color;
}
export interface ExtendedValue {
  numberValue?: number;
  stringValue?: string;
  boolValue?: boolean;
  formulaValue?: string;
  errorValue?: { type?: string; message?: string };
}
export interface NumberFormat {
  type?: string;
  pattern?: string;
}
export interface TextFormat {
  foregroundColorStyle?: ColorStyle;
  bold?: boolean;
  italic?: boolean;
  strikethrough?: boolean;
  underline?: boolean;
  fontSize?: number;
}
export interface Border {
  style?: string;
  colorStyle?: ColorStyle;
}
export interface CellFormat {
  numberFormat?: NumberFormat;
  backgroundColorStyle?: ColorStyle;
  horizontalAlignment?: string;
  verticalAlignment?: string;
  wrapStrategy?: string;
  textFormat?: TextFormat;
  borders?: { top?: Border; bottom?: Border; left?: Border; right?: Border };
}
export interface Condition {
  type?: string;
  values?: { userEnteredValue?: string; relativeDate?: string }[];
}
export interface Rule {
  condition?: Condition;
  strict?: boolean;
  showCustomUi?: boolean;
  inputMessage?: string;
}
export interface CellData {
  userEnteredValue?: ExtendedValue;
  effectiveValue?: ExtendedValue;
  formattedValue?: string;
  userEnteredFormat?: { numberFormat?: NumberFormat };
  effectiveFormat?: CellFormat;
  note?: string;
  dataValidation?: Rule;
}
export interface GridRange {
  sheetId?: number;
  startRowIndex?: number;
  endRowIndex?: number;
  startColumnIndex?: number;
  endColumnIndex?: number;
}
export interface Line {
  hiddenByUser?: boolean;
  pixelSize?: number;
}
export interface GridData {
  startRow?: number;
  startColumn?: number;
  rowData?: { values?: CellData[] }[];
  rowMetadata?: Line[];
  columnMetadata?: Line[];
}
export interface Group {
  range: { sheetId?: number; dimension?: string; startIndex?: number; endIndex?: number };
  depth: number;
  collapsed?: boolean;
}
export interface Protection {
  range?: GridRange;
  unprotectedRanges?: GridRange[];
  requestingUserCanEdit?: boolean;
  warningOnly?: boolean;
  description?: string;
}
export interface FilterCriteria {
  hiddenValues?: string[];
  condition?: Condition;
}
export interface Filter {
  filterViewId?: number;
  title?: string;
  range?: GridRange;
  sortSpecs?: { dimensionIndex?: number; sortOrder?: string }[];
  filterSpecs?: { columnIndex?: number; filterCriteria?: FilterCriteria }[];
}
export interface SheetProperties {
  sheetId?: number;
  title: string;
  index?: number;
  hidden?: boolean;
  gridProperties?: {
    rowCount?: number;
    columnCount?: number;
    frozenRowCount?: number;
    frozenColumnCount?: number;
    hideGridlines?: boolean;
  };
  tabColorStyle?: ColorStyle;
}
export interface SheetJson {
  properties: SheetProperties;
  merges?: GridRange[];
  protectedRanges?: Protection[];
  columnGroups?: Group[];
  rowGroups?: Group[];
  filterViews?: Filter[];
  basicFilter?: Filter;
  data?: GridData[];
}
export interface SpreadsheetJson {
  properties?: { title?: string; locale?: string };
  sheets?: SheetJson[];
}
export type Request = Record<string, unknown>;
