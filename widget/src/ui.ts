// What every part of the panel is given: words, the conversation, and a way to listen that ends with the element.
import type { Conversation } from "./conversation";
import { h, type Child } from "./dom";
import type { Problem } from "./server";
import { fill, type Strings } from "./strings";

export interface Ui {
  readonly talk: Conversation;
  readonly signal: AbortSignal;
  /** One of the strings, its names filled in. */
  words(name: keyof Strings, values?: Record<string, string | number>): string;
  /** A view over the conversation, with a heading and a way back. */
  openSheet(title: string, ...content: Node[]): void;
  closeSheet(): void;
  /** Opens the form that asks the clinic to make contact. */
  openContact(): void;
}

/** Listens until the element leaves the page. */
export function on<K extends keyof HTMLElementEventMap>(
  { signal }: { readonly signal: AbortSignal },
  target: HTMLElement,
  type: K,
  handle: (event: HTMLElementEventMap[K]) => void,
): void {
  target.addEventListener(type, handle, { signal });
}

/** A button that does something. One with a drawing for its content has a label beside it. */
export function button(ui: Ui, name: string, content: Child, act: () => void, label?: string): HTMLButtonElement {
  const element = h("button", { class: name, "aria-label": label }, content);
  on(ui, element, "click", act);
  return element;
}

/** Why something did not work, in the server's words where it has some. */
export function reasonOf({ message }: Problem, ui: Ui): string {
  return message || ui.words("unreachable");
}

/** The words of the clinic where they are known, of the strings where they are not. */
export function wording(strings: Strings, talk: () => Conversation): Ui["words"] {
  return (name, values) => {
    const clinic = talk().clinic;
    return fill(strings[name], {
      assistant: clinic?.assistant || strings.assistant,
      clinic: clinic?.name || strings.clinic,
      emergency: clinic?.emergency_number || "",
      ...values,
    });
  };
}
