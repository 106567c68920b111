import { setTimeout as pause } from "node:timers/promises"
import { JustesseError } from "@justesse/types"
import type pg from "pg"
import { postgresError } from "./errors.ts"

/** A statement with a name: parsed and planned once on each connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** One open transaction. Statements travel one behind the other, without waiting for the answer to the one before. */
export interface Session {
  /** Rows of a statement. The row type is what its text selects; a test of both engines holds it. */
  rows<R>(statement: Statement, values: readonly unknown[]): Promise<R[]>
  /** The first row, or undefined. */
  row<R>(statement: Statement, values: readonly unknown[]): Promise<R | undefined>
  /** Sends a statement whose rows nobody reads. The transaction fails where it fails. */
  send(statement: Statement, values: readonly unknown[]): void
}

/** Lost a race that PostgreSQL settled by ending one side: the same work is done again. */
const AGAIN = new Set(["40001", "40P01", "55P03"])
const DUPLICATE = "23505"
const MOST_TRIES = 12

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : ""
}

/** Whether work was ended because others did theirs at the same time: done again it succeeds, and nothing is wrong. Never so on SQLite. */
export function lostRace(error: unknown): boolean {
  return AGAIN.has(codeOf(error)) || (error instanceof JustesseError && error.detail["engine"] === RACE)
}

/** What `busy` says of its reason where work gave way to somebody else's. */
export const RACE = "race"

interface OpenSession extends Session {
  /** Ends the transaction; what was sent before is done. */
  commit(): Promise<void>
}

/** Begins a transaction on a connection. What fails first is what each later call fails with. */
function openSession(client: pg.PoolClient, begin: string): OpenSession {
  const inFlight = new Set<string>()
  let failed: { readonly error: unknown } | null = null

  async function run(query: string | pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      const result = await client.query(query)
      if (failed === null) return result
    } catch (error) {
      failed ??= { error }
    }
    // Answers come in the order of their statements: one that failed before this one is known by now.
    throw failed.error
  }
  async function query({ name, text }: Statement, values: readonly unknown[]): Promise<pg.QueryResult> {
    // A connection learns a name once; until that is answered, the same statement goes without its name.
    if (inFlight.has(name)) return run({ text, values: [...values] })
    inFlight.add(name)
    try {
      return await run({ name, text, values: [...values] })
    } finally {
      inFlight.delete(name)
    }
  }
  async function rows<R>(statement: Statement, values: readonly unknown[]): Promise<R[]> {
    return (await query(statement, values)).rows as R[] // the caller wrote the statement and names its columns
  }
  run(begin).catch(() => {})
  return {
    rows,
    row: async <R>(statement: Statement, values: readonly unknown[]) => (await rows<R>(statement, values))[0],
    send: (statement, values) => {
      query(statement, values).catch(() => {})
    },
    commit: async () => {
      const { command } = await run("commit")
      // PostgreSQL answers a commit of what failed with a rollback, and calls it no error.
      if (command !== "COMMIT") throw new Error(`a transaction ended with ${command}`)
    },
  }
}

async function attempt<T>(pool: pg.Pool, begin: string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const session = openSession(client, begin)
    const value = await work(session)
    await session.commit()
    return value
  } catch (error) {
    await client.query("rollback").catch((gone: Error) => {
      broken = gone
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Begins a transaction of the hot path. Its statements are planned once and kept: planned on small tables they would keep
 * reading whole tables for the minute until PostgreSQL notices the growth, so they may not. Nor may they join by sorting or
 * hashing: each is about a few rows of one person, and what it is joined with may be a whole project.
 */
export const BEGIN =
  "begin; set local enable_seqscan = off; set local enable_mergejoin = off; set local enable_hashjoin = off"

/** Space of advisory locks on one person: calls of one person come one after the other. */
export const PERSON_LOCKS = 7_351

/**
 * Runs `work` in one short transaction; done again when it lost a race. With `personId` it first waits for other calls of
 * that person, so that two windows never draw the same task: nothing that `work` asks is answered before.
 *
 * Locks are taken in the order task_state, assignment, task, project; whoever holds a project's row waits for no task.
 */
export async function transaction<T>(
  pool: pg.Pool,
  personId: number | null,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const begin =
    personId === null ? BEGIN : `${BEGIN}; select pg_advisory_xact_lock(${PERSON_LOCKS}, ${Number(personId)}::int)`
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(pool, begin, work)
    } catch (error) {
      const lostRace = AGAIN.has(codeOf(error)) || (personId !== null && codeOf(error) === DUPLICATE)
      if (!lostRace || tries >= MOST_TRIES) throw postgresError(error)
      await pause(tries)
    }
  }
}
