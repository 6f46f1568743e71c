// What the launcher loads on demand. Until it is opened it touches nothing but its own code.
import { Room } from "./room";
import { panel as own, type Strings } from "./strings";

/** What the element gives to the panel. */
export interface Stage {
  readonly host: HTMLElement & { readonly server: string };
  readonly root: ShadowRoot;
  readonly frame: HTMLElement;
  readonly signal: AbortSignal;
  closed(): void;
}

export interface Panel {
  open(): Promise<void>;
  close(): void;
}

export function createPanel(stage: Stage): Panel {
  let room: Promise<Room> | null = null;
  return {
    async open() {
      room ??= readStrings(stage).then((strings) => new Room(stage, strings));
      (await room).open();
    },
    close() {
      void room?.then((built) => built.close());
    },
  };
}

/** Our strings, and over them the page's own where it has some at its own or the server's origin. */
async function readStrings({ host, signal }: Stage): Promise<Strings> {
  const strings = host.getAttribute("strings");
  if (!strings) return own;
  try {
    const { href, origin } = new URL(strings, document.baseURI);
    if (origin !== location.origin && origin !== new URL(host.server).origin) throw new Error("it is at a foreign origin");
    const theirs = Object.entries((await (await fetch(href, { signal })).json()) as object);
    return { ...own, ...Object.fromEntries(theirs.filter(([name, text]) => name in own && typeof text === "string")) };
  } catch (error) {
    console.warn(`effie-chat: the strings at ${strings} cannot be used:`, error);
    return own;
  }
}
