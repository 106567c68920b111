import { findGuideline } from "@justesse/db/guidelines"
import { cancelJob, listJobs } from "@justesse/db/jobs"
import { findOntology } from "@justesse/db/labels"
import { findBalance } from "@justesse/db/ledger/read"
import { sumProjectMoney } from "@justesse/db/pay/budget"
import { findLearningMoney } from "@justesse/db/pay/learning"
import {
  findProject,
  listAsOwner,
  listProjectsOf,
  type ProjectAccess,
  setProjectState,
  updateProject,
} from "@justesse/db/projects"
import { countPictures, countTasksByState, findLastActivity } from "@justesse/db/projects/overview"
import { JustesseError, type ProjectSettings, type ProjectSlug, payOf, TaskState } from "@justesse/types"
import type { ProjectList, SettingsUpdate, TaskCounts } from "@justesse/types/wire/project"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import { followDeclared } from "../content/reports.ts"
import { giveBackUnasked } from "../content/yes.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { endLearning, followShare, keepShare } from "../pay/learning.ts"
import { requirePay } from "../pay/modes.ts"
import { aboutOfKind, changeAbout, ensureAlone } from "./about.ts"
import { cardOf } from "./card.ts"
import { type Making, makeProject } from "./create.ts"
import { requireActive, requireThere } from "./guard.ts"
import { requireAllowed } from "./refusedAsks.ts"
import { changeAndFollow } from "./settingsFollow.ts"

/** Deleted projects can be brought back for this long. */
export const RESTORE_MS = 30 * 86_400_000

/** Tasks by state with every state named. */
export function allStates(counts: Readonly<Record<string, number>>): z.infer<typeof TaskCounts> {
  // Every option of TaskState is put in, so that the record is whole.
  return Object.fromEntries(TaskState.options.map((state) => [state, counts[state] ?? 0])) as z.infer<typeof TaskCounts>
}

/** Projects of a person, drafts first, archived last. One that cannot be read is listed as such and the others stay. */
export async function listProjects(
  deps: Pick<Deps, "storage" | "nowMs">,
  who: Who,
): Promise<z.infer<typeof ProjectList>> {
  const { db } = deps.storage
  const all = who.holdsFolder ? await listAsOwner(db) : await listProjectsOf(db, who.personId)
  const mine = all.filter(
    (project) =>
      project.roles.length > 0 &&
      (project.state !== "deleted" ||
        (project.roles.includes("owner") && deps.nowMs() - (project.deletedAtMs ?? 0) < RESTORE_MS)),
  )
  const order = { draft: 0, open: 1, archived: 2, deleted: 3 } as const
  mine.sort((a, b) => order[a.state] - order[b.state])
  return {
    projects: await Promise.all(
      mine.map(async (project) => {
        const pictures = await countPictures(db, project.id)
        return {
          card: await cardOf(deps, project),
          counts: allStates(await countTasksByState(db, project.id)),
          pictures: pictures.all,
          activeAtMs: await findLastActivity(db, project.id),
          unreadable: false,
        }
      }),
    ),
  }
}

/** Changes name and settings. A changed rule of answers applies to tasks that still wait (in batches). */
export async function updateSettings(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof SettingsUpdate>,
): Promise<void> {
  requireActive(project)
  if (project.state !== "draft")
    await requireAllowed(deps, project, who, { name: input.name, purpose: input.settings.purpose })
  const settings = aboutOfKind(project.kind, keepShare(project.settings, input.settings))
  await changeAbout(deps, project, settings)
  const before = project.settings.settle.rules ?? []
  const rules = (input.settings.settle.rules ?? []).filter((rule) => !before.includes(rule))
  let declares = false
  await changeAndFollow(deps, project.id, async (tx) => {
    await requirePay(tx, project, { before: project.settings, after: settings })
    await followShare(tx, project.id, { before: project.settings, after: settings }, deps.nowMs())
    await updateProject(tx, project.id, { name: input.name, settings })
    const inside = { storage: { db: tx }, nowMs: deps.nowMs }
    if (input.settings.paused !== project.settings.paused)
      await note(inside, project.id, who, { what: input.settings.paused ? "project.paused" : "project.resumed" })
    await note(inside, project.id, who, { what: "project.settings" })
    declares = await followDeclared(
      { ...deps, storage: { ...deps.storage, db: tx } },
      project,
      who,
      input.settings.content,
    )
    return { overlap: { before: project.settings.overlap, after: settings.overlap }, rules, tasks: [] }
  })
  await ensureAlone(deps, { id: project.id, settings })
  if (declares) await giveBackUnasked(deps, project.id)
}

