/** Edits on their way to the server: in order, none lost, refusals in Google's words. */

import { type Api, Refused, Unanswered, type ValueRange } from "./api";
import { inTab, rangeName, type Rect } from "./a1";
import type { AxisName, Tab } from "./tab";

export interface TypedCell {
  row: number;
  column: number;
  text: string;
}

/** An edit; `cells` are typed, `run` does anything else. */
export interface Job {
  tab: Tab;
  cells?: TypedCell[];
  run?: () => Promise<void>;
  /** After the server took it; `stands` is what it made of each typed cell. */
  done?: (stands: unknown[]) => void;
  /** After the server refused it. */
  refused?: () => void;
  /** Where the lines of its cells are now. */
  moved?: (axis: AxisName, target: (line: number) => number) => void;
  /** Rows that are worth reading again afterwards. */
  rows?: () => number[];
}

export interface SavingEvents {
  sending(jobs: Job[]): void;
  saved(job: Job): void;
  refused(job: Job, words: string): void;
  /** How many edits wait; `problem` is why, when the server does not take them. */
  waiting(count: number, problem: string): void;
}

const MOST_AT_ONCE = 400;
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 5000;

export class Saving {
  private queue: Job[] = [];
  private busy: Job[] = [];
  private running = false;

  constructor(
    private readonly api: Api,
    private readonly events: SavingEvents,
  ) {}

  get count(): number {
    return this.queue.length + this.busy.length;
  }

  add(job: Job): void {
    this.queue.push(job);
    this.events.waiting(this.count, "");
    if (!this.running) void this.work();
  }

  /** Rows or columns moved: what was typed follows its cell, or goes with it. */
  reorder(tab: Tab, axis: AxisName, target: (line: number) => number): void {
    for (const job of this.queue) {
      if (job.tab !== tab) continue;
      job.moved?.(axis, target);
      job.cells = job.cells
        ?.map((cell) =>
          axis === "ROWS"
            ? { ...cell, row: target(cell.row) }
            : { ...cell, column: target(cell.column) },
        )
        .filter((cell) => cell.row >= 0 && cell.column >= 0);
    }
  }

  private async work(): Promise<void> {
    this.running = true;
    while (this.queue.length) {
      this.busy = this.next();
      await this.send(this.busy);
      this.busy = [];
      this.events.waiting(this.count, "");
    }
    this.running = false;
  }

  /** The first edit, with the typed ones that follow it. */
  private next(): Job[] {
    const taken = [this.queue.shift()!];
    let cells = taken[0]!.cells?.length ?? MOST_AT_ONCE;
    while (taken[0]!.cells && this.queue[0]?.cells) {
      cells += this.queue[0].cells.length;
      if (cells > MOST_AT_ONCE) break;
      taken.push(this.queue.shift()!);
    }
    return taken;
  }

  private async send(jobs: Job[]): Promise<void> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      this.events.sending(jobs);
      try {
        await this.once(jobs);
        return;
      } catch (error) {
        if (error instanceof Refused) return this.refuse(jobs, error.message);
        if (!(error instanceof Unanswered)) {
          console.error(error);
          return this.refuse(jobs, String(error));
        }
        this.events.waiting(this.count, error.message);
        await new Promise((done) => setTimeout(done, pause));
      }
    }
  }

  /** One refused edit must not take others with it: they are sent again one by one. */
  private async refuse(jobs: Job[], words: string): Promise<void> {
    if (jobs.length > 1) {
      for (const job of jobs) await this.send([job]);
      return;
    }
    jobs[0]!.refused?.();
    this.events.refused(jobs[0]!, words);
  }

  private async once(jobs: Job[]): Promise<void> {
    const first = jobs[0]!;
    if (!first.cells) {
      await first.run?.();
      this.finish(first, []);
      return;
    }
    const data = jobs.map((job) => rectangles(job.tab.title, job.cells ?? []));
    const flat = data.flat();
    const stands = flat.length ? await this.api.type(flat.map((one) => one.range)) : [];
    jobs.forEach((job, at) => {
      const before = data.slice(0, at).flat().length;
      const answers = data[at]!.flatMap((one, part) => inOrder(one, stands[before + part] ?? []));
      this.finish(job, inCells(job.cells ?? [], answers));
    });
  }

  private finish(job: Job, stands: unknown[]): void {
    job.done?.(stands);
    this.events.saved(job);
  }
}

interface Block {
  range: ValueRange;
  rect: Rect;
}

/** Cells as rectangles: neighbours of a row together, equal rows below each other too. */
export function rectangles(title: string, cells: TypedCell[]): Block[] {
  const blocks: Block[] = [];
  const sorted = [...cells].sort((one, other) => one.row - other.row || one.column - other.column);
  let line: TypedCell[] = [];
  const close = (): void => {
    if (line.length) stack(blocks, title, line);
    line = [];
  };
  for (const cell of sorted) {
    const last = line[line.length - 1];
    if (last && (last.row !== cell.row || last.column + 1 !== cell.column)) close();
    line.push(cell);
  }
  close();
  return blocks;
}

function stack(blocks: Block[], title: string, line: TypedCell[]): void {
  const [first, last] = [line[0]!, line[line.length - 1]!];
  const values = line.map((cell) => cell.text);
  const above = blocks[blocks.length - 1];
  const fits =
    above?.rect.bottom === first.row &&
    above.rect.left === first.column &&
    above.rect.right === last.column + 1;
  const block: Block = fits
    ? above
    : {
        rect: { top: first.row, left: first.column, bottom: first.row, right: last.column + 1 },
        range: { range: "", values: [] },
      };
  block.rect.bottom = first.row + 1;
  block.range.values.push(values);
  block.range.range = inTab(title, rangeName(block.rect));
  if (!fits) blocks.push(block);
}

interface Answer {
  row: number;
  column: number;
  value: unknown;
}

function inOrder(block: Block, values: unknown[][]): Answer[] {
  const { top, left } = block.rect;
  return block.range.values.flatMap((line, row) =>
    line.map((_, column) => ({
      row: top + row,
      column: left + column,
      value: values[row]?.[column] ?? "",
    })),
  );
}

function inCells(cells: TypedCell[], answers: Answer[]): unknown[] {
  const found = new Map(answers.map((one) => [`${one.row},${one.column}`, one.value]));
  return cells.map((cell) => found.get(`${cell.row},${cell.column}`));
}
