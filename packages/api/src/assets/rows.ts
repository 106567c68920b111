import type { OpenTransaction } from "@justesse/db"
import { forgetRows } from "@justesse/db/assets/forgetRows"
import type { ProjectAccess } from "@justesse/db/projects"
import { type BareTask, countBareTasks, findBareOf, listBareTasks } from "@justesse/db/work/bare"
import { cellsOf, JustesseError, MOST_CELLS, RowCells, TaskId, type TaskNumber } from "@justesse/types"
import type {
  Row,
  RowsAdd,
  RowsAdded,
  RowsDone,
  RowsErase,
  RowsExclude,
  RowsInput,
  RowsPage,
} from "@justesse/types/wire/asset"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { picturesOf } from "../core/locks.ts"
import type { Who } from "../core/who.ts"
import { addRows } from "../imports/rows/add.ts"
import { requireActive, requireThere } from "../projects/guard.ts"

/** Tasks of a project that are about no picture, by number. */
export async function listRows(
  { storage: { db } }: Pick<Deps, "storage">,
  project: ProjectAccess,
  { state, search, cursor, limit }: z.infer<typeof RowsInput>,
): Promise<z.infer<typeof RowsPage>> {
  requireThere(project)
  const after = Number.parseInt(cursor ?? "0", 10) || 0
  const wanted = { projectId: project.id, after, state, search: search.trim() }
  const [tasks, total] = [await listBareTasks(db, wanted, limit), await countBareTasks(db, wanted)]
  const last = tasks.at(-1)
  return { rows: tasks.map(rowOf), next: last && tasks.length === limit ? String(last.taskId) : null, total }
}

function rowOf({ taskId, about, ...rest }: BareTask): Row {
  const { state, settledBy, answer, differences, overlap, submitted } = rest
  const cells = cellsOf(about) ?? []
  const erased = about?.type === "forgotten"
  return { task: TaskId.parse(taskId), cells, erased, state, settledBy, answer, differences, overlap, submitted }
}

/** Takes rows out, so that nobody is asked about them, or back in. */
export async function excludeRows(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  { tasks, excluded }: z.infer<typeof RowsExclude>,
): Promise<z.infer<typeof RowsDone>> {
  requireActive(project)
  const ids = await findBareOf(deps.storage.db, project.id, tasks)
  await deps.storage.hot.setExcluded(project.id, ids, excluded, deps.nowMs())
  return { done: ids.length, kept: tasks.length - ids.length }
}

/** Empties rows with all that was answered about them; the queue gives them to nobody any more. What a version holds stays. */
export async function eraseRows(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { tasks }: z.infer<typeof RowsErase>,
): Promise<z.infer<typeof RowsDone>> {
  requireActive(project)
  const { db, hot, locks } = deps.storage
  const ids = await findBareOf(db, project.id, tasks)
  // Not while a version is being frozen that may have read them already.
  return locks.exclusive(picturesOf(project.id), async () => {
    const noted = (tx: OpenTransaction, gone: readonly TaskNumber[]) =>
      note({ storage: { db: tx }, nowMs: deps.nowMs }, project.id, who, {
        what: "rows.erased",
        detail: { rows: gone.length },
      })
    const gone = await forgetRows(db, project.id, ids, noted)
    await hot.setExcluded(project.id, gone, true, deps.nowMs())
    return { done: gone.length, kept: tasks.length - gone.length }
  })
}

/** Adds rows that a program sends. @throws JustesseError invalid_input where tasks are not about rows, or a row has too many cells */
export async function takeRows(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  { rows }: z.infer<typeof RowsAdd>,
): Promise<z.infer<typeof RowsAdded>> {
  requireActive(project)
  if (project.settings.about !== "row") throw new JustesseError("invalid_input", { field: "rows", rule: "about_row" })
  const taken = rows.map((row) =>
    Object.entries(row).flatMap(([column, value]) => {
      const text = value === null ? "" : String(value)
      return text.trim() === "" ? [] : [{ column, text }]
    }),
  )
  if (taken.some((cells) => cells.length > MOST_CELLS))
    throw new JustesseError("invalid_input", { field: "rows", rule: "cells", most: MOST_CELLS })
  const full = taken.flatMap((cells) => (cells.length === 0 ? [] : [{ cells: RowCells.parse(cells), source: null }]))
  const added = await addRows(deps, project, full)
  return { added, twice: full.length - added, empty: rows.length - full.length }
}
