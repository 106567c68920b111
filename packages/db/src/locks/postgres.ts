import type pg from "pg"
import { postgresError } from "../postgres/errors.ts"
import { type Locks, localLocks } from "./local.ts"

/** Names become numbers of 64 bits, with this seed apart from other advisory locks. */
const SEED = 7_353

/**
 * Locks of a PostgreSQL database, which exclude each other whichever program asks: advisory locks, each held by a connection of
 * its own, so that waiting for one takes nothing from whoever works. Those of one program wait for each other here first.
 */
export function postgresLocks(connect: () => pg.Client): Locks {
  const own = localLocks()
  async function hold<T>(name: string, take: string, work: () => Promise<T>): Promise<T> {
    const client = connect()
    // Broken, it holds nothing any more, and what works meanwhile finds its own connections broken too.
    client.on("error", () => {})
    try {
      await client.connect()
      await client.query(`select ${take}(hashtextextended($1, ${SEED}))`, [name])
    } catch (error) {
      await client.end().catch(() => undefined)
      throw postgresError(error)
    }
    try {
      return await work()
    } finally {
      // The lock goes with its connection.
      await client.end().catch(() => undefined)
    }
  }
  return {
    exclusive: (name, work) => own.exclusive(name, () => hold(name, "pg_advisory_lock", work)),
    shared: (name, work) => own.shared(name, () => hold(name, "pg_advisory_lock_shared", work)),
  }
}
