import { randomUUID } from "node:crypto"
import { type ChainState, EMPTY_SUM, type MarkChange, sealChanges } from "@justesse/work/chain"
import type BetterSqlite3 from "better-sqlite3"
import type { Writer } from "../sqlite/writer.ts"
import { COVERED, type Covered, findCovered, parseRowKey, writeRowKey } from "./covered.ts"
import { chainHash } from "./hash.ts"
import { type CoveredRow, columnsSql, markRow, markValues, nextOlder, type Sealing } from "./rows.ts"
import { type ChainStore, HELD_MS, NOTHING_SEALED, type SealStep } from "./store.ts"

interface Note {
  id: number
  row_key: string
}

/** The chain on SQLite: one process, one chain. Each step is one short job of the writer, committed with those of others. */
export function sqliteChain(writer: Writer): ChainStore {
  const { db } = writer
  const holder = randomUUID()
  const sql = prepare(db)
  const stored = new Map(COVERED.map((covered) => [covered.letter, readValues(db, covered)]))

  function markNow(rowKey: string): string | null {
    const covered = findCovered(rowKey)
    const values = stored.get(covered.letter)?.get(...parseRowKey(rowKey, covered))
    return values ? markValues(values, covered) : null
  }
  function store(changes: readonly MarkChange[], nowMs: number): SealStep["head"] {
    const state = sql.chain.get() ?? { id: 1, seq: 0, hash: "", sum: EMPTY_SUM }
    const sealed = sealChanges(state, changes, nowMs, chainHash)
    if (!sealed) return null
    for (const { key, before, after } of changes) {
      if (after === null) sql.drop.run(key)
      else if (after !== before) sql.put.run(key, after)
    }
    const { seal } = sealed
    sql.seal.run(seal.chainId, seal.seq, seal.atMs, seal.rows, seal.rowsHash, seal.prevHash)
    const { id, seq, hash, sum } = sealed.state
    sql.end.run(id, seq, hash, sum, holder, nowMs + HELD_MS)
    return { chainId: id, seq, hash, atMs: nowMs }
  }
  function sealNotes(nowMs: number, most: number): SealStep {
    const notes = sql.notes.all(most)
    const keys = [...new Set(notes.map((note) => note.row_key))]
    const changes = keys.map((key) => ({ key, before: sql.mark.get(key) ?? null, after: markNow(key) }))
    const head = store(changes, nowMs)
    sql.dropNotes.run(notes.at(-1)?.id ?? 0)
    return { rows: head ? changes.length : 0, more: notes.length === most, head }
  }
  function sealSlice(nowMs: number, most: number): SealStep {
    const next = nextOlder(sql.sealing.all())
    if (!next) return NOTHING_SEALED
    const { covered, after } = next
    const rows = readAfter(db, covered, after.length > 0).all(...after, most)
    const changes: MarkChange[] = []
    for (const row of rows) {
      const key = writeRowKey(row, covered)
      const mark = sql.mark.get(key) === undefined ? markRow(row, covered) : null
      if (mark !== null) changes.push({ key, before: null, after: mark })
    }
    const head = store(changes, nowMs)
    const last = rows.at(-1)
    sql.older.run(covered.letter, last ? writeRowKey(last, covered) : "", rows.length < most ? 1 : 0)
    return { rows: changes.length, more: true, head }
  }
  return {
    async seal(nowMs, most) {
      // Asked outside of the writer's transactions, so that an idle studio writes nothing.
      return sql.notes.get(1) === undefined ? NOTHING_SEALED : writer.run(() => sealNotes(nowMs, most))
    },
    async sealOlder(nowMs, most) {
      return nextOlder(sql.sealing.all()) ? writer.run(() => sealSlice(nowMs, most)) : NOTHING_SEALED
    },
  }
}

function prepare(db: BetterSqlite3.Database) {
  return {
    notes: db.prepare<[number], Note>("select id, row_key from unsealed order by id limit ?"),
    dropNotes: db.prepare<[number]>("delete from unsealed where id <= ?"),
    mark: db.prepare<[string], string>("select mark from sealed where row_key = ?").pluck(),
    put: db.prepare<[string, string]>(
      "insert into sealed (row_key, mark) values (?, ?) on conflict (row_key) do update set mark = excluded.mark",
    ),
    drop: db.prepare<[string]>("delete from sealed where row_key = ?"),
    chain: db.prepare<[], ChainState>("select id, seq, hash, sum from chain order by id limit 1"),
    seal: db.prepare("insert into seal (chain_id, seq, at_ms, rows, rows_hash, prev_hash) values (?, ?, ?, ?, ?, ?)"),
    end: db.prepare(
      `insert into chain (id, seq, hash, sum, holder, held_until_ms) values (?, ?, ?, ?, ?, ?)
       on conflict (id) do update set seq = excluded.seq, hash = excluded.hash, sum = excluded.sum, holder = excluded.holder,
         held_until_ms = excluded.held_until_ms`,
    ),
    sealing: db.prepare<[], Sealing>("select letter, after, done from sealing"),
    older: db.prepare<[string, string, number]>(
      `insert into sealing (letter, after, done) values (?, ?, ?)
       on conflict (letter) do update set after = case when excluded.after = '' then after else excluded.after end, done = excluded.done`,
    ),
  }
}

/** Reads the covered values of one row. */
function readValues(db: BetterSqlite3.Database, covered: Covered) {
  const here = covered.key.map((column) => `${column} = ?`).join(" and ")
  return db
    .prepare<(string | number)[], (string | number | null)[]>(
      `select ${covered.columns.join(", ")} from ${covered.table} where ${here}`,
    )
    .raw()
}

/** Reads on in the order of the key. Prepared when needed: it is for once in the life of a studio. */
function readAfter(db: BetterSqlite3.Database, covered: Covered, isLater: boolean) {
  const key = covered.key.map((column) => `t.${column}`).join(", ")
  const later = isLater ? `where (${key}) > (${covered.key.map(() => "?").join(", ")})` : ""
  return db.prepare<(string | number)[], CoveredRow>(
    `select ${columnsSql(covered, "t")} from ${covered.table} t ${later} order by ${key} limit ?`,
  )
}
