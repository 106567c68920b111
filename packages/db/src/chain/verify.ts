import {
  addToSum,
  type ChainState,
  type ChainWalk,
  EMPTY_SUM,
  endWalk,
  joinSums,
  judgeHead,
  passSeal,
  readSum,
  type SealProblem,
  WALK_BEGIN,
  writeSum,
} from "@justesse/work/chain"
import { type AskRows, type Row, withSnapshot } from "../operate/snapshot.ts"
import type { Database } from "../schema/index.ts"
import type { Storage } from "../storage.ts"
import { CHAIN_SCHEMA, COVERED, type Covered, listCovered, parseRowKey, rowKeySql, writeRowKey } from "./covered.ts"
import { chainHash } from "./hash.ts"
import type { KeptHead } from "./heads.ts"
import { type CoveredRow, columnsSql, markRow } from "./rows.ts"
import { toSeal } from "./tail.ts"

/** What lies beside a database; see `readHeads`. */
interface Beside {
  readonly heads: readonly KeptHead[]
  readonly unreadable: readonly string[]
}

/** Problems that are named of one table; of the others their number is said. */
const MOST_NAMED = 100

/** What is known before rows are compared. */
interface Known {
  readonly ask: AskRows
  /** Rows that changed since they were sealed: they are sealed within a second, and say nothing until then. */
  readonly unsealed: ReadonlySet<string>
  /** By letter of the table: the last of the older rows that is sealed, or that all are. */
  readonly sealing: ReadonlyMap<string, { readonly after: string; readonly done: boolean }>
  /** Sum over the marks that were met. */
  readonly sum: Uint32Array
}

/**
 * Walks every chain and looks at every covered row: what was changed, put in or removed by something else than this program, what
 * is missing at the end of a chain, and marks that were changed. One sentence a problem; empty when all is as it was sealed.
 */
export async function verifyChain(storage: Storage, beside: Beside): Promise<string[]> {
  return withSnapshot(storage, async (read, ask) => {
    let schema = 0
    for await (const rows of read("schema_version"))
      for (const row of rows) schema = Math.max(schema, Number(row.version))
    const covering = schema < CHAIN_SCHEMA ? [] : listCovered(schema)
    if (covering.length === 0) return beside.heads.map((head) => headText(head, undefined))
    const known: Known = {
      ask,
      unsealed: new Set(await collect(ask("select row_key from unsealed"), (row) => String(row.row_key))),
      sealing: new Map(
        await collect(ask("select letter, after, done from sealing"), (row) => [
          String(row.letter),
          { after: String(row.after), done: Number(row.done) === 1 },
        ]),
      ),
      sum: readSum(EMPTY_SUM),
    }
    const problems: string[] = []
    let met = 0
    for (const covered of covering) {
      const found = await compareRows(covered, known)
      met += found.met
      problems.push(...found.problems)
    }
    const [all = 0] = await collect(ask("select count(*) as n from sealed"), (row) => Number(row.n))
    if (all !== met) for (const covered of covering) problems.push(...(await nameRemoved(covered, known)))
    return [...problems, ...(await strangeMarks(known)), ...(await walkChains(known, beside))]
  })
}

async function collect<T>(slices: AsyncIterable<readonly Row[]>, make: (row: Row) => T): Promise<T[]> {
  const all: T[] = []
  for await (const rows of slices) for (const row of rows) all.push(make(row))
  return all
}

/** At most {@link MOST_NAMED} of them, and how many more there are. */
function few(problems: readonly string[], table: string): string[] {
  if (problems.length <= MOST_NAMED) return [...problems]
  return [...problems.slice(0, MOST_NAMED), `${table}: ${problems.length - MOST_NAMED} more like these`]
}

function nameRow({ table, key }: Covered, parts: readonly unknown[]): string {
  return `${table} (${key.map((column, at) => `${column.replace(/_id$/, "")} ${String(parts[at])}`).join(", ")})`
}

/** Whether a row lies behind where the sealing of older rows has come to. */
function isBeyond(covered: Covered, rowKey: string, { sealing }: Known): boolean {
  const stands = sealing.get(covered.letter)
  if (!stands || stands.after === "") return !stands?.done
  if (stands.done) return false
  const [parts, after] = [parseRowKey(rowKey, covered), parseRowKey(stands.after, covered)]
  for (const [at, part] of parts.entries()) {
    const end = after[at] ?? 0
    if (part !== end) return part > end
  }
  return false
}

/** What is wrong with a row, as the end of a sentence. */
function judgeRow(covered: Covered, rowKey: string, now: string | null, sealed: string | null, known: Known) {
  if (now === sealed || known.unsealed.has(rowKey)) return null
  if (sealed !== null) return "is not as it was sealed"
  return isBeyond(covered, rowKey, known) ? null : "was never sealed: something else than Justesse put it in"
}

