import {
  type Assignment,
  countDraftRegions,
  countHistory,
  countRegions,
  findLatestOf,
  findProject,
  type HistoryFilter,
  type HistoryPosition,
  listHistory,
  listProjectsOf,
  type Project,
} from "@justesse/db"
import { AssignmentId, JustesseError } from "@justesse/types"
import type { HistoryInput, HistoryPage, HistoryRow, HistoryState } from "@justesse/types/wire/work/history"
import type { z } from "zod"
import type { Deps } from "../../core/deps.ts"
import { assignmentReference, mediaUrls } from "../../media.ts"

export type HistoryDeps = Pick<Deps, "storage" | "hmac" | "nowMs">

/** Assignments that a search looks through, newest first. */
const MOST_SEARCHED = 1_000

/** What a person reads of an assignment of theirs. A lease past its time is over, whether it was swept or not. */
export function historyState(assignment: Assignment, nowMs: number): HistoryState {
  const state = assignment.state
  if (state === "submitted") return assignment.sentBack ? "sent_back" : (assignment.outcome ?? "sent")
  if (state === "leased") return assignment.expiresAtMs > nowMs ? "in_hand" : "expired"
  return state === "skipped" ? "skipped" : "expired"
}

/** One page of what a person worked on, latest first. A search looks at texts and labels of what they sent. */
export async function historyPage(
  deps: HistoryDeps,
  personId: number,
  input: z.infer<typeof HistoryInput>,
): Promise<z.infer<typeof HistoryPage>> {
  const { db } = deps.storage
  const mine = await listProjectsOf(db, personId)
  const project = input.project === null ? null : mine.find((one) => one.slug === input.project)
  if (project === undefined) throw new JustesseError("not_found", { project: input.project ?? "" })
  const states = input.states.length === 0 ? null : input.states
  const filter: HistoryFilter = { personId, projectId: project?.id ?? null, states }
  const search = input.search.trim().toLowerCase()
  const before = parsePosition(input.cursor)
  const found =
    search === ""
      ? await plain(deps, filter, before, input.limit)
      : await searched(deps, filter, before, input.limit, search)
  const names = await withProjects(deps, mine, found.rows)
  const regions = await countRegions(db, personId, found.rows)
  const leased = await countDraftRegions(
    db,
    personId,
    found.rows.filter((row) => row.state !== "submitted"),
  )
  const rows = found.rows.flatMap((row) => {
    const of = names.get(row.projectId)
    if (!of) return []
    const isMine = mine.some(({ id, state }) => id === of.id && state !== "deleted")
    const key = `${row.projectId}/${row.taskId}`
    return [rowOf(deps, row, of, { regions: leased.get(key) ?? regions.get(key) ?? 0, isMine })]
  })
  const last = found.rows.at(-1)
  return { rows, next: found.more && last ? formatPosition(last) : null, total: found.total }
}

interface Found {
  readonly rows: Assignment[]
  readonly more: boolean
  readonly total: number
}

async function plain(
  deps: HistoryDeps,
  filter: HistoryFilter,
  before: HistoryPosition | null,
  limit: number,
): Promise<Found> {
  const { db } = deps.storage
  const [rows, total] = await Promise.all([listHistory(db, filter, before, limit + 1), countHistory(db, filter)])
  return { rows: rows.slice(0, limit), more: rows.length > limit, total }
}

async function searched(
  deps: HistoryDeps,
  filter: HistoryFilter,
  before: HistoryPosition | null,
  limit: number,
  search: string,
): Promise<Found> {
  const { db } = deps.storage
  const all = await listHistory(db, { ...filter }, null, MOST_SEARCHED)
  const matching = new Set<string>()
  for (const projectId of new Set(all.map((row) => row.projectId))) {
    const rows = all.filter((row) => row.projectId === projectId)
    const sent = await findLatestOf(
      db,
      projectId,
      filter.personId,
      rows.map((row) => row.taskId),
    )
    for (const row of rows) {
      const says = sent.get(row.taskId)?.body.regions ?? []
      const hit = says.some(
        ({ label, transcript }) =>
          label.toLowerCase().includes(search) || transcript?.value.toLowerCase().includes(search),
      )
      if (hit) matching.add(row.publicId)
    }
  }
  const hits = all.filter((row) => matching.has(row.publicId))
  const rest = before === null ? hits : hits.filter((row) => isBefore(row, before))
  return { rows: rest.slice(0, limit), more: rest.length > limit, total: hits.length }
}

function isBefore(row: Assignment, { atMs, publicId }: HistoryPosition): boolean {
  return row.changedAtMs < atMs || (row.changedAtMs === atMs && row.publicId < publicId)
}

/** Projects of these rows; also those that the person left since. */
async function withProjects(
  deps: HistoryDeps,
  mine: readonly Project[],
  rows: readonly Assignment[],
): Promise<Map<number, Project>> {
  const known = new Map<number, Project>(mine.map((project) => [project.id, project]))
  const left = [...new Set(rows.map((row) => row.projectId))].filter((id) => !known.has(id))
  for (const project of await Promise.all(left.map((id) => findProject(deps.storage.db, id)))) {
    if (project) known.set(project.id, project)
  }
  return known
}

function rowOf(
  deps: HistoryDeps,
  row: Assignment,
  project: Project,
  { regions, isMine }: { regions: number; isMine: boolean },
): z.infer<typeof HistoryRow> {
  return {
    assignmentId: AssignmentId.parse(row.publicId),
    project: project.slug,
    projectName: project.name,
    state: historyState(row, deps.nowMs()),
    // Nobody sees pictures of a project that they left; where tasks show none there is none.
    thumbnail: isMine && !project.settings.about ? mediaUrls(deps, assignmentReference(row.publicId)).thumbnail : "",
    atMs: row.changedAtMs,
    activeSeconds: Math.floor(row.activeMs / 1_000),
    regions,
  }
}

function formatPosition({ changedAtMs, publicId }: Assignment): string {
  return `${changedAtMs}.${publicId}`
}

function parsePosition(cursor: string | null): HistoryPosition | null {
  if (cursor === null) return null
  const found = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor)
  if (!found) throw new JustesseError("invalid_input", { field: "cursor" })
  return { atMs: Number(found[1]), publicId: found[2] ?? "" }
}
