import type { TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"
import { FORGOTTEN_ABOUT } from "../work/forgotten.ts"
import { erasing } from "./erasing.ts"
import { forgetTasks } from "./forget.ts"
import { forgetInUndo } from "./forgetTraces.ts"

type Noting = (tx: OpenTransaction, gone: readonly TaskNumber[]) => Promise<void>

/** Rows that are forgotten with one sync of the disk; others are answered in between. */
const SLICE = 25

/**
 * Forgets what rows said and every copy of what was answered about them, as pictures are forgotten. What stays: that there was one,
 * who worked on it when and how long, and of each sent answer its SHA-256. A row that a version holds is left alone.
 *
 * @param noted is told of those that were, in the transaction in which they are
 * @returns those that were forgotten
 */
export async function forgetRows(
  db: Kysely<Database>,
  projectId: number,
  wanted: readonly TaskNumber[],
  noted: Noting,
): Promise<TaskNumber[]> {
  const gone: TaskNumber[] = []
  await forgetInUndo(db, projectId, { assets: new Set(), tasks: new Set(wanted) })
  for (let at = 0; at < wanted.length; at += SLICE)
    gone.push(...(await forgetSlice(db, projectId, wanted.slice(at, at + SLICE), noted)))
  return gone
}

async function forgetSlice(
  db: Kysely<Database>,
  projectId: number,
  wanted: readonly TaskNumber[],
  noted: Noting,
): Promise<TaskNumber[]> {
  return erasing(db, async (tx) => {
    const rows = await tx
      .selectFrom("task as t")
      .select("t.id")
      .where("t.project_id", "=", projectId)
      .where("t.asset_id", "is", null)
      .where("t.id", "in", [...wanted])
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom("version_item as v")
              .select("v.item_id")
              .whereRef("v.project_id", "=", "t.project_id")
              .whereRef("v.item_id", "=", "t.id"),
          ),
        ),
      )
      .execute()
    const gone = rows.map(({ id }) => id)
    if (gone.length === 0) return gone
    await forgetTasks(tx, projectId, gone)
    // What stands there says that something stood there: its hash alone would tell who has the row what it said.
    await tx
      .insertInto("task_about")
      .values(gone.map((id) => ({ project_id: projectId, task_id: id, body: FORGOTTEN_ABOUT, origin: null })))
      .execute()
    await noted(tx, gone)
    return gone
  })
}
