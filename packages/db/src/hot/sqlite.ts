import type { Writer } from "../sqlite/writer.ts"
import type { Hot, LeaseRow, NextInput } from "./operations.ts"
import { sqliteBulk } from "./sqliteBulk.ts"
import { type Drawn, sqliteDraw } from "./sqliteDraw.ts"
import { sqliteSubmit } from "./sqliteSubmit.ts"

/** The hot operations on SQLite: prepared once, each one synchronous job of the one writer. */
export function sqliteHot(writer: Writer, maxScan: number): Hot {
  const draw = sqliteDraw(writer.db, maxScan)
  const { submit, skip, saveDraft, heartbeat } = sqliteSubmit(writer.db, draw)
  const bulk = sqliteBulk(writer.db, draw)
  /** Looks on, a commit each, until something is found or the queue ends: no look blocks the thread for long. */
  async function settled(drawn: Drawn, next: NextInput | null): Promise<LeaseRow[]> {
    let found = drawn
    while (next && found.more && found.leases.length === 0) found = await writer.run(() => draw.topUp(next))
    return found.leases
  }

  return {
    next: async (input) => settled(await writer.run(() => draw.topUp(input)), input),
    async submit(input) {
      const { receipt, own, next, ...drawn } = await writer.run(() => submit(input))
      return { receipt, own, leases: await settled(drawn, next) }
    },
    saveDraft: (input) => writer.run(() => saveDraft(input)),
    heartbeat: (input) => writer.run(() => heartbeat(input)),
    async skip(input) {
      const { next, ...drawn } = await writer.run(() => skip(input))
      return settled(drawn, next)
    },
    takeUp: (input) => writer.run(() => draw.takeUp(input)),
    sweepExpired: (nowMs, limit) => writer.run(() => draw.sweep(nowMs, limit)),
    setOverlap: (projectId, tasks, overlap) => writer.run(() => bulk.setOverlap(projectId, tasks, overlap)),
    setTier: (projectId, tasks, tier) => writer.run(() => bulk.setTier(projectId, tasks, tier)),
    setExcluded: (projectId, tasks, excluded, nowMs) =>
      writer.run(() => bulk.setExcluded(projectId, tasks, excluded, nowMs)),
    reopen: (projectId, tasks, nowMs) => writer.run(() => bulk.reopen(projectId, tasks, nowMs)),
    addTasks: (projectId, tasks, nowMs) => writer.run(() => bulk.addTasks(projectId, tasks, nowMs)),
  }
}
