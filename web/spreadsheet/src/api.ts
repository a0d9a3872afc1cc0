/** The REST API, as any client calls it: with the token of the person who looks. */

import type { CellData, Request, SpreadsheetJson } from "./google";
import { inTab, rangeName, type Rect } from "./a1";

/** A refusal, in Google's words. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** No answer, or one that says to try again later. */
export class Unanswered extends Error {}

export interface ValueRange {
  range: string;
  values: unknown[][];
}

/** All that is stored of a cell; what an undo puts back. */
export const STORED = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns";

export class Api {
  private token = "";
  private asking: Promise<void> | null = null;
  private readonly root: string;

  constructor(fileId: string) {
    this.root = `/v4/spreadsheets/${encodeURIComponent(fileId)}`;
  }

  get(ranges: string[], fields: string): Promise<SpreadsheetJson> {
    const query = new URLSearchParams({ fields, prettyPrint: "false" });
    ranges.forEach((range) => query.append("ranges", range));
    return this.call("GET", `?${query}`) as Promise<SpreadsheetJson>;
  }

  /** What stands in a range of one tab, as its rows show it. */
  async values(range: string): Promise<string[][]> {
    const answer = await this.call("GET", `/values/${encodeURIComponent(range)}?prettyPrint=false`);
    return ((answer as { values?: string[][] }).values ?? []) as string[][];
  }

  /** The stored cells of a rectangle, row by row, blank ones as {}. */
  async stored(title: string, rect: Rect): Promise<CellData[][]> {
    const fields = `sheets(data(rowData(values(${STORED}))))`;
    const answer = await this.get([inTab(title, rangeName(rect))], fields);
    const rows = answer.sheets?.[0]?.data?.[0]?.rowData ?? [];
    const made: CellData[][] = [];
    for (let row = 0; row < rect.bottom - rect.top; row++) {
      const values = rows[row]?.values ?? [];
      made.push(
        Array.from({ length: rect.right - rect.left }, (_, column) => values[column] ?? {}),
      );
    }
    return made;
  }

  /** Type values as a person would; gives back what then stands in each range. */
  async type(data: ValueRange[]): Promise<unknown[][][]> {
    const answer = (await this.call("POST", "/values:batchUpdate?prettyPrint=false", {
      valueInputOption: "USER_ENTERED",
      includeValuesInResponse: true,
      responseValueRenderOption: "FORMULA",
      data,
    })) as { responses?: { updatedData?: { values?: unknown[][] } }[] };
    return (answer.responses ?? []).map((one) => one.updatedData?.values ?? []);
  }

  batch(requests: Request[]): Promise<unknown> {
    return this.call("POST", ":batchUpdate?prettyPrint=false", { requests });
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    if (!this.token) await this.signIn();
    let response = await this.send(method, path, body);
    if (response.status === 401) {
      await this.signIn();
      response = await this.send(method, path, body);
    }
    const content: unknown = await response.json().catch(() => ({}));
    if (response.ok) return content;
    const error = (content as { error?: { message?: string } }).error;
    if (response.status === 429 || response.status >= 500) {
      throw new Unanswered(error?.message ?? `The server answered ${response.status}.`);
    }
    throw new Refused(error?.message ?? `The server answered ${response.status}.`, response.status);
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    try {
      return await fetch(this.root + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      throw new Unanswered("The server does not answer.");
    }
  }

  private signIn(): Promise<void> {
    this.asking ??= this.askToken().finally(() => (this.asking = null));
    return this.asking;
  }

  private async askToken(): Promise<void> {
    let response: Response;
    try {
      response = await fetch("/person/token", { method: "POST" });
    } catch {
      throw new Unanswered("The server does not answer.");
    }
    if (!response.ok) throw new Refused("Choose again who you are: reload this page.", 401);
    this.token = ((await response.json()) as { token: string }).token;
  }
}
