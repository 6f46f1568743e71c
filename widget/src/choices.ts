// Quick replies: buttons of one turn. Once the turn is past they stay, say which one was taken, and do nothing.
import type { Offer } from "./contract";
import { h } from "./dom";
import { openForget } from "./kept";
import type { Said } from "./memory";
import { button, type Ui } from "./ui";

export interface Choices {
  readonly element: HTMLElement | null;
  /** `next` is what the visitor said after it, if anything. */
  update(next: Said | undefined): void;
}

export function choicesOf(offers: readonly Offer[], ui: Ui): Choices {
  let isPast = false;
  const buttons = offers.map(({ title, payload }) =>
    button(ui, "choice", h("bdi", {}, title), () => {
      if (isPast) return;
      // It would empty the server alone: this device keeps a history of its own.
      if (payload === "do:forget") openForget(ui);
      else ui.talk.say(payload, title);
    }),
  );
  return {
    element: offers.length ? h("div", { class: "choices line", role: "group", "aria-label": ui.words("choices") }, ...buttons) : null,
    update(next) {
      isPast = !!next;
      buttons.forEach((element, place) => {
        // Not `disabled`: the button that was just pressed keeps the focus.
        element.ariaDisabled = isPast ? "true" : null;
        element.ariaPressed = next?.payload === offers[place]?.payload ? "true" : null;
      });
    },
  };
}
