import { type LocalDraft, upgradeDraft } from "@justesse/editor"
import type { AssignmentId } from "@justesse/types"
import type { DBSchema, IDBPDatabase } from "idb"
import { lazyDatabase, orNothing } from "../../../browser/database.ts"

/** Each revision has a row of its own; a row from before they had lies under the assignment alone. */
interface DraftRow extends LocalDraft {
  /** The key: the assignment, and behind it the revision. */
  readonly assignmentId: string
  /** Used to forget drafts of tasks that were never opened again. */
  readonly keptAtMs: number
}

/** How one of many things that are looked at together stands, before they are sent: not right, or to come by itself. */
export type Mark = "marked" | "alone"

/** Marks of an assignment lie beside its drafts, under a key of their own. */
interface MarkRow {
  readonly assignmentId: string
  readonly marks: readonly Mark[]
  readonly keptAtMs: number
}

interface Schema extends DBSchema {
  drafts: { key: string; value: DraftRow | MarkRow }
}

/** Where unfinished answers are kept on this computer. What is forgotten of an assignment are its marks too. */
export interface LocalDrafts {
  read(assignmentId: AssignmentId): Promise<LocalDraft | null>
  write(assignmentId: AssignmentId, draft: LocalDraft): Promise<void>
  forget(assignmentId: AssignmentId): Promise<void>
}

/** Drafts older than this are of tasks that nobody has leased any more. */
const FORGET_AFTER_MS = 90 * 24 * 3_600_000

const database = lazyDatabase<Schema>(
  "justesse",
  (db) => db.createObjectStore("drafts", { keyPath: "assignmentId" }),
  dropOld,
)

async function dropOld(db: IDBPDatabase<Schema>): Promise<void> {
  const rows = await db.getAll("drafts")
  const old = rows.filter((row) => row.keptAtMs < Date.now() - FORGET_AFTER_MS)
  await Promise.all(old.map((row) => db.delete("drafts", row.assignmentId)))
}

/** The key of a revision: those of one assignment follow each other in the order of their numbers. */
function keyOf(assignmentId: AssignmentId, revision: number): string {
  return `${assignmentId}@${String(revision).padStart(12, "0")}`
}

/** All rows of an assignment. */
function rowsOf(assignmentId: AssignmentId): IDBKeyRange {
  return IDBKeyRange.bound(assignmentId, `${assignmentId}@\uffff`)
}

/** The key of what is marked of an assignment: none of its drafts. */
const markKey = (assignmentId: AssignmentId) => `mark/${assignmentId}`

/** Where marks of things that are looked at together are kept on this computer until they are sent. */
export interface LocalMarks {
  read(assignmentId: AssignmentId): Promise<readonly Mark[]>
  write(assignmentId: AssignmentId, marks: readonly Mark[]): Promise<unknown>
}

/** Marks in IndexedDB. Where the browser keeps nothing they last as long as their page. */
export const indexedMarks: LocalMarks = {
  read: (assignmentId) =>
    orNothing(async () => {
      const row = await (await database()).get("drafts", markKey(assignmentId))
      return row && "marks" in row ? row.marks : []
    }, []),
  write: (id, marks) =>
    orNothing(async () => {
      const db = await database()
      if (marks.length === 0) await db.delete("drafts", markKey(id))
      else await db.put("drafts", { assignmentId: markKey(id), marks, keptAtMs: Date.now() })
    }, undefined),
}

/** Drafts in IndexedDB. Where the browser keeps none (private windows), the server alone has them. */
export const indexedDrafts: LocalDrafts = {
  read: (assignmentId) =>
    orNothing(async () => {
      const kept = (await (await database()).getAll("drafts", rowsOf(assignmentId))).at(-1)
      return kept && !("marks" in kept) ? upgradeDraft(kept) : null
    }, null),
  async write(assignmentId, draft) {
    const key = keyOf(assignmentId, draft.revision)
    const tx = (await database()).transaction("drafts", "readwrite")
    // What another window drew after this revision lies under its own, and is never written over.
    void tx.store.put({ ...draft, assignmentId: key, keptAtMs: Date.now() })
    void tx.store.delete(IDBKeyRange.bound(assignmentId, key, false, true))
    // Sent off at once, without waiting for an answer: this page may be gone in a moment.
    tx.commit()
    await tx.done
  },
  forget: (assignmentId) =>
    orNothing(async () => {
      const tx = (await database()).transaction("drafts", "readwrite")
      void tx.store.delete(rowsOf(assignmentId))
      void tx.store.delete(markKey(assignmentId))
      await tx.done
    }, undefined),
}
