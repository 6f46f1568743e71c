// The conversation: what is said is sent one message at a time, in order, and not lost on the way.
import { readReply, type Clinic, type Fields, type Reply, type Session } from "./contract";
import { entry, type Memory, type Said } from "./memory";
import { isAway, isOver, OFFLINE, type Opened, type Outcome, type Problem, type Server } from "./server";
import { fill, type Strings } from "./strings";

const PAUSES_S = [1, 3, 8];
const LONGEST_PAUSE_S = 10;

export class Conversation {
  /** What came before a session that ended while the chat was open: shown, no longer kept. */
  past: readonly Said[] = [];
  /** What is in the way just now. */
  trouble: Problem | null = null;
  readonly #server: Server;
  readonly #memory: Memory;
  readonly #strings: Strings;
  readonly #changed: () => void;
  /** The messages that this tab sends. */
  readonly #mine = new Set<string>();
  #opening: Promise<Outcome<Opened>> | null = null;
  #isConfirmed = false;
  #isSending = false;
  #stop = new AbortController();

  constructor(server: Server, memory: Memory, strings: Strings, changed: () => void, signal: AbortSignal) {
    this.#server = server;
    this.#memory = memory;
    this.#strings = strings;
    this.#changed = changed;
    addEventListener("online", () => this.trouble && !this.#isSending && this.retry(), { signal });
    addEventListener("offline", () => this.#meet(OFFLINE), { signal });
    signal.addEventListener("abort", () => this.#stop.abort(), { once: true });
  }

  get clinic(): Clinic | null {
    return this.#memory.kept.clinic;
  }

  /** All that is shown: what the clinic says first, and what was said since. */
  get said(): readonly Said[] {
    return [...introduction(this.clinic), ...this.past, ...this.#memory.kept.said];
  }

  /** Whether a reply is on its way, to this tab or to another one. */
  get isBusy(): boolean {
    return !!this.#opening || this.#memory.kept.said.some(({ state }) => state === "sending");
  }

  /** Opens the session, and takes up what was left unanswered. */
  async start(): Promise<void> {
    this.#adopt();
    const outcome = await this.#session();
    this.#meet("problem" in outcome ? outcome.problem : null);
    await this.#work();
  }

  /** Says something; `shown` is what the visitor sees of it. */
  say(payload: string, shown = payload): void {
    this.#memory.update(({ said }) => said.push(entry("visitor", shown, { payload, state: "waiting" })));
    this.#adopt();
    void this.#work();
  }

  /** Sends again what was not sent. */
  retry(): void {
    this.#memory.update(({ said }) => {
      for (const message of said) if (message.state === "failed") message.state = "waiting";
    });
    void this.start();
  }

  async judge(id: string, answerId: string, helpful: boolean, words: string): Promise<Outcome<true>> {
    const outcome = await this.#asked((token) => this.#server.feedback(token, answerId, helpful, words));
    if ("value" in outcome) this.#change(id, { helpful });
    return outcome;
  }

  async requestContact(request: Fields): Promise<Outcome<Reply>> {
    const outcome = await this.#asked((token) => this.#server.contact(token, request));
    if ("value" in outcome) {
      const reply = outcome.value;
      this.#memory.update(({ said }) => said.push(entry("assistant", reply.text, { reply })));
    }
    return outcome;
  }

  /** What is held about this visitor: of this conversation, and of those that were started over. */
  async held(): Promise<Outcome<Fields[]>> {
    const outcome = await this.#asked((token) => this.#server.held(token));
    if ("problem" in outcome) return outcome;
    const before = await Promise.all(this.#memory.kept.earlier.map(({ token }) => this.#server.held(token)));
    return { value: [outcome.value, ...before.flatMap((one) => ("value" in one ? [one.value] : []))] };
  }

  /** Deletes everything at the clinic, then here. Where the clinic cannot be reached, nothing is deleted. */
  async forget(): Promise<Problem | null> {
    const { earlier, session } = this.#memory.kept;
    for (const { token } of session ? [...earlier, session] : earlier) {
      const outcome = await this.#server.forget(token);
      if ("problem" in outcome && !isOver(outcome.problem)) return outcome.problem;
    }
    this.#memory.erase();
    return null;
  }

  /** A new conversation; the one before it leaves this device. */
  startOver(): void {
    this.forgotten();
    this.#memory.update((kept) => {
      if (kept.session) kept.earlier.push(kept.session);
      kept.session = null;
      kept.said = [];
    });
    void this.start();
  }

  /** Everything was deleted, here or in another tab: what is on its way would bring it back. */
  forgotten(...notes: Said[]): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#isSending = this.#isConfirmed = false;
    this.#opening = this.trouble = null;
    this.past = notes;
  }

