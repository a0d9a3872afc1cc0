/** What the server tells this page: which rows changed, and who else is there. */

import type { Place } from "./cursor";
import { cellName } from "./a1";
import type { Difference } from "./reading";

export interface Other {
  page: string;
  name: string;
  sheetId: number;
  cell: string;
}

export interface LiveEvents {
  changed(difference: Difference): void;
  people(others: Other[]): void;
  /** Writes were missed: read all again. */
  behind(): void;
  gone(): void;
}

const REST = 150;
/** A page that is not looked at lets go of its connection: browsers open only six to a server. */
const HIDDEN_FOR = 20_000;

export class Live {
  private source: EventSource | null = null;
  private readonly page = crypto.randomUUID();
  private timer = 0;
  private hiding = 0;
  private place = "";

  constructor(
    private readonly fileId: string,
    private seq: number,
    private readonly events: LiveEvents,
  ) {
    this.connect();
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => this.visibility());
  }

  private connect(): void {
    if (this.source) return;
    const source = new EventSource(`/spreadsheets/d/${this.fileId}/events?page=${this.page}`);
    this.source = source;
    const on = <T>(name: string, act: (content: T) => void): void =>
      source.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data) as T));
    on<{ seq: number }>("hello", ({ seq }) => {
      if (seq !== this.seq) this.events.behind();
      this.seq = seq;
      this.tell();
    });
    on<Difference>("changed", (difference) => {
      this.seq = difference.seq;
      this.events.changed(difference);
    });
    on<Other[]>("people", (others) => this.events.people(others));
    on("gone", () => {
      this.close();
      this.events.gone();
    });
  }

  private close(): void {
    this.source?.close();
    this.source = null;
  }

  private visibility(): void {
    clearTimeout(this.hiding);
    if (document.visibilityState === "visible") this.connect();
    else this.hiding = window.setTimeout(() => this.close(), HIDDEN_FOR);
  }

  /** Tell the others which cell is chosen, when one rests there. */
  moved(sheetId: number, place: Place): void {
    const form = new URLSearchParams({
      page: this.page,
      sheetId: String(sheetId),
      cell: cellName(place.row, place.column),
    });
    if (String(form) === this.place) return;
    this.place = String(form);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.tell(), REST);
  }

  private tell(): void {
    if (!this.place || !this.source) return;
    void fetch(`/spreadsheets/d/${this.fileId}/place`, {
      method: "POST",
      body: new URLSearchParams(this.place),
    }).catch(() => undefined); // the connection itself notices when the server is gone
  }

  private leave(): void {
    this.close();
    const form = new URLSearchParams({ page: this.page });
    navigator.sendBeacon(`/spreadsheets/d/${this.fileId}/place`, form);
  }
}
