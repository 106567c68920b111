import { nextActAt, orderActs, type UnsentAct } from "@justesse/editor"
import { offlineDatabase } from "./database.ts"

/** Where acts lie until the server has them. */
export interface ActStore {
  /** Those of one person, in the order in which they were made. */
  read(person: number): Promise<readonly UnsentAct[]>
  /** Keeps an act as the last one of all; rejects where nothing can be kept. */
  add(person: number, act: Omit<UnsentAct, "at" | "person">): Promise<UnsentAct>
  /** Replaces an act that is there still. */
  change(act: UnsentAct): Promise<void>
  drop(at: number): Promise<void>
  /** The server has an act: it goes, and with it what was kept of its task, so that no page takes that up again from here. */
  arrived(act: UnsentAct): Promise<void>
}

/** In IndexedDB, on the disk before {@link ActStore.add} is done. */
export const indexedActs: ActStore = {
  async read(person) {
    return orderActs(await (await offlineDatabase()).getAll("acts"), person)
  },
  async add(person, act) {
    const tx = (await offlineDatabase()).transaction("acts", "readwrite", { durability: "strict" })
    const acts = await tx.store.getAll()
    const kept: UnsentAct = { ...act, person, at: nextActAt(acts, Date.now()) }
    await tx.store.add(kept)
    await tx.done
    return kept
  },
  async change(act) {
    const tx = (await offlineDatabase()).transaction("acts", "readwrite")
    if (await tx.store.getKey(act.at)) await tx.store.put(act)
    await tx.done
  },
  async drop(at) {
    await (await offlineDatabase()).delete("acts", at)
  },
  async arrived({ at, assignmentId }) {
    // In one step: an act that is gone and a lease that is still there would be answered a second time.
    const tx = (await offlineDatabase()).transaction(["acts", "leases", "pictures"], "readwrite")
    void tx.objectStore("acts").delete(at)
    void tx.objectStore("leases").delete(assignmentId)
    const pictures = tx.objectStore("pictures")
    for (const key of await pictures.index("assignment").getAllKeys(assignmentId)) void pictures.delete(key)
    await tx.done
  },
}

/** In memory, as long as the page lives: where the browser keeps nothing, and where nothing is to be kept. */
export function memoryActs(): ActStore {
  let all: readonly UnsentAct[] = []
  return {
    read: async (person) => orderActs(all, person),
    async add(person, act) {
      const kept: UnsentAct = { ...act, person, at: nextActAt(all, Date.now()) }
      all = [...all, kept]
      return kept
    },
    async change(act) {
      all = all.map((one) => (one.at === act.at ? act : one))
    },
    async drop(at) {
      all = all.filter((one) => one.at !== at)
    },
    async arrived({ at }) {
      all = all.filter((one) => one.at !== at)
    },
  }
}

/**
 * In the first where it can keep anything, else in the second. `onLost`: the first could not keep an act. Once the first was read,
 * a reading of it that fails rejects: what is in it must not look as if it had been sent.
 */
export function firstOf(first: ActStore, second: ActStore, onLost: () => void = () => {}): ActStore {
  let wasRead = false
  const readFirst = async (person: number) => {
    try {
      const acts = await first.read(person)
      wasRead = true
      return acts
    } catch (error) {
      if (wasRead) throw error
      return []
    }
  }
  const both = async (work: (store: ActStore) => Promise<void>) => {
    await work(first).catch(() => {})
    await work(second)
  }
  return {
    async read(person) {
      const [kept, others] = await Promise.all([readFirst(person), second.read(person)])
      return orderActs([...kept, ...others], person)
    },
    add: (person, act) =>
      first.add(person, act).catch(() => {
        onLost()
        return second.add(person, act)
      }),
    change: (act) => both((store) => store.change(act)),
    drop: (at) => both((store) => store.drop(at)),
    arrived: (act) => both((store) => store.arrived(act)),
  }
}
