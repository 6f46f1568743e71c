// What an answer rests on: how well it is supported, in words, and its sources.
import type { Reply, Source } from "./contract";
import { h, icon } from "./dom";
import { DOWN } from "./icons";
import { pageLink } from "./links";
import { button, type Ui } from "./ui";

const GRADES = ["strong", "moderate", "limited", "insufficient", "contradicted", "consensus", "practical"] as const;

/** A line that says it, and the list that it opens; nothing where there is nothing to tell. */
export function basisOf({ sources, evidence }: Reply, ui: Ui): HTMLElement[] {
  const grade = GRADES.find((known) => known === evidence);
  const count = sources.length;
  const words = grade && ui.words(grade);
  // Opening hours are everyday practice too: that says something only beside a source.
  if (!count) return words && grade !== "practical" ? [h("p", { class: "toggle" }, words)] : [];
  const list = h("ul", { class: "sources small", role: "list", hidden: true }, ...sources.map((one) => lineOf(one, ui)));
  const counted = ui.words(count > 1 ? "sourcesMany" : "sourcesOne", { count });
  const toggle = button(ui, "toggle", words ? `${words} · ${counted}` : counted, () => {
    list.hidden = !list.hidden;
    toggle.ariaExpanded = String(!list.hidden);
  });
  toggle.ariaExpanded = "false";
  toggle.append(icon(DOWN));
  return [toggle, list];
}

function lineOf({ title, organisation, year, url }: Source, ui: Ui): HTMLElement {
  const link = pageLink(url, h("bdi", {}, title || organisation));
  if (link.localName === "a") link.append(h("span", { class: "unseen" }, ` (${ui.words("newTab")})`));
  const by = [organisation, year === "undated" ? ui.words("undated") : year].filter(Boolean).join(", ");
  return h("li", {}, link, h("bdi", { class: "soft" }, by));
}
