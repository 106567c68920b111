import { findUndo, type UndoEntry } from "@justesse/db/activity/undo"
import { type ActTally, findTallies } from "@justesse/db/activity/undoParts"
import { type Job, listJobs } from "@justesse/db/jobs"
import type { ProjectAccess } from "@justesse/db/projects"
import type { LongAct, LongActs } from "@justesse/types/wire/asset"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { jobsInHand } from "../jobs/inRequest.ts"
import { requireThere } from "../projects/guard.ts"
import { msLeft } from "../versions/freeze.ts"
import { ACT_KINDS, ActHead, ActJob, isInRequest } from "./actsRun.ts"

/** The end of a long act is told for this long. */
const SHOWN_MS = 3_600_000
/** Acts in a line of which is told. */
const MOST = 20

/** Long acts of a project that wait or run, oldest first, and the last one that ended. */
export async function longActs(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
): Promise<z.infer<typeof LongActs>> {
  requireThere(project)
  const { db } = deps.storage
  const of = { projectId: project.id, kinds: ACT_KINDS }
  const running = await listJobs(db, { ...of, states: ["queued", "running"], limit: MOST })
  const live = running.filter((job) => !isInRequest(job))
  const answered = jobsInHand(deps.storage)
  const over = await listJobs(db, { ...of, states: ["done", "failed", "cancelled"], limit: MOST })
  const last = over.find((job) => !answered.has(job.id))
  const isShown = last !== undefined && (last.endedAtMs ?? 0) > deps.nowMs() - SHOWN_MS
  const listed = [...(isShown ? [last] : []), ...live.reverse()]
  const about = listed.map((job) => ({ job, undo: ActJob.parse(job.input).undo }))
  const tallies = await findTallies(
    db,
    project.id,
    about.map(({ undo }) => undo),
  )
  const acts: LongAct[] = []
  for (const { job, undo } of about) {
    const entry = await findUndo(db, project.id, undo)
    const tally = tallies.get(undo)
    const isGone = job === last && job.kind === "act" && entry?.used === true
    if (entry && tally && !isGone) acts.push(shown(job, entry, tally, deps.nowMs()))
  }
  return { acts }
}

function shown(job: Job, entry: UndoEntry, tally: ActTally, nowMs: number): LongAct {
  const takesBack = job.kind === "undo_act"
  const isOver = job.endedAtMs !== null
  return {
    job: job.id,
    undo: entry.id,
    act: ActHead.parse(entry.body).did.act,
    takesBack,
    state: job.state,
    done: takesBack ? tally.takenBack : tally.done,
    total: takesBack ? tally.done : tally.total,
    msLeft: msLeft(job, nowMs),
    changed: tally.changed,
    inHand: tally.inHand,
    endedAtMs: job.endedAtMs,
    error: job.error,
    undoable: isOver && !takesBack && !entry.used && tally.changed > 0,
  }
}
