// What this device keeps, from the first opening on: one entry for each server, capped, over when its session is over.
import { endOf, fieldsOf, listOf, readClinic, readReply, readSession, textsOf, type Clinic, type Fields, type Reply, type Session } from "./contract";

export type By = "visitor" | "assistant" | "notice";
/** Of a visitor's message: waiting for its turn, on its way, not sent; empty once it is answered. */
export type State = "" | "waiting" | "sending" | "failed";

export interface Said {
  readonly id: string;
  readonly by: By;
  readonly text: string;
  /** Of a visitor's message: what is sent. The payload of a button differs from its title. */
  readonly payload: string;
  state: State;
  problem: string;
  readonly reply: Reply | null;
  helpful: boolean | null;
}

export interface Kept {
  session: Session | null;
  clinic: Clinic | null;
  /** Sessions of conversations that were started over, so that "forget me" reaches them too. */
  earlier: Session[];
  said: Said[];
}

const MOST_SAID = 100;
const MOST_CHARACTERS = 200_000;
const MOST_EARLIER = 5;
const WITHOUT_SESSION_MS = 3_600_000;

/** Reads and writes it, together with the other tabs of this page's origin. */
export class Memory {
  kept: Kept = nothing();
  #isStored = false;
  readonly #key: string;
  readonly #changed: (isErased: boolean) => void;

  constructor(server: string, signal: AbortSignal, changed: (isErased: boolean) => void) {
    this.#key = `effie:${server}`;
    this.#changed = changed;
    addEventListener("storage", (event) => this.#heard(event), { signal });
  }

  /** Reads what is there. True where a conversation was there and is over; it is then deleted. */
  wake(): boolean {
    this.#read();
    const { session } = this.kept;
    if (!session || endOf(session) > Date.now()) return false;
    this.#drop();
    this.#remove();
    return true;
  }

  /** Changes what is kept: the newest of it, which another tab may have written. */
  update(change: (kept: Kept) => unknown): void {
    this.#read();
    change(this.kept);
    this.kept.said = this.kept.said.slice(-MOST_SAID);
    this.kept.earlier = this.kept.earlier.slice(-MOST_EARLIER);
    this.#write();
    this.#changed(false);
  }

  /** Deletes all of it; the clinic's own words stay on the screen. */
  erase(): void {
    this.#drop();
    this.#remove();
    this.#changed(true);
  }

  #drop(): void {
    this.kept = nothing(this.kept.clinic);
    this.#isStored = false;
  }

  #remove(): void {
    attempt(() => localStorage.removeItem(this.#key));
  }

  #heard({ key, newValue }: StorageEvent): void {
    if (key !== this.#key && key !== null) return;
    // What was deleted there is not deleted here once more: by now something new may stand in its place.
    if (newValue) this.#read();
    else this.#drop();
    this.#changed(!newValue);
  }

  /** Where the browser keeps nothing for this page, what this tab knows stands. */
  #read(): void {
    const text = attempt(() => localStorage.getItem(this.#key));
    const stored = text && attempt(() => JSON.parse(text.slice(text.indexOf("{"))) as unknown);
    if (stored) this.kept = readKept(fieldsOf(stored));
    else if (this.#isStored) this.kept = nothing(this.kept.clinic); // another tab has just deleted it
  }

  #write(): void {
    const { session, said } = this.kept;
    let text = JSON.stringify(this.kept);
    // The last question and its answer stay, however long.
    while (text.length > MOST_CHARACTERS && said.length > 2 && said.shift()) text = JSON.stringify(this.kept);
    // The launcher reads the number alone: the instant at which all of this is over.
    const end = session ? endOf(session) : Date.now() + WITHOUT_SESSION_MS;
    this.#isStored = attempt(() => (localStorage.setItem(this.#key, `${end} ${text}`), true)) ?? false;
    if (!this.#isStored) this.#remove(); // half of it would be read as all of it
  }
}

/** A new entry; what is not given is empty. */
export function entry(by: By, text: string, more: Partial<Said> = {}): Said {
  return { id: newId(), by, text, payload: "", state: "", problem: "", reply: null, helpful: null, ...more };
}

/** An id for a message: it needs no secure context, unlike crypto.randomUUID. */
function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

function nothing(clinic: Clinic | null = null): Kept {
  return { session: null, clinic, earlier: [], said: [] };
}

function readKept(stored: Fields): Kept {
  return {
    session: readSession(stored["session"]),
    clinic: readClinic(stored["clinic"]),
    earlier: listOf(stored["earlier"]).map(readSession).filter((one) => !!one),
    said: listOf(stored["said"], MOST_SAID).map(readSaid).filter(({ id }) => id),
  };
}

function readSaid(stored: Fields): Said {
  const { helpful, reply } = stored;
  const texts = textsOf(stored, "id", "by", "text", "payload", "state", "problem") as Said;
  return { ...texts, reply: readReply(reply), helpful: typeof helpful === "boolean" ? helpful : null };
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