  #meet(trouble: Problem | null): void {
    this.trouble = trouble;
    this.#changed();
  }

  /** What a reload or a closed tab left is sent by this one: the server answers an id once. */
  #adopt(): void {
    for (const { id, state } of this.#memory.kept.said) if (isPending(state)) this.#mine.add(id);
  }

  async #work(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    const { signal } = this.#stop;
    for (let next = this.#next(); next && (await this.#turn(next, signal)); next = this.#next());
    if (!signal.aborted) this.#isSending = false;
  }

  #next(): Said | undefined {
    return this.#memory.kept.said.find(({ id, state }) => isPending(state) && this.#mine.has(id));
  }

  /** One message until it is answered; false where it is given up, and with it those behind it. */
  async #turn({ id, payload }: Said, stop: AbortSignal): Promise<boolean> {
    this.#change(id, { state: "sending", problem: "" });
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#asked((token) => this.#server.message(token, id, payload));
      if (stop.aborted) return false;
      if ("value" in outcome) return this.#answered(id, outcome.value);
      const { problem } = outcome;
      const pause = problem.retryAfter || (isAway(problem) && PAUSES_S[attempt]);
      this.trouble = isAway(problem) ? problem : null;
      if (!pause || pause > LONGEST_PAUSE_S || attempt === PAUSES_S.length) return this.#failed(problem);
      this.#changed();
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      if (stop.aborted) return false;
    }
  }

  #answered(id: string, reply: Reply): true {
    this.trouble = null;
    this.#memory.update(({ said }) => {
      const place = said.findIndex((one) => one.id === id);
      const answer = entry("assistant", reply.text, { id: `${id}-reply`, reply });
      // Another tab may have asked the same.
      if (said[place]?.state) said.splice(place, 1, { ...said[place], state: "" }, answer);
    });
    return true;
  }

  #failed({ message }: Problem): false {
    const problem = message || this.#strings.notSent;
    this.#memory.update(({ said }) => {
      for (const one of said) if (isPending(one.state) && this.#mine.has(one.id)) Object.assign(one, { state: "failed", problem });
    });
    return false;
  }

  /** What needs a session: where ours is over, a new one takes its place, once. */
  async #asked<T>(request: (token: string) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    for (let isAgain = false; ; isAgain = true) {
      const opened = await this.#session();
      if ("problem" in opened) return opened;
      const outcome = await request(opened.value.session.token);
      if (isAgain || "value" in outcome || !isOver(outcome.problem)) return outcome;
      this.#leave();
    }
  }

  async #session(): Promise<Outcome<Opened>> {
    const { session, clinic } = this.#memory.kept;
    if (session && clinic && this.#isConfirmed) return { value: { session, clinic } };
    const opening = (this.#opening ??= this.#open(session));
    this.#changed();
    const outcome = await opening;
    if (this.#opening === opening) this.#opening = null;
    this.#changed();
    return outcome;
  }

  async #open(session: Session | null): Promise<Outcome<Opened>> {
    const { signal } = this.#stop;
    const outcome = await this.#server.openSession(session?.token ?? "");
    if (session && "problem" in outcome && isOver(outcome.problem)) {
      this.#leave();
      return this.#open(null);
    }
    if ("value" in outcome && !signal.aborted) {
      this.#isConfirmed = true;
      this.#memory.update((kept) => Object.assign(kept, outcome.value));
    }
    return outcome;
  }

  /** The session is over: what was said stays on the screen, and leaves the device, but for what is on its way. */
  #leave(): void {
    this.#isConfirmed = false;
    this.#memory.update((kept) => {
      const over = kept.said.filter(({ state }) => !state);
      const note = entry("notice", fill(this.#strings.newConversation, { assistant: this.clinic?.assistant ?? "" }));
      if (over.length) this.past = [...this.past, ...over, note];
      kept.session = null;
      kept.said = kept.said.filter(({ state }) => state);
    });
  }

  #change(id: string, change: Partial<Said>): void {
    this.#memory.update(({ said }) => {
      for (const one of [...this.past, ...said]) if (one.id === id) Object.assign(one, change);
    });
  }
}

function isPending(state: Said["state"]): boolean {
  return state === "waiting" || state === "sending";
}

/** What stands at the top: how the data are kept, the greeting, and what may be asked. */
function introduction(clinic: Clinic | null): Said[] {
  const reply = clinic && readReply({ text: clinic.greeting, buttons: clinic.offers });
  if (!reply) return [];
  const greeting = entry("assistant", reply.text, { id: "greeting", reply });
  return clinic.privacy ? [entry("notice", clinic.privacy, { id: "privacy" }), greeting] : [greeting];
}
