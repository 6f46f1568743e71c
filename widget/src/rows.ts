// One entry of the conversation: what the visitor said, what the assistant answered, a note in between.
import { basisOf } from "./basis";
import { cardOf } from "./card";
import { choicesOf } from "./choices";
import type { Reply } from "./contract";
import { h, icon, type Child } from "./dom";
import { WARN } from "./icons";
import type { Said } from "./memory";
import { blocksOf } from "./text";
import { thumbsOf } from "./thumbs";
import { button, type Ui } from "./ui";

export interface Row {
  readonly element: HTMLElement;
  /** `next` is what the visitor said after it, if anything. */
  update(said: Said, next: Said | undefined): void;
}

/** The row of an entry; `isFresh` tells what is said now from what is remembered. */
export function rowOf(said: Said, isFresh: boolean, ui: Ui): Row {
  if (said.by === "visitor") return visitorRow(said, ui);
  if (said.reply) return answerRow(said, said.reply, isFresh, ui);
  return { element: h("p", { class: "row note" }, said.text), update: () => {} };
}

function visitorRow({ text }: Said, ui: Ui): Row {
  const foot = h("div", { class: "foot small soft" });
  let shown = "";
  return {
    element: h("div", { class: "row visitor" }, speaker("you", ui), bubble(text), foot),
    update({ state, problem }) {
      if (shown === state + problem) return;
      shown = state + problem;
      foot.replaceChildren(state === "waiting" ? ui.words("waiting") : "");
      if (state !== "failed") return;
      const retry = button(ui, "plain", ui.words("retry"), () => ui.talk.retry());
      foot.replaceChildren(h("p", { class: "problem" }, icon(WARN), problem), retry);
    },
  };
}

function answerRow(said: Said, reply: Reply, isFresh: boolean, ui: Ui): Row {
  const { kind, answer_id, card, buttons, text } = reply;
  const choices = choicesOf(buttons, ui);
  const thumbs = answer_id && /^(answer|decline)$/.test(kind) ? thumbsOf(said, answer_id, ui) : null;
  const [line, list] = basisOf(reply, ui);
  const under = (line || thumbs) && h("div", { class: "under" }, line, thumbs?.pair);
  const parts = [card && cardOf(card, isFresh, ui), bubble(text, under, list, thumbs?.after)];
  if (card?.kind !== "emergency") parts.reverse();
  return {
    element: h("div", { class: "row" }, speaker("speaker", ui), levelOf(reply, ui), ...parts, choices.element),
    update({ helpful }, next) {
      choices.update(next);
      thumbs?.update(helpful);
    },
  };
}

/** How far the answer sends the visitor on, in words, where no card says it. */
function levelOf({ escalation, card }: Reply, ui: Ui): Child {
  if (escalation !== "professional" && escalation !== "urgent" && escalation !== "emergency") return null;
  if (card?.kind === escalation || card?.kind === "emergency") return null;
  return h("p", { class: `level ${escalation}` }, icon(WARN), ui.words(escalation));
}

function bubble(text: string, ...more: Child[]): HTMLElement {
  return h("div", { class: "bubble" }, h("div", { class: "text", dir: "auto" }, ...blocksOf(text)), ...more);
}

function speaker(name: "you" | "speaker", ui: Ui): HTMLElement {
  return h("span", { class: "unseen" }, `${ui.words(name)}: `);
}
