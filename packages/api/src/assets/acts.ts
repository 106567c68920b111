import { insertUndo } from "@justesse/db/activity/undo"
import { findAssetStatuses } from "@justesse/db/assets/list"
import { findMarks } from "@justesse/db/assets/marks"
import { insertJob, listJobs } from "@justesse/db/jobs"
import { listGroups } from "@justesse/db/people/groups"
import { listMembers, type ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { AssetAct, AssetActDone, AssetActInput } from "@justesse/types/wire/asset"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { inRequest } from "../jobs/inRequest.ts"
import { requireActive } from "../projects/guard.ts"
import { ACT_KINDS, type ActHead, type Acting, type ActJob, inParts, isInRequest, performAct } from "./actsRun.ts"
import { checkSet, firstPage, isMark } from "./marks.ts"
import { type Selected, selectedIds } from "./select.ts"

type Act = AssetAct

/** Pictures that an act takes within its request; acts on more run as a job. */
export const AT_ONCE = 1_000

/** Whether acts of this project wait or run: what comes after them waits its turn, so that the last word is the last. */
export async function actsWait(deps: Pick<Deps, "storage">, projectId: number): Promise<boolean> {
  const wanted = { projectId, kinds: ACT_KINDS, states: ["queued", "running"], limit: 100 } as const
  return (await listJobs(deps.storage.db, wanted)).some((job) => !isInRequest(job))
}

/**
 * One act on many pictures, with one undo for all of it: a few at once, many as a job (`job` is its number then, and nothing
 * was changed yet). Work in hand is never taken away: whoever holds a task finishes it. Pictures to which the act does not
 * apply (settled ones for "answers wanted", unreadable ones) are left as they are.
 *
 * @throws JustesseError not_found for a person, group or set that is not there | invalid_input for too many pages
 */
export async function actOnAssets(
  deps: Acting,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof AssetActInput>,
): Promise<z.infer<typeof AssetActDone>> {
  requireActive(project)
  const { act } = input
  await checkReservation(deps, project, act)
  if (act.act === "propose") await checkSet(deps, project.id, act.set)
  const ids = await chosen(deps, project.id, input.selection, act)
  const first = act.act === "group" ? await firstPage(deps, project.id, act.name.trim(), ids) : 0
  // What lies in the bin is put back or left there; nobody is asked about it.
  const binned = !isMark(act) && "filter" in input.selection && input.selection.filter.states.includes("deleted")
  const head: ActHead = { did: act, first, binned }
  const nowMs = deps.nowMs()
  const isLong = ids.length > AT_ONCE || (await actsWait(deps, project.id))
  const undo = await insertUndo(deps.storage.db, project.id, {
    personId: who.personId,
    madeAtMs: nowMs,
    body: JSON.stringify(head),
    parts: inParts(ids),
  })
  const actJob: ActJob = { project: project.id, undo, who: who.personId }
  const about = { projectId: project.id, kind: "act", madeBy: who.personId, nowMs }
  if (!isLong) {
    // A request may be ended in the middle as well; the next start goes on with what is stored.
    const begin = () => insertJob(deps.storage.db, { ...about, input: { ...actJob, inRequest: true }, running: true })
    return { ...(await inRequest(deps, begin, () => performAct(deps, project, who, undo))), undo, job: null }
  }
  const job = await insertJob(deps.storage.db, { ...about, input: actJob })
  deps.wake("jobs")
  return { changed: 0, inHand: 0, undo, job }
}

/** The numbers of a selection: in the order of their pages for a document, rising otherwise. */
async function chosen(deps: Acting, projectId: number, selection: Selected, act: Act): Promise<number[]> {
  if (act.act === "restore" && "assets" in selection) return [...new Set<number>(selection.assets)]
  const ids = await selectedIds(deps, projectId, selection)
  if (act.act !== "group") return ids
  const marks = await findMarks(deps.storage.db, projectId, ids.slice(0, MOST_NAMED))
  const there = new Set(marks.filter((one) => one.deletedAtMs === null).map((one) => one.id))
  if ("assets" in selection) return [...new Set<number>(selection.assets)].filter((id) => there.has(id))
  const named = await findAssetStatuses(deps.storage.db, projectId, [...there], deps.nowMs())
  return named.sort((a, b) => NATURAL.compare(a.name, b.name)).map((one) => one.id)
}
const NATURAL = new Intl.Collator("en", { numeric: true })
/** A document has fewer pages than this; more are refused by whoever makes the pages. */
const MOST_NAMED = 10_000

/** A reservation names one person or group of this project, or neither. */
async function checkReservation(deps: Acting, project: ProjectAccess, act: Act): Promise<void> {
  if (act.act !== "reserve") return
  if (act.person !== null && act.group !== null)
    throw new JustesseError("invalid_input", { field: "group", rule: "one" })
  if (act.person !== null) {
    const members = await listMembers(deps.storage.db, project.id)
    if (!members.some((member) => member.personId === act.person))
      throw new JustesseError("not_found", { person: act.person })
  }
  if (act.group !== null) {
    const known = await listGroups(deps.storage.db, project.id)
    if (!known.some((group) => group.id === act.group)) throw new JustesseError("not_found", { group: act.group })
  }
}
