import { StoredBody } from "@justesse/types"
import type { CaseState } from "@justesse/work/decisions/judgement"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import { toColumns } from "../decisions/cases.ts"
import { besideSha256, besideText, toJudgement } from "../decisions/judgements.ts"
import { parseWords } from "../decisions/words.ts"
import type { Storage } from "../storage.ts"
import { type AskRows, type Row, withSnapshot } from "./snapshot.ts"

const KEY = ["project_id", "task_id", "person_id", "revision"] as const
/** Problems that are named; of the others their number is said. */
const MOST_NAMED = 100

const keyOf = (row: Row) => KEY.map((column) => String(row[column])).join("/")
const nameCase = (row: Row) =>
  `case (${KEY.map((column) => `${column.replace(/_id$/, "")} ${String(row[column])}`).join(", ")})`

/** A case while its judgements are read. */
interface Walked {
  readonly first: Row
  readonly state: CaseState
  readonly about: number
  readonly rows: number
}

/** A case with one judgement more; a sentence where no rule leads there. */
function walk(walked: Walked | null, row: Row): Walked | string {
  const judgement = toJudgement(row as unknown as Parameters<typeof toJudgement>[0]) // its columns are those of the table
  const about = Number(row["about"])
  if (Number(row["seq"]) !== (walked?.rows ?? 0))
    return `judgement ${Number(row["seq"])} does not follow the one before it`
  if (!walked) {
    if (judgement.act.kind !== "submit") return "does not begin with its submission"
    return { first: row, state: beginCase(judgement.atMs), about, rows: 1 }
  }
  try {
    return { ...walked, state: stepCase(walked.state, judgement), about, rows: walked.rows + 1 }
  } catch (error) {
    return `judgement ${walked.rows} was written by no rule (${error instanceof Error ? error.message : error})`
  }
}

async function* walkCases(ask: AskRows): AsyncGenerator<{ readonly first: Row; readonly end: Walked | string }> {
  let key = ""
  let first: Row | null = null
  let end: Walked | string | null = null
  for await (const rows of ask(`select * from judgement order by ${KEY.join(", ")}, seq`)) {
    for (const row of rows) {
      if (keyOf(row) !== key && first && end !== null) yield { first, end }
      if (keyOf(row) !== key) [key, first, end] = [keyOf(row), row, null]
      if (typeof end !== "string") end = walk(end, row)
    }
  }
  if (first && end !== null) yield { first, end }
}

/** In what a stored case differs from its judgements, as the end of a sentence; null in nothing. */
function differenceOf(stored: Row | undefined, { first, ...walked }: Walked): string | null {
  if (!stored) return "is not there, and has judgements"
  const expected: Record<string, unknown> = { ...toColumns(walked), public_id: first["public_id"] }
  const wrong = Object.keys(expected).filter((column) => {
    const [is, ought] = [stored[column] ?? null, expected[column] ?? null]
    return typeof ought === "number" ? Number(is) !== ought : is !== ought
  })
  const [column] = wrong
  if (column === undefined) return null
  return column === "state"
    ? "does not stand as its judgements leave it"
    : `has ${column} ${String(stored[column])} where ${String(expected[column])} follows from its judgements`
}

async function stateProblems(ask: AskRows): Promise<string[]> {
  const stored = new Map<string, Row>()
  for await (const rows of ask("select * from case_state")) for (const row of rows) stored.set(keyOf(row), row)
  const problems: string[] = []
  for await (const { first, end } of walkCases(ask)) {
    const wrong = typeof end === "string" ? end : differenceOf(stored.get(keyOf(first)), end)
    if (wrong !== null) problems.push(`${nameCase(first)} ${wrong}`)
    stored.delete(keyOf(first))
  }
  return [...problems, ...[...stored.values()].map((row) => `${nameCase(row)} has no judgements`)]
}

/** What was written beside judgements, and is not what their hash is of; what was emptied with its picture has none left. */
async function besideProblems(ask: AskRows): Promise<string[]> {
  const query = `select j.*, b.words, b.reference from judgement j left join judgement_beside b
    on ${[...KEY, "seq"].map((column) => `b.${column} = j.${column}`).join(" and ")} where j.beside_sha256 is not null`
  const problems: string[] = []
  for await (const rows of ask(query))
    for (const row of rows) {
      const { words, reference, beside_sha256 } = row
      const isEmptied = words === "{}" && reference === null
      const body = typeof reference === "string" ? StoredBody.parse(JSON.parse(reference)) : null
      const text = typeof words === "string" ? besideText(parseWords(words), body) : ""
      if (!isEmptied && besideSha256(text) !== beside_sha256)
        problems.push(`${nameCase(row)}: what was written with judgement ${Number(row["seq"])} is not what was stored`)
    }
  return problems
}

/**
 * Computes anew where each judged submission stands, from its judgements, and the hash of what was written beside them. One sentence a
 * case that differs.
 */
export async function caseProblems(storage: Storage): Promise<string[]> {
  return withSnapshot(storage, async (_read, ask) => {
    let hasCases = false
    for await (const rows of ask("select max(version) as version from schema_version"))
      for (const row of rows) hasCases = Number(row["version"]) >= CASES_SCHEMA
    if (!hasCases) return []
    const problems = [...(await stateProblems(ask)), ...(await besideProblems(ask))]
    if (problems.length <= MOST_NAMED) return problems
    return [...problems.slice(0, MOST_NAMED), `case_state: ${problems.length - MOST_NAMED} more like these`]
  })
}

/** The schema that brought judgements. */
const CASES_SCHEMA = 27
