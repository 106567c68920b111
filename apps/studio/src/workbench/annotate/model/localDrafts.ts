import { type LocalDraft, upgradeDraft } from "@justesse/editor"
import type { AssignmentId } from "@justesse/types"
import type { DBSchema, IDBPDatabase } from "idb"
import { lazyDatabase, orNothing } from "../../../browser/database.ts"

interface DraftRow extends LocalDraft {
  readonly assignmentId: AssignmentId
  /** Used to forget drafts of tasks that were never opened again. */
  readonly keptAtMs: number
}

interface Schema extends DBSchema {
  drafts: { key: string; value: DraftRow }
}

/** Where unfinished answers are kept on this computer. */
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

/** Drafts in IndexedDB. Where the browser keeps none (private windows), the server alone has them. */
export const indexedDrafts: LocalDrafts = {
  read: (assignmentId) =>
    orNothing(async () => {
      const kept = await (await database()).get("drafts", assignmentId)
      return kept ? upgradeDraft(kept) : null
    }, null),
  async write(assignmentId, draft) {
    const tx = (await database()).transaction("drafts", "readwrite")
    const stored = await tx.store.get(assignmentId)
    // Another window went on with it: what it drew is never written over by what this one had before.
    if (!stored || stored.revision <= draft.revision) {
      void tx.store.put({ ...draft, assignmentId, keptAtMs: Date.now() })
      // Sent off at once, without another word of this page, which may be gone in a moment.
      tx.commit()
    }
    await tx.done
  },
  forget: (assignmentId) => orNothing(async () => (await database()).delete("drafts", assignmentId), undefined),
}
