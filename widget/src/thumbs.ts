// Whether an answer helped, and in the visitor's own words why.
import { h, icon } from "./dom";
import { UP } from "./icons";
import type { Said } from "./memory";
import { button, on, type Ui } from "./ui";

export interface Thumbs {
  readonly pair: HTMLElement;
  /** Where the words go, and the thanks. */
  readonly after: HTMLElement;
  update(helpful: boolean | null): void;
}

export function thumbsOf({ id }: Said, answerId: string, ui: Ui): Thumbs {
  const after = h("div", { class: "after small" });
  const [yes, no] = (["helpful", "unhelpful"] as const).map((name) =>
    button(ui, `round ${name}`, icon(UP), () => void judge(name === "helpful"), ui.words(name)),
  ) as [HTMLButtonElement, HTMLButtonElement];

  function update(helpful: boolean | null): void {
    yes.ariaPressed = String(helpful === true);
    no.ariaPressed = String(helpful === false);
  }

  async function judge(helpful: boolean, words = ""): Promise<void> {
    update(helpful);
    const outcome = await ui.talk.judge(id, answerId, helpful, words);
    if ("value" in outcome) return after.replaceChildren(words ? ui.words("thanks") : askWords(helpful));
    update(null);
    after.replaceChildren(ui.words("notSent"));
  }

  function askWords(helpful: boolean): HTMLElement {
    const field = h("input", { maxlength: 500, autocomplete: "off" });
    const label = h("label", {}, ui.words("words"), field);
    const form = h("form", { class: "line" }, label, h("button", { class: "plain" }, ui.words("send")));
    on(ui, form, "submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) void judge(helpful, field.value.trim());
    });
    return form;
  }

  return { pair: h("div", { class: "thumbs" }, yes, no), after, update };
}