export function showSettings(project: ProjectAccess): {
  name: string
  kind: ProjectAccess["kind"]
  settings: ProjectSettings
  state: ProjectAccess["state"]
} {
  requireThere(project)
  return { name: project.name, kind: project.kind, settings: project.settings, state: project.state }
}

type Keeping = Pick<Deps, "storage" | "nowMs">

async function move(
  deps: Keeping,
  project: ProjectAccess,
  who: Who,
  to: ProjectAccess["state"],
  what: string,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    if (to === "archived" || to === "deleted") await endLearning(inside.storage.db, project, deps.nowMs())
    await setProjectState(inside.storage.db, project.id, to, deps.nowMs())
    await note(inside, project.id, who, { what })
  })
}

/** Read-only and out of lists, until it is brought back. */
export async function archiveProject(deps: Keeping, project: ProjectAccess, who: Who): Promise<void> {
  requireThere(project)
  if (project.state === "archived") return
  await move(deps, project, who, "archived", "project.archived")
}

export async function unarchiveProject(deps: Keeping, project: ProjectAccess, who: Who): Promise<void> {
  requireThere(project)
  if (project.state !== "archived") return
  await move(deps, project, who, "open", "project.unarchived")
}

/**
 * Deletes a project whose name was typed exactly. Nothing is erased: for 30 days an owner can bring it back whole.
 * @throws JustesseError invalid_input when the name is another | money_left where money of its buyer lies in it
 */
export async function removeProject(deps: Keeping, project: ProjectAccess, who: Who, confirm: string): Promise<void> {
  requireThere(project)
  if (confirm !== project.name) throw new JustesseError("invalid_input", { field: "confirm", rule: "name" })
  await requireNoMoney(deps.storage.db, project)
  for (const job of await listJobs(deps.storage.db, {
    projectId: project.id,
    states: ["queued", "running"],
    limit: 1_000,
  })) {
    await cancelJob(deps.storage.db, job.id, deps.nowMs())
  }
  await move(deps, project, who, "deleted", "project.deleted")
}

/** Refuses where money of a buyer lies in a project: nobody would find it again. @throws JustesseError money_left */
async function requireNoMoney(db: Deps["storage"]["db"], { id, slug, settings }: ProjectAccess): Promise<void> {
  const { mode, currency } = payOf(settings)
  if (mode !== "paid") return
  const [freeMicros, { reservedMicros }, { fundMicros, donatedMicros }] = await Promise.all([
    findBalance(db, "project_free", id, currency),
    sumProjectMoney(db, id, currency),
    findLearningMoney(db, id, currency),
  ])
  if (freeMicros + reservedMicros + fundMicros - donatedMicros > 0)
    throw new JustesseError("money_left", { project: slug })
}

/** Brings a deleted project back. @throws JustesseError not_found after 30 days */
export async function restoreProject(deps: Keeping, project: ProjectAccess, who: Who): Promise<void> {
  if (project.state !== "deleted") return
  const stored = await findProject(deps.storage.db, project.id)
  if (!stored || deps.nowMs() - (stored.deletedAtMs ?? 0) >= RESTORE_MS) {
    throw new JustesseError("not_found", { project: project.slug })
  }
  await move(deps, project, who, stored.draft === null ? "open" : "draft", "project.restored")
}

/** A new project with the same settings, labels and guideline in force, and nothing else. */
export async function duplicateProject(
  deps: Making,
  project: ProjectAccess,
  who: Who,
  name: string,
): Promise<{ project: ProjectSlug }> {
  requireThere(project)
  const ontology = await findOntology(deps.storage.db, project.id, project.ontologyVersion)
  const guideline = await findGuideline(deps.storage.db, project.id, project.guidelineVersion)
  const start = {
    name,
    kind: project.kind,
    names: project.names,
    settings: { ...project.settings, paused: false, pausedReason: "" },
    ontology: ontology?.ontology ?? { labels: [] },
    guideline: guideline?.markdown ?? "",
  }
  const forecast = { people: 1, hoursPerDay: 6, secondsPerAnswer: null }
  const draft = { ...start, template: "empty", forecast }
  const also = { what: "project.duplicated", detail: { from: project.slug } }
  const made = await makeProject(deps, who, { ...start, slug: null, state: "draft", draft }, also)
  return { project: made.slug }
}
