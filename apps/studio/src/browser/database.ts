import { type DBSchema, type IDBPDatabase, openDB } from "idb"

/** A database of this browser, opened (and made, with its stores) when it is first asked for. */
export function lazyDatabase<S extends DBSchema>(
  name: string,
  makeStores: (db: IDBPDatabase<S>) => void,
  afterOpening: (db: IDBPDatabase<S>) => Promise<unknown> = async () => {},
): () => Promise<IDBPDatabase<S>> {
  let opening: Promise<IDBPDatabase<S>> | null = null
  return () => {
    opening ??= openDB<S>(name, 1, { upgrade: makeStores }).then(async (db) => {
      await afterOpening(db)
      return db
    })
    return opening
  }
}

/** What `work` answers, or `nothing` where the browser keeps nothing (private windows, no room left). */
export function orNothing<T, N>(work: () => Promise<T>, nothing: N): Promise<T | N> {
  return work().catch(() => nothing)
}
