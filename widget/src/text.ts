// Text as text: paragraphs, line breaks and lists of lines that begin with a bullet. Nothing in it is ever a link or an element.
import { h } from "./dom";

const BULLET = /^[ \t]*(?:[-•–]|\d{1,2}[.)])[ \t]+/;

/** The text as nodes whose own text is the same, character by character, but for the line breaks between blocks. */
export function blocksOf(text: string): HTMLElement[] {
  return text
    .split(/\n[ \t]*\n+/)
    .flatMap((block) => groupsOf(block.split("\n")))
    .filter((lines) => lines.join(""))
    .map((lines) => (isList(lines) ? listOf(lines) : h("p", {}, lines.join("\n"))));
}

/** Neighbouring lines that are all items, or all not. One lonely item is a line like any other. */
function groupsOf(lines: string[]): string[][] {
  const groups: string[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last && BULLET.test(last[0] ?? "") === BULLET.test(line)) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

function isList(lines: string[]): boolean {
  return lines.length > 1 && BULLET.test(lines[0] ?? "");
}

function listOf(lines: string[]): HTMLElement {
  const items = lines.map((line) => {
    const [mark = ""] = line.match(BULLET) ?? [];
    return h("li", {}, h("i", { "aria-hidden": true }, mark), line.slice(mark.length));
  });
  return h("ul", { role: "list" }, ...items);
}
