/** Card JSON read field by field, so that whatever this panel does not know is said and not lost. */

export type Json = Record<string, unknown>;

export class Part {
  private readonly unread: Set<string>;

  constructor(
    readonly json: Json,
    private readonly place: string,
    private readonly troubles: string[],
  ) {
    this.unread = new Set(Object.keys(json));
  }

  has(name: string): boolean {
    return name in this.json;
  }

  /** The fields that nothing has read yet. */
  names(): string[] {
    return [...this.unread];
  }

  text(name: string): string {
    return this.take(name, "string") as string | undefined ?? "";
  }

  flag(name: string): boolean {
    return this.take(name, "boolean") as boolean | undefined ?? false;
  }

  /** A number, also one that JSON holds as text, as it does for large ones. */
  number(name: string): number | null {
    this.unread.delete(name);
    const found = this.json[name];
    if (found === undefined) return null;
    const read = typeof found === "string" && found.trim() ? Number(found) : found;
    if (typeof read === "number" && Number.isFinite(read)) return read;
    this.trouble(`${name} is no number`);
    return null;
  }

  part(name: string): Part | null {
    const found = this.take(name, "object") as Json | undefined;
    return found ? new Part(found, `${this.place}.${name}`, this.troubles) : null;
  }

  parts(name: string): Part[] {
    const found = (this.take(name, "object") as Json[] | undefined) ?? [];
    if (Array.isArray(found)) {
      return found.map((one, at) => new Part(one, `${this.place}.${name}[${at}]`, this.troubles));
    }
    this.trouble(`${name} is no list`);
    return [];
  }

  texts(name: string): string[] {
    const found = this.take(name, "object");
    if (found === undefined) return [];
    if (Array.isArray(found) && found.every((one) => typeof one === "string")) return found;
    this.trouble(`${name} is no list of texts`);
    return [];
  }

  /** One of a few words; the first of them without the field. */
  one<T extends string>(name: string, known: readonly T[]): T {
    const found = this.text(name) as T;
    if (found && !known.includes(found)) this.trouble(`${name} ${found} is not known`);
    return known.includes(found) ? found : known[0]!;
  }

  trouble(words: string): void {
    this.troubles.push(`${this.place}: ${words}`);
  }

  /** Whatever was not read is not known here. */
  end(): void {
    for (const name of this.unread) this.trouble(`${name} is not known`);
    this.unread.clear();
  }

  private take(name: string, kind: string): unknown {
    this.unread.delete(name);
    const found = this.json[name];
    if (found === undefined) return undefined;
    if (typeof found === kind && found !== null) return found;
    this.trouble(`${name} is of another type`);
    return undefined;
  }
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}
