// The one place where an address becomes a link.
import { h, type Child } from "./dom";

/** A link to a page elsewhere, in a new tab; the children alone where the address is not plain http or https. */
export function pageLink(address: string, ...children: Child[]): HTMLElement {
  const safe = safePage(address);
  return safe ? h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children) : h("span", {}, ...children);
}

/** A link that calls; the children alone where the number is none. */
export function phoneLink(number: string, name: string, ...children: Child[]): HTMLElement {
  const digits = number.replace(/[\s().\/-]/g, "");
  return /^\+?[\d*#]{2,18}$/.test(digits)
    ? h("a", { class: name, href: `tel:${digits}` }, ...children)
    : h("span", { class: name }, ...children);
}

function safePage(address: string): string | null {
  try {
    const { username, password, href } = new URL(address);
    // A name before the host makes one site look like another, and so does a stroke that browsers turn round.
    return /^https?:\/\/[^\s\\]+$/i.test(address) && !username && !password ? href : null;
  } catch {
    return null;
  }
}