async function compareRows(covered: Covered, known: Known): Promise<{ met: number; problems: string[] }> {
  const problems: string[] = []
  let met = 0
  const query = `select ${columnsSql(covered, "t")}, s.mark as sealed_mark from ${covered.table} t
    left join sealed s on s.row_key = ${rowKeySql(covered, "t")}`
  for await (const rows of known.ask(query)) {
    for (const read of rows) {
      const row = read as CoveredRow // its columns are those of the query
      const rowKey = writeRowKey(row, covered)
      const sealed = typeof row.sealed_mark === "string" ? row.sealed_mark : null
      const wrong = judgeRow(covered, rowKey, markRow(row, covered), sealed, known)
      if (wrong !== null)
        problems.push(
          `${nameRow(
            covered,
            covered.key.map((column) => row[column]),
          )} ${wrong}`,
        )
      if (sealed === null) continue
      met++
      addToSum(known.sum, rowKey, sealed, 1, chainHash)
    }
  }
  return { met, problems: few(problems, covered.table) }
}

/** Rows that were sealed and are not there. Asked only where there are more marks than rows. */
async function nameRemoved(covered: Covered, known: Known): Promise<string[]> {
  const query = `select ${rowKeySql(covered, "t")} as row_key from ${covered.table} t`
  const there = new Set(await collect(known.ask(query), (row) => String(row.row_key)))
  const problems: string[] = []
  const marks = `select row_key, mark from sealed where row_key >= '${covered.letter}' and row_key < '${next(covered.letter)}'`
  for await (const rows of known.ask(marks)) {
    for (const { row_key, mark } of rows) {
      const rowKey = String(row_key)
      if (there.has(rowKey)) continue
      addToSum(known.sum, rowKey, String(mark), 1, chainHash)
      if (!known.unsealed.has(rowKey))
        problems.push(`${nameRow(covered, parseRowKey(rowKey, covered))} was sealed and is gone`)
    }
  }
  return few(problems, covered.table)
}

const next = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 1)

/** Marks of tables that the chain does not cover. */
async function strangeMarks({ ask }: Known): Promise<string[]> {
  const letters = COVERED.map(({ letter }) => `'${letter}'`).join(", ")
  const query = `select row_key from sealed where substr(row_key, 1, 1) not in (${letters})`
  return few(await collect(ask(query), (row) => `sealed (${String(row.row_key)}) is the mark of no row`), "sealed")
}

async function walkChains({ ask, sum }: Known, { heads, unreadable }: Beside): Promise<string[]> {
  const problems: string[] = []
  const walks = new Map<number, ChainWalk>()
  const wanted = new Map<KeptHead, ReturnType<typeof toSeal>>()
  for await (const rows of ask("select * from seal order by chain_id, seq")) {
    for (const row of rows) {
      const seal = toSeal(row as unknown as Database["seal"]) // its columns are those of the table
      const passed = passSeal(walks.get(seal.chainId) ?? WALK_BEGIN, seal, chainHash)
      walks.set(seal.chainId, passed.walk)
      if (passed.problem) problems.push(sealText(passed.problem))
      for (const head of heads) if (head.chainId === seal.chainId && head.seq === seal.seq) wanted.set(head, seal)
    }
  }
  const total = readSum(EMPTY_SUM)
  const chains = await collect(ask("select id, seq, hash, sum from chain"), (row) => row as unknown as ChainState)
  for (const state of chains) {
    const wrong = endWalk(walks.get(state.id) ?? WALK_BEGIN, state, chainHash)
    if (wrong) problems.push(sealText(wrong))
    walks.delete(state.id)
    if (isSum(state.sum)) joinSums(total, readSum(state.sum))
  }
  for (const id of walks.keys()) problems.push(`chain ${id} has seals and no end`)
  if (writeSum(total) !== writeSum(sum))
    problems.push(
      "the marks of sealed rows do not add up to the chain: some were changed, put in, or removed with their rows",
    )
  for (const head of heads) {
    const stored = wanted.get(head)
    if (judgeHead(head, stored, chainHash) !== "whole") problems.push(headText(head, stored?.seq))
  }
  return [...few(problems, "seal"), ...unreadable.map((file) => `${file} beside the database cannot be read`)]
}

function isSum(text: string): boolean {
  return /^[0-9a-f]+$/.test(text) && text.length === EMPTY_SUM.length
}

function sealText({ chainId, seq, what }: SealProblem): string {
  return what === "missing"
    ? `chain ${chainId}: seal ${seq} is missing`
    : `chain ${chainId}: seal ${seq} is not as it was made`
}

function headText({ file, chainId, seq }: KeptHead, stored: number | undefined): string {
  const what = stored === undefined ? "which the database does not have" : "which is another one in the database"
  return `${file} beside the database names seal ${seq} of chain ${chainId}, ${what}: what was saved up to it is missing`
}
