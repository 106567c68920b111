import type { Decision, Difference, ProjectSlug, TaskId } from "@justesse/types"
import { type DBSchema, type IDBPDatabase, openDB } from "idb"

/** Something decided here that the server does not have yet, in the order in which it was decided. */
export type Unsent = {
  /** Made when it is kept; rises. */
  readonly at: number
  readonly person: number
  readonly project: ProjectSlug
  readonly task: TaskId
  /** A second look keeps its decisions apart; absent: the first. */
  readonly look?: "second"
  /** The revision it was made on, if nothing else of this computer came before it. */
  readonly revision: number
} & (
  | {
      readonly kind: "decide"
      readonly difference: Difference
      readonly decision: Decision
      /** What was decided before, for taking it back here. */
      readonly before: Decision | null
    }
  | { readonly kind: "file" }
)

interface Schema extends DBSchema {
  unsent: { key: number; value: Unsent }
}

/** Where decisions are kept until the server has them. */
export interface Outbox {
  read(person: number): Promise<Unsent[]>
  keep(unsent: Unsent): Promise<void>
  drop(at: number): Promise<void>
}

let opening: Promise<IDBPDatabase<Schema>> | null = null

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("justesse-review", 1, {
    upgrade(db) {
      db.createObjectStore("unsent", { keyPath: "at" })
    },
  })
  return opening
}

/** The part of an outbox that belongs to one look: what was decided at first sight is never sent as a second look. */
export function outboxOf(outbox: Outbox, look: "first" | "second"): Outbox {
  return {
    read: async (person) => (await outbox.read(person)).filter((unsent) => (unsent.look ?? "first") === look),
    keep: (unsent) => outbox.keep(look === "second" ? { ...unsent, look } : unsent),
    drop: (at) => outbox.drop(at),
  }
}

/** In IndexedDB. Where the browser keeps none (private windows), decisions live as long as the page does. */
export const indexedOutbox: Outbox = {
  async read(person) {
    try {
      return (await (await database()).getAll("unsent")).filter((unsent) => unsent.person === person)
    } catch {
      return []
    }
  },
  async keep(unsent) {
    try {
      await (await database()).put("unsent", unsent)
    } catch {
      // The page still has it and sends it.
    }
  },
  async drop(at) {
    try {
      await (await database()).delete("unsent", at)
    } catch {
      // Nothing was kept, so there is nothing to forget.
    }
  },
}
