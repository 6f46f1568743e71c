// The conversation as it is seen and heard: rows in order, the typing state, and where it is scrolled to.
import { h } from "./dom";
import { rowOf, type Row } from "./rows";
import type { Ui } from "./ui";

export class Log {
  readonly element: HTMLElement;
  readonly #ui: Ui;
  readonly #rows = new Map<string, Row>();
  readonly #typing = h("div", { role: "status" });
  #isLive = false;

  constructor(ui: Ui) {
    this.#ui = ui;
    const label = ui.words("conversation");
    // Not live yet: what is remembered is not announced.
    const attributes = { class: "scroller", role: "log", "aria-label": label, "aria-live": "off", tabindex: 0 };
    this.element = h("div", attributes, this.#typing);
  }

  /** From now on what comes in is announced. */
  goLive(): void {
    this.#isLive = true;
    this.element.ariaLive = "polite";
    this.toEnd();
  }

  toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Shows what is said now, and touches only what has changed. */
  update(): void {
    const { said, isBusy, trouble } = this.#ui.talk;
    const ids = new Set(said.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) this.#rows.delete(id), row.element.remove();
    }
    said.forEach((entry, place) => {
      const known = this.#rows.get(entry.id);
      const row = known ?? rowOf(entry, this.#isLive, this.#ui);
      row.update(entry, said.slice(place).find(({ by, id }) => by === "visitor" && id !== entry.id));
      if (known) return;
      this.#rows.set(entry.id, row);
      this.element.insertBefore(row.element, this.element.children[place] ?? this.#typing);
      // A long answer is read from its beginning.
      this.element.scrollTop = row.element.offsetTop - 12;
    });
    this.#type(isBusy && !trouble);
  }

  #type(isTyping: boolean): void {
    if (!!this.#typing.childElementCount === isTyping) return;
    if (!isTyping) return this.#typing.replaceChildren();
    const dots = h("span", { class: "dots", "aria-hidden": true }, h("i"), h("i"), h("i"));
    this.#typing.append(dots, h("span", { class: "unseen" }, this.#ui.words("typing")));
    this.toEnd();
  }
}
