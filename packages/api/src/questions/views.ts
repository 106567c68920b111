import type { Assignment, ProjectAccess } from "@justesse/db"
import { findOntology } from "@justesse/db/labels"
import { listInCharge } from "@justesse/db/people"
import { findProject, listProjectsOf } from "@justesse/db/projects"
import { findRead, listMessages, type StoredMessage, type Thread } from "@justesse/db/questions"
import {
  AssignmentId,
  cellsOf,
  type Localized,
  RegionId,
  type TaskAbout,
  ThreadId,
  type WriterRole,
} from "@justesse/types"
import type { Message, MyThread, ThreadRow } from "@justesse/types/wire/question"
import type { Deps } from "../core/deps.ts"
import { assetReference, assignmentReference, mediaUrls, NO_MEDIA } from "../media.ts"
import { type Namer, namer } from "../people/names.ts"
import { isOwner } from "../projects/guard.ts"

/** What showing threads needs. */
export type ThreadDeps = Pick<Deps, "storage" | "hmac" | "nowMs">

/** Who a reviewer or owner reads wrote something: reviewers read no names, in whichever project (§8 of the screens). */
export function namerFor(deps: Pick<Deps, "storage">, project: ProjectAccess, personId: number): Promise<Namer> {
  return namer(deps, isOwner(project) ? project : { id: project.id, names: "open" }, personId)
}

/** Names of labels by their ids. */
type LabelNames = ReadonlyMap<string, Localized>

/** The names of a project's labels as they are now, retired ones too. */
export async function labelNamesOf(
  { storage }: Pick<Deps, "storage">,
  { id, ontologyVersion }: Pick<ProjectAccess, "id" | "ontologyVersion">,
): Promise<LabelNames> {
  const found = await findOntology(storage.db, id, ontologyVersion)
  return new Map(found?.ontology.labels.map((label) => [label.id, label.name]))
}

/** As what somebody writes in a project. */
export function roleIn(project: Pick<ProjectAccess, "roles">): WriterRole {
  if (isOwner(project)) return "owner"
  return project.roles.includes("reviewer") ? "reviewer" : "annotator"
}

/** A thread as owners and reviewers see it. */
export function toThreadRow(
  deps: Pick<Deps, "hmac" | "nowMs">,
  thread: Thread,
  name: Namer,
  labels: LabelNames,
  abouts: ReadonlyMap<number, TaskAbout> = new Map(),
): ThreadRow {
  const { projectId, assetId, width, height, taskId } = thread
  const cells = taskId === null ? null : cellsOf(abouts.get(taskId))
  const label = thread.spot.region?.label ?? ""
  return {
    threadId: ThreadId.parse(thread.publicId),
    kind: thread.kind,
    state: thread.state,
    who: name(thread.personId),
    role: thread.role,
    text: thread.first,
    label,
    labelName: labels.get(label) ?? null,
    spot: thread.spot,
    size: { width: width ?? 1, height: height ?? 1 },
    media: assetId === null ? NO_MEDIA : mediaUrls(deps, assetReference(projectId, assetId), thread.facts),
    ...(cells && { cells }),
    clause: thread.clause,
    clauseVersion: thread.clauseVersion,
    askedAtMs: thread.askedAtMs,
    changedAtMs: thread.changedAtMs,
  }
}

/** A message as its reader may know it. */
export function toMessage(message: StoredMessage, readerId: number, by: string): Message {
  const { role, text, atMs, personId } = message
  return { role, by, mine: personId === readerId, text, atMs }
}

/** Messages of threads, by thread. */
export function byThread(messages: readonly StoredMessage[]): Map<number, StoredMessage[]> {
  const found = new Map<number, StoredMessage[]>()
  for (const message of messages) {
    const list = found.get(message.threadId) ?? []
    list.push(message)
    found.set(message.threadId, list)
  }
  return found
}

/** What of a project somebody reads in their own threads: its name, and owners by name; nothing where they left it. */
interface ProjectRead {
  readonly slug: MyThread["project"]
  readonly name: string
  readonly isMember: boolean
  readonly owners: ReadonlyMap<number, string>
  readonly labels: LabelNames
}

async function readProjects(
  deps: ThreadDeps,
  personId: number,
  threads: readonly Thread[],
): Promise<Map<number, ProjectRead>> {
  const ids = [...new Set(threads.map(({ projectId }) => projectId))]
  const { db } = deps.storage
  const [projects, inCharge, mine] = await Promise.all([
    Promise.all(ids.map((id) => findProject(db, id))),
    listInCharge(db, ids),
    listProjectsOf(db, personId),
  ])
  const there = projects.filter((project) => project !== null && project !== undefined)
  const shown = there.filter(({ state }) => state !== "deleted")
  const labels = await Promise.all(shown.map((project) => labelNamesOf(deps, project)))
  const known = new Map<number, ProjectRead>()
  for (const [at, project] of shown.entries()) {
    const owners = inCharge.filter(({ owns, projectId }) => owns && projectId === project.id)
    known.set(project.id, {
      slug: project.slug,
      name: project.name,
      isMember: mine.some(({ id }) => id === project.id),
      owners: new Map(owners.map(({ person }) => [person.id, person.name])),
      labels: labels[at] ?? new Map(),
    })
  }
  return known
}

/**
 * Threads about somebody's own work, as they read them: owners by name, reviewers as such. What was sent back is over once
 * `own`, where it is given, was corrected.
 */
export async function toMyThreads(
  deps: ThreadDeps,
  personId: number,
  threads: readonly Thread[],
  own?: Pick<Assignment, "sentBack">,
): Promise<MyThread[]> {
  const { db } = deps.storage
  const ids = threads.map(({ id }) => id)
  const [messages, read, projects] = await Promise.all([
    listMessages(db, ids),
    findRead(db, personId, ids),
    readProjects(deps, personId, threads),
  ])
  const said = byThread(messages)
  return threads.flatMap((thread) => {
    const project = projects.get(thread.projectId)
    if (!project || thread.assignmentId === null) return []
    const written = said.get(thread.id) ?? []
    const last = written.filter((message) => message.personId !== personId).at(-1)
    const isOver = thread.kind === "send_back" && own !== undefined && own.sentBack === null
    return [
      {
        threadId: ThreadId.parse(thread.publicId),
        kind: thread.kind,
        state: isOver ? ("resolved" as const) : thread.state,
        regionId: thread.regionId === null ? null : RegionId.parse(thread.regionId),
        spot: thread.spot,
        reason: thread.reason,
        seen: thread.seen,
        clause: thread.clause,
        clauseVersion: thread.clauseVersion,
        askedAtMs: thread.askedAtMs,
        changedAtMs: thread.changedAtMs,
        assignmentId: AssignmentId.parse(thread.assignmentId),
        project: project.slug,
        projectName: project.name,
        thumbnail: project.isMember ? mediaUrls(deps, assignmentReference(thread.assignmentId)).thumbnail : "",
        labelNames: namesIn(thread, project.labels),
        messages: written.map((message) =>
          toMessage(message, personId, message.role === "owner" ? (project.owners.get(message.personId) ?? "") : ""),
        ),
        unread: last !== undefined && last.id > (read.get(thread.id) ?? 0),
      },
    ]
  })
}

/** The names of the labels that a thread shows. */
function namesIn({ spot, seen }: Thread, labels: LabelNames): MyThread["labelNames"] {
  const names: MyThread["labelNames"] = {}
  for (const region of [spot.region, seen?.mine, seen?.proposed]) {
    const name = region && labels.get(region.label)
    if (name) names[region.label] = name
  }
  return names
}
