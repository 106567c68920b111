import { type OpenTransaction, storageFailure } from "@justesse/db"
import type { Deps } from "./deps.ts"

/** What services are given inside a transaction. */
export type Inside<D extends Pick<Deps, "storage">> = D & { readonly storage: { readonly db: OpenTransaction } }

/**
 * Runs `work` in one transaction: the services that it calls with the `deps` it is given read and write inside. What fails
 * leaves nothing behind; a full disk or a database that is away is said as such.
 */
export async function inTransaction<D extends Pick<Deps, "storage">, T>(
  deps: D,
  work: (inside: Inside<D>) => Promise<T>,
): Promise<T> {
  const { storage } = deps
  try {
    return await storage.db.transaction().execute((tx) => work({ ...deps, storage: { ...storage, db: tx } }))
  } catch (error) {
    throw storageFailure(error)
  }
}
