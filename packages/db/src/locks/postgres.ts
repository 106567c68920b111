import type pg from "pg"
import { postgresError } from "../postgres/errors.ts"
import { type HeldLock, type Locks, localLocks } from "./local.ts"

/** Names become numbers of 64 bits, with this seed apart from other advisory locks. */
const SEED = 7_353

/**
 * Locks of a PostgreSQL database, which exclude each other whichever program asks: advisory locks, each held by a connection of
 * its own, so that waiting for one takes nothing from whoever works. Those of one program wait for each other here first.
 */
export function postgresLocks(connect: () => pg.Client): Locks {
  const own = localLocks()
  /** A connection of its own that has called `take` for the lock, and what that answered. */
  async function call(name: string, take: string): Promise<{ client: pg.Client; answer: unknown }> {
    const client = connect()
    // Broken, it holds nothing any more, and what works meanwhile finds its own connections broken too.
    client.on("error", () => {})
    try {
      await client.connect()
      const { rows } = await client.query(`select ${take}(hashtextextended($1, ${SEED})) as answer`, [name])
      return { client, answer: rows[0]?.answer }
    } catch (error) {
      await client.end().catch(() => undefined)
      throw postgresError(error)
    }
  }
  async function hold<T>(name: string, take: string, work: () => Promise<T>): Promise<T> {
    const { client } = await call(name, take)
    try {
      return await work()
    } finally {
      // The lock goes with its connection.
      await client.end().catch(() => undefined)
    }
  }
  async function attempt(name: string): Promise<HeldLock | null> {
    const here = await own.attempt(name)
    if (!here) return null
    try {
      const { client, answer } = await call(name, "pg_try_advisory_lock")
      let held = answer === true
      client.once("end", () => {
        held = false
        void here.release()
      })
      const release = () => client.end().catch(() => undefined)
      if (held) return { isHeld: () => held, release }
      await release()
    } catch (error) {
      await here.release()
      throw error
    }
    return null
  }
  return {
    exclusive: (name, work) => own.exclusive(name, () => hold(name, "pg_advisory_lock", work)),
    shared: (name, work) => own.shared(name, () => hold(name, "pg_advisory_lock_shared", work)),
    attempt,
  }
}
