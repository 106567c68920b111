import { randomUUID } from "node:crypto"
import { JustesseError } from "@justesse/types"
import { type ChainState, EMPTY_SUM, type MarkChange, sealChanges } from "@justesse/work/chain"
import type pg from "pg"
import { isDuplicate } from "../duplicate.ts"
import { postgresError } from "../postgres/errors.ts"
import { type Session, type Statement, transaction } from "../postgres/session.ts"
import { type Covered, findCovered, isNamed, nameOf, parseRowKey, writeRowKey } from "./covered.ts"
import { chainHash } from "./hash.ts"
import { type CoveredRow, columnsSql, markRow, nextOlder, type Sealing } from "./rows.ts"
import { type ChainHeadAt, type ChainStore, HELD_MS, NOTHING_SEALED, type SealStep } from "./store.ts"

/** Two processes that seal one row for the first time: the later one looks again. */
const MOST_TRIES = 12

const OWN: Statement = {
  name: "chain_own",
  text: "select id, seq, hash, sum from chain where holder = $1 order by id limit 1 for update",
}
const FREE: Statement = {
  name: "chain_free",
  text: "select id, seq, hash, sum from chain where held_until_ms < $1 order by id limit 1 for update skip locked",
}
/** Nothing where this process has one meanwhile, begun by another of its keepers. */
const FRESH: Statement = {
  name: "chain_fresh",
  text: `insert into chain (id, seq, hash, sum, holder, held_until_ms)
    select coalesce(max(id), 0) + 1, 0, '', $1, $2, $3 from chain having coalesce(bool_and(holder <> $2), true)
    returning id, seq, hash, sum`,
}
const END: Statement = {
  name: "chain_end",
  text: "update chain set seq = $2, hash = $3, sum = $4, holder = $5, held_until_ms = $6 where id = $1",
}
/** Notes that another process is at are left to it. */
const NOTES: Statement = {
  name: "chain_notes",
  text: `delete from unsealed where id in (select id from unsealed order by id limit $1 for update skip locked)
    returning row_key`,
}
/** In order of their keys, so that two processes never wait for each other in a circle. */
const MARKS: Statement = {
  name: "chain_marks",
  text: "select row_key, mark from sealed where row_key = any($1::text[]) order by row_key for update",
}
const CHANGE: Statement = {
  name: "chain_change",
  text: `update sealed s set mark = n.mark from unnest($1::text[], $2::text[]) as n(row_key, mark)
    where s.row_key = n.row_key`,
}
const ADD: Statement = {
  name: "chain_add",
  text: `insert into sealed (row_key, mark)
    select row_key, mark from unnest($1::text[], $2::text[]) as n(row_key, mark) order by row_key`,
}
const DROP: Statement = { name: "chain_drop", text: "delete from sealed where row_key = any($1::text[])" }
const SEAL: Statement = {
  name: "chain_seal",
  text: "insert into seal (chain_id, seq, at_ms, rows, rows_hash, prev_hash) values ($1, $2, $3, $4, $5, $6)",
}
const SEALING: Statement = { name: "chain_sealing", text: "select letter, after, done from sealing" }
const OLDER: Statement = {
  name: "chain_older",
  text: `insert into sealing (letter, after, done) values ($1, $2, $3) on conflict (letter) do update
    set after = case when excluded.after = '' then sealing.after else excluded.after end, done = excluded.done`,
}
/** One process at a time seals what is older than the chain. */
const OLDER_LOCK: Statement = { name: "chain_older_lock", text: "select pg_try_advisory_xact_lock(7352) as mine" }

/**
 * The chain on PostgreSQL: each process has one of its own, and takes over one whose process is gone. Nothing waits for the
 * sealing but the sealing of the same row by another process.
 */
