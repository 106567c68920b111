import type { Unsent } from "@justesse/editor"
import { StoredDecision, StoredDisagreement } from "@justesse/types"
import type { DBSchema } from "idb"
import { lazyDatabase, orNothing } from "../../../browser/database.ts"

interface Schema extends DBSchema {
  unsent: { key: number; value: Unsent }
}

/** Where decisions are kept until the server has them. */
export interface Outbox {
  read(person: number): Promise<Unsent[]>
  keep(unsent: Unsent): Promise<void>
  drop(at: number): Promise<void>
}

const database = lazyDatabase<Schema>("justesse-review", (db) => db.createObjectStore("unsent", { keyPath: "at" }))

/** The part of an outbox that belongs to one look: what was decided at first sight is never sent as a second look. */
export function outboxOf(outbox: Outbox, look: "first" | "second"): Outbox {
  return {
    read: async (person) => (await outbox.read(person)).filter((unsent) => (unsent.look ?? "first") === look),
    keep: (unsent) => outbox.keep(look === "second" ? { ...unsent, look } : unsent),
    drop: (at) => outbox.drop(at),
  }
}

/** What may have been kept when regions had another form. */
function upgradeUnsent(unsent: Unsent): Unsent {
  if (unsent.kind !== "decide") return unsent
  const { difference, decision, before } = unsent
  const upgraded = { difference: StoredDisagreement.parse(difference), decision: StoredDecision.parse(decision) }
  return { ...unsent, ...upgraded, before: before && StoredDecision.parse(before) }
}

/** In IndexedDB. Where the browser keeps none (private windows), decisions live as long as the page does. */
export const indexedOutbox: Outbox = {
  async read(person) {
    const all = await orNothing(async () => (await database()).getAll("unsent"), [])
    return all.filter((unsent) => unsent.person === person).map(upgradeUnsent)
  },
  // What could not be kept the page still has, and sends.
  keep: (unsent) => orNothing(async () => void (await (await database()).put("unsent", unsent)), undefined),
  drop: (at) => orNothing(async () => (await database()).delete("unsent", at), undefined),
}
