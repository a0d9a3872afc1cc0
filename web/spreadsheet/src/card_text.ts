/** The simple HTML of cards: a few tags, everything else is text. Nothing is ever parsed in place. */

import { make } from "./card_json";

const TAGS: Record<string, keyof HTMLElementTagNameMap> = { B: "b", I: "i", U: "u", S: "s", BR: "br" };

export interface Links {
  /** The address as it may be opened; null when no prefix of the add-on allows it. */
  allowed(url: string): string | null;
  trouble(words: string): void;
}

/** The text as nodes. */
export function rich(text: string, links: Links): DocumentFragment {
  const made = document.createDocumentFragment();
  // A document of its own: it loads nothing and runs nothing. What the page's policy would refuse
  // aloud goes first; nothing depends on it.
  const bare = text.replace(/<[^>]*>/g, (tag) => tag.replace(/\s(on\w+|style)\s*=/gi, " data-was="));
  const read = new DOMParser().parseFromString(bare, "text/html");
  made.append(...copied(read.body, links));
  return made;
}

function copied(from: Node, links: Links): Node[] {
  return Array.from(from.childNodes).flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return lines(node.textContent ?? "");
    return node instanceof Element ? element(node, links) : [];
  });
}

/** A line break of the text is one of the card. */
function lines(text: string): Node[] {
  return text
    .split("\n")
    .flatMap((line, at) => [...(at ? [make("br")] : []), document.createTextNode(line)]);
}

function element(node: Element, links: Links): Node[] {
  const inside = copied(node, links);
  const tag = TAGS[node.tagName];
  if (tag) return [make(tag, "", ...inside)];
  if (node.tagName === "A") return [anchor(node.getAttribute("href") ?? "", inside, links)];
  if (node.tagName === "FONT") return [coloured(node.getAttribute("color") ?? "", inside)];
  links.trouble(`the text holds <${node.tagName.toLowerCase()}>`);
  return inside;
}

function anchor(url: string, inside: Node[], links: Links): Node {
  const allowed = links.allowed(url);
  return allowed === null ? make("span", "", ...inside) : opening(make("a", "", ...inside), allowed);
}

function coloured(color: string, inside: Node[]): Node {
  const made = make("span", "", ...inside);
  made.style.color = color;
  return made;
}

/** A link that opens in another tab of the browser, as Google's do. */
export function opening(link: HTMLAnchorElement, url: string): HTMLAnchorElement {
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}
