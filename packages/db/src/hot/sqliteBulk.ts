import type BetterSqlite3 from "better-sqlite3"
import type { SqliteDraw } from "./sqliteDraw.ts"
import { includedAgain, NO_LABELS } from "./standing.ts"

/** What owners do to many tasks at once. Synchronous: runs inside the writer's transaction. */
export function sqliteBulk(db: BetterSqlite3.Database, draw: SqliteDraw) {
  const sql = {
    overlap: db.prepare("update task set overlap = ? where project_id = ? and id = ?"),
    tier: db.prepare("update task set tier = ?, seq = ? where project_id = ? and id = ?"),
    state: db.prepare(
      "update task_state set state = ?, changed_at_ms = ?, dirty = ? where project_id = ? and task_id = ?",
    ),
    stateOf: db.prepare<[number, number], { state: string; answer: string | null; differences: number }>(
      "select state, answer, differences from task_state where project_id = ? and task_id = ?",
    ),
    touch: db.prepare("update task_state set changed_at_ms = ? where project_id = ? and task_id = ?"),
    insert: db.prepare(
      "insert into task (project_id, id, tier, seq, is_open, open_slots, overlap, submitted) values (?, ?, ?, ?, ?, ?, ?, 0)",
    ),
    insertState: db.prepare(
      `insert into task_state (project_id, task_id, state, settled_by, settled_at_ms, answer, answer_sha256, provenance, agreement, dirty, differences, labels, texts, regions, nothing_here, changed_at_ms)
       values (?, ?, 'open', null, null, null, null, null, null, 0, 0, ?, '', 0, 0, ?)`,
    ),
  }

  function setOverlap(projectId: number, tasks: readonly number[], overlap: number): void {
    for (const id of tasks) {
      const task = draw.taskOf(projectId, id)
      sql.overlap.run(overlap, projectId, id)
      draw.setSlots(projectId, task, task.open_slots + overlap - task.overlap)
    }
  }

  return {
    setOverlap,
    setTier(projectId: number, tasks: readonly number[], tier: number): void {
      for (const id of tasks) draw.taskOf(projectId, id)
      let seq = draw.freshPlaces(projectId, tasks.length)
      for (const id of tasks) sql.tier.run(tier, seq++, projectId, id)
    },
    setExcluded(projectId: number, tasks: readonly number[], excluded: boolean, nowMs: number): void {
      for (const id of tasks) {
        const task = draw.taskOf(projectId, id)
        const stored = sql.stateOf.get(projectId, id)
        if (!stored || (stored.state === "excluded") === excluded) continue
        const { differences, answer } = stored
        const back = includedAgain({ differences, hasAnswer: answer !== null, submitted: task.submitted })
        const to = excluded ? { state: "excluded", dirty: 0 } : back
        sql.state.run(to.state, nowMs, to.dirty, projectId, id)
        draw.setSlots(projectId, task, task.open_slots)
      }
    },
    reopen(projectId: number, tasks: readonly number[], nowMs: number): void {
      for (const id of tasks) {
        const task = draw.taskOf(projectId, id)
        sql.touch.run(nowMs, projectId, id)
        if (task.open_slots > 0) continue
        sql.overlap.run(task.overlap + 1 - task.open_slots, projectId, id)
        draw.setSlots(projectId, task, 1)
      }
    },
    addTasks(projectId: number, tasks: readonly { id: number; tier: number; overlap: number }[], nowMs: number): void {
      if (tasks.length === 0) return
      let seq = draw.freshPlaces(projectId, tasks.length)
      for (const { id, tier, overlap } of tasks) {
        sql.insert.run(projectId, id, tier, seq++, overlap > 0 ? 1 : 0, overlap, overlap)
        sql.insertState.run(projectId, id, NO_LABELS, nowMs)
      }
    },
  }
}
