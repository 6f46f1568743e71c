// The web channel, as docs/web-api.md describes it. Every call ends in a value or in a problem, and none throws.
import { fieldsOf, readClinic, readReply, readSession, textsOf, type Clinic, type Fields, type Reply, type Session } from "./contract";

/** Why a call failed. `message` may be shown; it is empty where only the widget knows what to say. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly phone: string;
  readonly retryAfter: number;
  readonly fields: Record<string, string>;
}

export type Outcome<T> = { readonly value: T } | { readonly problem: Problem };

export interface Opened {
  readonly session: Session;
  readonly clinic: Clinic;
}

/** Nothing came back. */
export const OFFLINE = problemOf({ code: "offline" });

const PATIENCE_MS = 30_000;

export class Server {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** A new session; with a token that still holds, the same conversation goes on. */
  openSession(token: string): Promise<Outcome<Opened>> {
    return this.#ask("/session", token, {}, (body) => {
      const [session, clinic] = [readSession(body), readClinic(body["clinic"])];
      return session && clinic && { session, clinic };
    });
  }

  /** The reply to a message; the same id again gives the same reply. */
  message(token: string, id: string, text: string): Promise<Outcome<Reply>> {
    return this.#ask("/message", token, { id, text }, ({ reply }) => readReply(reply));
  }

  feedback(token: string, answerId: string, helpful: boolean, words: string): Promise<Outcome<true>> {
    const body = { answer_id: answerId, helpful, ...(words && { words }) };
    return this.#ask("/feedback", token, body, () => true as const);
  }

  contact(token: string, request: Fields): Promise<Outcome<Reply>> {
    return this.#ask("/contact", token, request, ({ reply }) => readReply(reply));
  }

  /** What the server holds about the visitor. */
  held(token: string): Promise<Outcome<Fields>> {
    return this.#ask("/me", token, null, (body) => body);
  }

  forget(token: string): Promise<Outcome<true>> {
    return this.#ask("/forget", token, {}, () => true as const);
  }

  /** A body of null makes it a GET. `read` gives null where the answer makes no sense. */
  async #ask<T>(
    path: string,
    token: string,
    body: object | null,
    read: (body: Fields) => T | null,
  ): Promise<Outcome<T>> {
    try {
      const response = await fetch(this.#base + path, {
        method: body ? "POST" : "GET",
        headers: { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }) },
        body: body && JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const answer = fieldsOf(response.status === 204 ? {} : await response.json().catch(() => null));
      const value = response.ok ? read(answer) : null;
      return value === null ? { problem: problemOf(answer["error"]) } : { value };
    } catch {
      return { problem: OFFLINE };
    }
  }
}

/** Whether the session is over, so that a new one helps. */
export function isOver(problem: Problem): boolean {
  return problem.code === "expired" || problem.code === "no_session";
}

/** Whether the server could not be reached or does not work, so that the same again may help. */
export function isAway(problem: Problem): boolean {
  return problem.code === "offline" || problem.code === "unavailable";
}

function problemOf(error: unknown): Problem {
  const { retry_after, fields } = fieldsOf(error);
  const texts = textsOf(error, "code", "message", "phone");
  return {
    ...texts,
    // An answer that is not ours comes from something in between, which could not reach our server.
    code: texts.code || "unavailable",
    retryAfter: Number(retry_after) || 0,
    fields: textsOf(fields, ...Object.keys(fieldsOf(fields))),
  };
}
