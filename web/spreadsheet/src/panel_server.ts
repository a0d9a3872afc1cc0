/** What the side panel asks of the server, which signs it and asks the add-on. */

import type { Json } from "./card_json";

export interface About {
  name: string;
  logo: string;
  home: string;
  prefixes: string[];
  actions: { label: string; link: string; function: string }[];
}

/** An answer of the add-on (local_sheets/addon/envelope.py). */
export interface Reply {
  steps: Record<string, unknown>[];
  toast: string;
  link: string;
  wants_file: boolean;
  scopes: string[];
  is_stale: boolean;
}

/** A refusal, in words for the person. */
export class Troubled extends Error {}

export class PanelServer {
  constructor(private readonly file: string) {}

  look(signal?: AbortSignal): Promise<About> {
    return this.call("", undefined, signal);
  }

  ask(url: string, parameters: Record<string, string>, inputs: Json, signal: AbortSignal): Promise<Reply> {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const here = {
      locale: navigator.language,
      zone: timeZone,
      offset: -new Date().getTimezoneOffset() * 60_000,
    };
    return this.call("/ask", { file: this.file, url, parameters, inputs, ...here }, signal);
  }

  async allow(scopes: string[]): Promise<void> {
    await this.call("/scopes", { scopes });
  }

  /** Lets the add-on know this file; gives the trigger to ask next, "" for none. */
  async grantFile(): Promise<string> {
    return (await this.call<{ next: string }>("/file", { file: this.file })).next;
  }

  /** Where this page finds a picture of the add-on's. */
  picture(url: string): string {
    return `/addon/image?${new URLSearchParams({ url })}`;
  }

  private async call<T>(path: string, body?: Json, signal?: AbortSignal): Promise<T> {
    const sent: RequestInit = body
      ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
      : {};
    let response: Response;
    try {
      response = await fetch(`/addon${path}`, { ...sent, ...(signal ? { signal } : {}) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Troubled("The server does not answer.");
    }
    const content = (await response.json().catch(() => ({}))) as T & { error?: string };
    if (!response.ok) throw new Troubled(content.error ?? `The server answered ${response.status}.`);
    return content;
  }
}
