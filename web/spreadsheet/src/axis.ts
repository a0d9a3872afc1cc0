/** Rows or columns as they are laid out: which are shown, in which order, and where. */

export class Axis {
  /** The line at each shown place. */
  readonly shown: number[] = [];
  /** How many shown places are frozen. */
  readonly frozen: number;
  private readonly starts: Float64Array;
  private readonly places: Int32Array;

  /** `size` is 0 for hidden lines; `order` permutes lines (a filter view that sorts). */
  constructor(
    readonly count: number,
    size: (line: number) => number,
    frozenLines: number,
    order: number[] | null = null,
  ) {
    this.places = new Int32Array(count).fill(-1);
    const sizes: number[] = [];
    let frozen = 0;
    for (let at = 0; at < count; at++) {
      const line = order ? order[at]! : at;
      const pixels = size(line);
      if (pixels === 0) continue;
      this.places[line] = this.shown.length;
      this.shown.push(line);
      sizes.push(pixels);
      if (line < frozenLines) frozen = this.shown.length;
    }
    this.frozen = frozen;
    this.starts = new Float64Array(sizes.length + 1);
    sizes.forEach((pixels, at) => (this.starts[at + 1] = this.starts[at]! + pixels));
  }

  get length(): number {
    return this.shown.length;
  }

  get total(): number {
    return this.starts[this.length]!;
  }

  get frozenSize(): number {
    return this.starts[this.frozen]!;
  }

  /** The place of a line; -1 when it is hidden. */
  place(line: number): number {
    return this.places[line] ?? -1;
  }

  /** The place of a line, or of the nearest shown one. */
  near(line: number): number {
    for (let off = 0; off < this.count; off++) {
      const after = this.place(line + off);
      if (after >= 0) return after;
      const before = this.place(line - off);
      if (before >= 0) return before;
    }
    return 0;
  }

  line(place: number): number {
    return this.shown[Math.max(0, Math.min(place, this.length - 1))] ?? 0;
  }

  start(place: number): number {
    return this.starts[Math.max(0, Math.min(place, this.length))]!;
  }

  size(place: number): number {
    return this.start(place + 1) - this.start(place);
  }

  /** The place at a pixel. */
  at(pixel: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= pixel) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
