import type { Unsent } from "@justesse/editor"
import { StoredDecision, StoredDisagreement } from "@justesse/types"
import type { DBSchema } from "idb"
import { lazyDatabase } from "../../../browser/database.ts"
import { randomUuid } from "../../../browser/uuid.ts"

/** As it may lie here: an older page gave acts no name. */
type Kept = Unsent | Omit<Unsent, "id">

interface Schema extends DBSchema {
  unsent: { key: number; value: Kept }
}

/** Where what reviewers did is kept until the server has it. */
export interface Outbox {
  /** Those of one person, of all projects, in the order in which they were made. Rejects where what was read once cannot be read. */
  read(person: number): Promise<readonly Unsent[]>
  /** Done when it lies on the disk. */
  keep(unsent: Unsent): Promise<void>
  drop(at: number): Promise<void>
}

const database = lazyDatabase<Schema>("justesse-review", (db) => db.createObjectStore("unsent", { keyPath: "at" }))

/** What may have been kept when regions had another form. */
function upgradeUnsent(unsent: Unsent): Unsent {
  if (unsent.kind !== "decide") return unsent
  const { difference, decision, before } = unsent
  const upgraded = { difference: StoredDisagreement.parse(difference), decision: StoredDecision.parse(decision) }
  return { ...unsent, ...upgraded, before: before && StoredDecision.parse(before) }
}

/** In IndexedDB. Where the browser keeps none (private windows), what was done lives as long as the page does. */
export function indexedOutbox(onLost: () => void = () => {}): Outbox {
  const here = new Map<number, Unsent>()
  let wasRead = false
  return {
    async read(person) {
      const kept = await readKept().catch((error: unknown) => {
        if (wasRead) throw error
        return []
      })
      wasRead ||= kept.length > 0
      const mine = [...kept, ...here.values()].filter((unsent) => unsent.person === person)
      return mine.map(upgradeUnsent).sort((a, b) => a.at - b.at)
    },
    async keep(unsent) {
      try {
        const tx = (await database()).transaction("unsent", "readwrite", { durability: "strict" })
        void tx.store.put(unsent)
        await tx.done
      } catch {
        here.set(unsent.at, unsent)
        onLost()
      }
    },
    async drop(at) {
      here.delete(at)
      await database()
        .then((db) => db.delete("unsent", at))
        .catch(() => {})
    },
  }
}

/** Gives acts of an older page a name that stays: the server must know them again, whichever page sends them. */
async function readKept(): Promise<Unsent[]> {
  const tx = (await database()).transaction("unsent", "readwrite")
  const all = await tx.store.getAll()
  const named = all.map((one) => ("id" in one ? one : ({ ...one, id: randomUuid() } as Unsent)))
  named.forEach((one, i) => one !== all[i] && void tx.store.put(one))
  await tx.done
  return named
}
