import { createHash } from "node:crypto"
import { JustesseError, secondOf, TaskAbout, type TaskNumber } from "@justesse/types"
import { sql } from "kysely"
import { BLOB_COLUMNS } from "../assets/blobColumns.ts"
import { findLinkedFile } from "../assets/linkedFiles.ts"
import type { Blobs } from "../blobs.ts"
import { readHeads } from "../chain/heads.ts"
import { verifyChain } from "../chain/verify.ts"
import { ledgerProblems } from "../ledger/verify.ts"
import { openConnection } from "../sqlite/open.ts"
import type { Storage } from "../storage.ts"
import { FORGOTTEN_ABOUT, FORGOTTEN_BODY } from "../work/forgotten.ts"
import { type Row, withSnapshot } from "./snapshot.ts"
import { caseProblems } from "./verifyCases.ts"
import { countProblems } from "./verifyCounts.ts"
import { timeProblems } from "./verifyTime.ts"

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

const ID = ["project_id", "task_id", "person_id", "revision", "version", "asset_id"]

function place(table: string, row: Row): string {
  const ids = ID.filter((column) => row[column] !== undefined).map(
    (column) => `${column.replace(/_id$/, "")} ${String(row[column])}`,
  )
  return `${table} (${ids.join(", ")})`
}

/** Texts whose SHA-256 was stored beside them: column of the text, column of the hash. */
const HASHED: readonly (readonly [table: string, text: string, hash: string])[] = [
  ["submission", "body", "body_sha256"],
  ["version_body", "body", "body_sha256"],
  ["task_state", "answer", "answer_sha256"],
  ["gold", "answer", "answer_sha256"],
]

/** The second pictures of tasks about two, by task, both as `project/number`. What a task is about says the same number. */
async function secondsOf(
  read: (table: string) => AsyncIterable<readonly Row[]>,
  problems: string[],
): Promise<Map<string, string>> {
  const seconds = new Map<string, string>()
  for await (const rows of read("task_about"))
    for (const row of rows) {
      const about = TaskAbout.safeParse(JSON.parse(String(row.body))).data
      const second = row.second_id === null || row.second_id === undefined ? null : Number(row.second_id)
      if (secondOf(about) !== second) problems.push(`${place("task_about", row)}: its second picture is another`)
      if (second !== null) seconds.set(`${row.project_id}/${row.task_id}`, `${row.project_id}/${second}`)
    }
  return seconds
}

async function textProblems(storage: Storage): Promise<string[]> {
  return withSnapshot(storage, async (read) => {
    const problems: string[] = []
    const gone = new Set<string>()
    for await (const rows of read("asset"))
      for (const row of rows) if (Number(row.removed ?? 0) === 1) gone.add(`${row.project_id}/${row.id}`)
    /** Tasks of pictures that are forgotten. */
    const forgotten = new Set<string>()
    for await (const rows of gone.size > 0 ? read("task") : [])
      for (const row of rows)
        if (gone.has(`${row.project_id}/${row.asset_id}`)) forgotten.add(`${row.project_id}/${row.id}`)
    for (const [task, second] of await secondsOf(read, problems)) if (gone.has(second)) forgotten.add(task)
    // Rows that were erased say so themselves.
    for await (const rows of read("task_about"))
      for (const row of rows) if (row.body === FORGOTTEN_ABOUT) forgotten.add(`${row.project_id}/${row.task_id}`)
    for (const [table, text, hash] of HASHED) {
      for await (const rows of read(table)) {
        for (const row of rows) {
          const stored = row[text]
          if (typeof stored !== "string" || sha256(stored) === row[hash]) continue
          // What was sent to a picture that is forgotten is emptied; its hash stays.
          if (stored === FORGOTTEN_BODY && forgotten.has(`${row.project_id}/${row.task_id}`)) continue
          problems.push(`${place(table, row)}: its text is not the one that was stored`)
        }
      }
    }
    return problems
  })
}

/** Places and counters of the queue that do not follow from the assignments (I3). */
async function queueProblems(storage: Storage): Promise<string[]> {
  // A turn that holds a slot says so in `counted`; one that also has an answer was counted as one.
  const wrong = await sql<{ project_id: number; id: number; open_slots: number; right: number }>`
    select t.project_id, t.id, t.open_slots, t.overlap - coalesce(sum(a.counted), 0) as "right"
    from task t left join assignment a on a.project_id = t.project_id and a.task_id = t.id
    group by t.project_id, t.id, t.open_slots, t.overlap
    having t.open_slots <> t.overlap - coalesce(sum(a.counted), 0) limit 100`.execute(storage.db)
  const answers = await sql<{ project_id: number; id: number; submitted: number; right: number }>`
    select t.project_id, t.id, t.submitted, coalesce(sum(case when a.revision > 0 then a.counted else 0 end), 0) as "right"
    from task t left join assignment a on a.project_id = t.project_id and a.task_id = t.id
    group by t.project_id, t.id, t.submitted
    having t.submitted <> coalesce(sum(case when a.revision > 0 then a.counted else 0 end), 0) limit 100`.execute(
    storage.db,
  )
  const places = await sql<{ slug: string }>`
    select p.slug from project p where exists (select 1 from task t where t.project_id = p.id and t.seq >= p.next_seq) limit 100`.execute(
    storage.db,
  )
  return [
    ...wrong.rows.map(
      (row) =>
        `task (project ${row.project_id}, task ${row.id}): ${row.open_slots} free places where ${row.right} follow from its assignments`,
    ),
    ...answers.rows.map(
      (row) =>
        `task (project ${row.project_id}, task ${row.id}): ${row.submitted} answers counted where ${row.right} are`,
    ),
    ...places.rows.map((row) => `project ${row.slug}: a task stands behind the end of the queue`),
  ]
}

