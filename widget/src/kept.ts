// What is known about the visitor, and how it is deleted.
import { listOf, type Fields } from "./contract";
import { h } from "./dom";
import type { Strings } from "./strings";
import { button, reasonOf, type Ui } from "./ui";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:/;
const MOST = 1000;
const PARTS: [name: string, title: keyof Strings][] = [
  ["contact_requests", "keptRequests"],
  ["feedback", "keptFeedback"],
  ["messages", "keptMessages"],
];

export async function openKept(ui: Ui): Promise<void> {
  const place = h("div", { class: "kept", role: "status" });
  ui.openSheet(ui.words("kept"), place);
  const outcome = await ui.talk.held();
  place.replaceChildren(...("value" in outcome ? tell(outcome.value, ui) : [reasonOf(outcome.problem, ui)]));
}

/** Asks once more before something is gone; `act` gives what went wrong, if anything. */
function openSure(ui: Ui, title: keyof Strings, ask: keyof Strings, yes: keyof Strings, act: () => Promise<string>): void {
  const wrong = h("p", { class: "problem", role: "alert" });
  const sure = button(ui, "primary", ui.words(yes), () => void act().then((problem) => (wrong.textContent = problem)));
  const cancel = button(ui, "plain", ui.words("cancel"), ui.closeSheet);
  ui.openSheet(ui.words(title), h("p", {}, ui.words(ask)), wrong, h("div", { class: "line" }, sure, cancel));
}

export function openForget(ui: Ui): void {
  openSure(ui, "forget", "forgetAsk", "forgetDo", async () => {
    const problem = await ui.talk.forget();
    if (problem) return `${ui.words("notForgotten")} ${reasonOf(problem, ui)}`;
    ui.closeSheet();
    return "";
  });
}

export function openStartOver(ui: Ui): void {
  openSure(ui, "startOver", "startOverAsk", "startOver", async () => {
    ui.talk.startOver();
    ui.closeSheet();
    return "";
  });
}

/** `bodies` are the server's answers: of this conversation, and of those that were started over. */
function tell(bodies: Fields[], ui: Ui): Node[] {
  const parts = PARTS.flatMap(([name, title]) => {
    const entries = bodies.flatMap((body) => listOf(body[name], MOST));
    const items = entries.map((entry) => h("li", {}, ...linesOf(entry, ui)));
    return items.length ? [h("h3", {}, ui.words(title)), h("ul", { role: "list" }, ...items)] : [];
  });
  const count = Number(bodies[0]?.["kept_days"]);
  const intro = parts.length ? ui.words("keptDays", { count }) : ui.words("keptNothing");
  return [h("p", {}, intro), button(ui, "plain", ui.words("forget"), () => openForget(ui)), ...parts];
}

/** A message reads as a message; anything else as its names and values, whatever they are. */
function linesOf({ text, by, said_at, ...more }: Fields, ui: Ui): Node[] {
  if (text) {
    const head = `${ui.words(by === "visitor" ? "you" : "speaker")} · ${worded(said_at, ui)}`;
    return [h("p", { class: "small soft" }, head), h("p", { class: "text" }, String(text))];
  }
  const known = Object.entries(more).filter(([name, value]) => value != null && value !== "" && !/(^|_)id$/.test(name));
  return known.map(([name, value]) =>
    h("p", {}, h("span", { class: "soft" }, `${name.replaceAll("_", " ")}: `), worded(value, ui)),
  );
}

function worded(value: unknown, ui: Ui): string {
  if (typeof value === "boolean") return ui.words(value ? "yes" : "no");
  const text = String(value);
  if (!INSTANT.test(text)) return text;
  return new Date(text).toLocaleString(ui.words("language"), { dateStyle: "medium", timeStyle: "short" });
}