export function postgresChain(pool: pg.Pool): ChainStore {
  const holder = randomUUID()
  let last: ChainHeadAt | null = null

  async function sealed(work: (session: Session) => Promise<SealStep>): Promise<SealStep> {
    for (let tries = 1; ; tries++) {
      try {
        const step = await transaction(pool, null, work)
        last = step.head ?? last
        return step
      } catch (error) {
        if (!isDuplicate(error) || tries >= MOST_TRIES) throw error
      }
    }
  }
  async function claim(session: Session, nowMs: number): Promise<ChainState> {
    const own = await session.row<ChainState>(OWN, [holder])
    if (own && last && own.id === last.chainId && own.seq < last.seq)
      throw new JustesseError("storage_rewound", { chain: own.id, found: own.seq, known: last.seq })
    const state =
      own ??
      (await session.row<ChainState>(FREE, [nowMs])) ??
      (await session.row<ChainState>(FRESH, [EMPTY_SUM, holder, nowMs + HELD_MS])) ??
      (await session.row<ChainState>(OWN, [holder]))
    if (!state) throw new Error("a chain that was inserted is not there")
    return state
  }
  async function store(session: Session, changes: readonly MarkChange[], nowMs: number): Promise<ChainHeadAt | null> {
    const real = changes.filter(({ before, after }) => before !== after)
    if (real.length === 0) return null
    const sealing = sealChanges(await claim(session, nowMs), real, nowMs, chainHash)
    if (!sealing) return null
    await writeMarks(session, real)
    const { seal, state } = sealing
    await session.rows(SEAL, [seal.chainId, seal.seq, seal.atMs, seal.rows, seal.rowsHash, seal.prevHash])
    await session.rows(END, [state.id, state.seq, state.hash, state.sum, holder, nowMs + HELD_MS])
    return { chainId: state.id, seq: state.seq, hash: state.hash, atMs: nowMs }
  }
  async function sealNotes(session: Session, nowMs: number, most: number): Promise<SealStep> {
    const notes = await session.rows<{ row_key: string }>(NOTES, [most])
    const keys = [...new Set(notes.map((note) => note.row_key))].sort()
    // Their marks are held before their rows are read, so that of two processes the later one reads the later row.
    const marks = await readMarks(session, keys)
    const now = await readRows(session, keys)
    const changes = keys.map((key) => ({ key, before: marks.get(key) ?? null, after: now.get(key) ?? null }))
    const head = await store(session, changes, nowMs)
    return { rows: head ? changes.length : 0, more: notes.length === most, head }
  }
  async function sealSlice(session: Session, nowMs: number, most: number): Promise<SealStep> {
    if (!nextOlder(await session.rows<Sealing>(SEALING, []))) return NOTHING_SEALED
    const lock = await session.row<{ mine: boolean }>(OLDER_LOCK, [])
    const next = nextOlder(await session.rows<Sealing>(SEALING, []))
    if (lock?.mine !== true || !next) return { ...NOTHING_SEALED, more: next !== undefined }
    const { covered, after } = next
    const rows = await session.rows<CoveredRow>(readAfter(covered, after.length > 0), [...after, most])
    const keys = rows.map((row) => writeRowKey(row, covered))
    const marks = await readMarks(session, [...keys].sort())
    const changes = rows.flatMap((row, at) => {
      const [key = "", mark] = [keys[at], markRow(row, covered)]
      return mark === null || marks.has(key) ? [] : [{ key, before: null, after: mark }]
    })
    const head = await store(session, changes, nowMs)
    await session.rows(OLDER, [covered.letter, keys.at(-1) ?? "", rows.length < most ? 1 : 0])
    return { rows: changes.length, more: true, head }
  }
  return {
    async seal(nowMs, most) {
      const waiting = await pool.query("select 1 from unsealed limit 1").catch((error: unknown) => {
        throw postgresError(error)
      })
      return waiting.rowCount === 0 ? NOTHING_SEALED : sealed((session) => sealNotes(session, nowMs, most))
    },
    sealOlder: (nowMs, most) => sealed((session) => sealSlice(session, nowMs, most)),
  }
}

async function readMarks(session: Session, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await session.rows<{ row_key: string; mark: string }>(MARKS, [keys])
  return new Map(rows.map((row) => [row.row_key, row.mark]))
}

/** The marks of rows as they are now; absent where there is no row, or none that is covered. */
async function readRows(session: Session, keys: readonly string[]): Promise<Map<string, string>> {
  const byTable = new Map<Covered, string[]>()
  for (const key of keys) {
    const covered = findCovered(key)
    const same = byTable.get(covered)
    if (same) same.push(key)
    else byTable.set(covered, [key])
  }
  const found = new Map<string, string>()
  for (const [covered, own] of byTable) {
    const values = own.map((key) => parseRowKey(key, covered))
    const parameters = covered.key.map((_, part) => values.map((one) => one[part]))
    for (const row of await session.rows<CoveredRow>(readThese(covered), parameters)) {
      const mark = markRow(row, covered)
      if (mark !== null) found.set(writeRowKey(row, covered), mark)
    }
  }
  return found
}

function readThese(covered: Covered): Statement {
  const type = isNamed(covered) ? "text" : "bigint"
  const lists = covered.key.map((_, part) => `$${part + 1}::${type}[]`).join(", ")
  const names = covered.key.map((_, part) => `k${part}`)
  const same = covered.key.map((column, part) => `t.${column} = n.${names[part]}`).join(" and ")
  return {
    name: `chain_read_${nameOf(covered)}`,
    text: `select ${columnsSql(covered, "t")} from ${covered.table} t
      join unnest(${lists}) as n(${names.join(", ")}) on ${same}`,
  }
}

function readAfter(covered: Covered, isLater: boolean): Statement {
  const key = covered.key.map((column) => `t.${column}`).join(", ")
  const marks = covered.key.map((_, part) => `$${part + 1}`).join(", ")
  return {
    name: `chain_${isLater ? "after" : "first"}_${nameOf(covered)}`,
    text: `select ${columnsSql(covered, "t")} from ${covered.table} t ${isLater ? `where (${key}) > (${marks})` : ""}
      order by ${key} limit $${isLater ? covered.key.length + 1 : 1}`,
  }
}

/** Writes what changed into the marks, and nothing where the marks are as they were. */
async function writeMarks(session: Session, changes: readonly MarkChange[]): Promise<void> {
  const added: [string[], string[]] = [[], []]
  const changed: [string[], string[]] = [[], []]
  const gone: string[] = []
  for (const { key, before, after } of changes) {
    if (after === null) {
      gone.push(key)
      continue
    }
    const [keys, marks] = before === null ? added : changed
    keys.push(key)
    marks.push(after)
  }
  if (added[0].length > 0) await session.rows(ADD, added)
  if (changed[0].length > 0) await session.rows(CHANGE, changed)
  if (gone.length > 0) await session.rows(DROP, [gone])
}