/** Gold in force that is not what it says: in the queue, with another answer, or counting what nobody answered. */
async function goldProblems(storage: Storage): Promise<string[]> {
  const { rows } = await sql<{
    project_id: number
    task_id: TaskNumber
    is_open: number
    other: number
    asked: number
    hits: number
    answers: number
    passed: number
    lost: number
  }>`
    select * from (
      select g.project_id, g.task_id, t.is_open, g.asked, g.hits,
        case when s.answer_sha256 = g.answer_sha256 then 0 else 1 end as other,
        case when g.place < coalesce(q.gold_places, 0) then 0 else 1 end as lost,
        (select count(*) from gold_answer a where a.project_id = g.project_id and a.task_id = g.task_id) as answers,
        (select count(*) from gold_answer a where a.project_id = g.project_id and a.task_id = g.task_id and a.passed = 1) as passed
      from gold g
        join task t on t.project_id = g.project_id and t.id = g.task_id
        join task_state s on s.project_id = g.project_id and s.task_id = g.task_id and s.state = 'settled' and s.settled_by = 'gold'
        left join quality_state q on q.project_id = g.project_id) found
    where is_open = 1 or other = 1 or lost = 1 or asked <> answers or hits <> passed limit 100`.execute(storage.db)
  return rows.flatMap((row) => {
    const where = `gold (project ${row.project_id}, task ${row.task_id})`
    return [
      ...(row.is_open === 1 ? [`${where} is in the queue`] : []),
      ...(row.other === 1 ? [`${where}: its task keeps another answer`] : []),
      ...(row.lost === 1 ? [`${where} stands beyond the end of the walk`] : []),
      ...(Number(row.asked) !== Number(row.answers) || Number(row.hits) !== Number(row.passed)
        ? [`${where} counts ${row.asked} answers, ${row.hits} right, where ${row.answers} and ${row.passed} are`]
        : []),
    ]
  })
}

/** The hash of a picture's bytes as they are now; null where a linked file does not hold it any more. */
async function hashOf(blobs: Blobs, sha: string): Promise<string | null> {
  const hash = createHash("sha256")
  try {
    for await (const chunk of await blobs.open(sha)) hash.update(chunk)
  } catch (error) {
    if (error instanceof JustesseError && error.code === "file_unreadable") return null
    throw error
  }
  return hash.digest("hex")
}

/** What is wrong with the bytes of a hash, as the end of a sentence; null when nothing is. */
async function blobProblem(storage: Storage, blobs: Blobs, sha: string): Promise<string | null> {
  const found = (await blobs.has(sha)) ? await hashOf(blobs, sha) : undefined
  if (found === sha) return null
  const link = await findLinkedFile(storage.db, sha)
  if (link === null)
    return found === undefined ? "its picture is missing" : "the bytes of its picture are not the ones that were stored"
  return found === undefined
    ? `its linked original is missing: ${link.path}`
    : `its linked original has changed since it was linked: ${link.path}`
}

async function blobProblems(storage: Storage, blobs: Blobs): Promise<string[]> {
  const wanted = new Map<string, string>()
  await withSnapshot(storage, async (read) => {
    for await (const rows of read("asset")) {
      for (const row of rows) {
        for (const column of BLOB_COLUMNS) {
          const sha = row[column]
          if (typeof sha === "string" && row.problem === null && Number(row.removed ?? 0) === 0)
            wanted.set(sha, `asset (project ${String(row.project_id)}, asset ${String(row.id)}, ${String(row.name)})`)
        }
      }
    }
  })
  const problems: string[] = []
  for (const [sha, asset] of wanted) {
    const problem = await blobProblem(storage, blobs, sha)
    if (problem !== null) problems.push(`${asset}: ${problem}`)
  }
  return problems
}

async function engineProblems(storage: Storage): Promise<string[]> {
  if (storage.engine === "postgres") return []
  // A connection of its own: one that has looked into the index of texts before checks what it remembers of it, and takes what
  // another has written since for damage.
  const db = openConnection(String((await storage.facts()).file), true)
  try {
    const integrity = db.prepare<[], { integrity_check: string }>("pragma integrity_check(20)").all()
    const keys = db.prepare<[], { table: string }>("pragma foreign_key_check").all()
    return [
      ...integrity
        .map((row) => row.integrity_check)
        .filter((said) => said !== "ok")
        .map((said) => `SQLite: ${said}`),
      ...keys.map((row) => `${row.table}: a row refers to one that is not there`),
    ]
  } finally {
    db.close()
  }
}

/** What is to be checked besides the rows. */
interface VerifyBeside {
  /** Whether every picture is whole. */
  readonly blobs?: Blobs
  /** The folder in which the heads of the chain lie. */
  readonly headsIn?: string
}

/**
 * Recomputes every hash that was stored, walks the chain and looks for rows that are not as they were sealed, checks that
 * counters, places, active time and judged submissions follow from the rows, and that every picture is whole. Reads alone, also while people work. One sentence a
 * problem, with its ids; empty when all is as it was stored.
 */
export async function verifyStorage(storage: Storage, { blobs, headsIn }: VerifyBeside = {}): Promise<string[]> {
  // Read before the rows are: a head is written after its seal.
  const beside = headsIn === undefined ? { heads: [], unreadable: [] } : await readHeads(headsIn)
  return [
    ...(await engineProblems(storage)),
    ...(await textProblems(storage)),
    ...(await verifyChain(storage, beside)),
    ...(await queueProblems(storage)),
    ...(await goldProblems(storage)),
    ...(await timeProblems(storage)),
    ...(await countProblems(storage)),
    ...(await ledgerProblems(storage)),
    ...(await caseProblems(storage)),
    ...(blobs ? await blobProblems(storage, blobs) : []),
  ]
}
