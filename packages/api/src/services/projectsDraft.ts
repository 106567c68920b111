import { guidelines } from "@justesse/db/repositories/guidelines"
import { imports } from "@justesse/db/repositories/imports"
import { links } from "@justesse/db/repositories/links"
import { ontologies } from "@justesse/db/repositories/ontologies"
import { overviewFigures } from "@justesse/db/repositories/overview"
import { type ProjectAccess, projects } from "@justesse/db/repositories/projects"
import { canonicalJson, JustesseError, type Ontology } from "@justesse/types"
import { type DraftShown, type Missing, ProjectDraft } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { usedLabels } from "./ontologies.ts"
import { languageOf } from "./projectsCreate.ts"
import { requireActive } from "./projectsGuard.ts"
import { reapplyOverlap } from "./projectsOverlap.ts"
import { fromTemplate } from "./templates.ts"

type Drafting = Pick<Deps, "storage" | "nowMs" | "wake">

/** Answers measured before the forecast stops guessing. */
const MEASURED_FROM = 5

/** A form with the labels that came in otherwise since it was kept (an import brings its own), behind its own labels. */
function withLabels(draft: ProjectDraft, more: Ontology["labels"]): ProjectDraft {
  const known = new Set<string>(draft.ontology.labels.map((label) => label.id))
  return { ...draft, ontology: { labels: [...draft.ontology.labels, ...more.filter((label) => !known.has(label.id))] } }
}

/** Labels in force that the kept form does not know. */
async function broughtSince(deps: Drafting, project: ProjectAccess): Promise<Ontology["labels"]> {
  const stored = await projects(deps.storage.db).byId(project.id)
  const kept = ProjectDraft.safeParse(stored?.draft)
  const inForce = stored && (await ontologies(deps.storage.db).find(project.id, stored.ontologyVersion))
  const known = new Set<string>(kept.success ? kept.data.ontology.labels.map((label) => label.id) : [])
  return (inForce?.ontology.labels ?? []).filter((label) => !known.has(label.id))
}

/** Labels that the form would drop although answers carry them: they stay, as nothing that was brought in is lost. */
async function carriedLabels(
  deps: Drafting,
  project: ProjectAccess,
  before: Ontology["labels"],
  after: Ontology["labels"],
): Promise<Ontology["labels"]> {
  const gone = before.filter((label) => !after.some((one) => one.id === label.id))
  if (gone.length === 0) return []
  const used = await usedLabels(deps, project.id)
  return gone.filter((label) => (used[label.id] ?? 0) > 0)
}

/** The wizard's form as kept, or as the project stands when nothing is kept any more. */
async function draftOf(deps: Drafting, project: ProjectAccess): Promise<ProjectDraft> {
  const stored = await projects(deps.storage.db).byId(project.id)
  const kept = ProjectDraft.safeParse(stored?.draft)
  if (kept.success) return withLabels(kept.data, await broughtSince(deps, project))
  const ontology = await ontologies(deps.storage.db).find(project.id, project.ontologyVersion)
  const guideline = await guidelines(deps.storage.db).find(project.id, project.guidelineVersion)
  return {
    name: project.name,
    template: "empty",
    kind: project.kind,
    names: project.names,
    settings: project.settings,
    ontology: ontology?.ontology ?? { labels: [] },
    guideline: guideline?.markdown ?? "",
    forecast: { people: 1, hoursPerDay: 6, secondsPerAnswer: 14 },
  }
}

/** What is still missing before people can be let in, in the order of the page. */
export function missingOf(
  draft: ProjectDraft,
  facts: { readonly readable: number; readonly others: number },
): z.infer<typeof Missing>[] {
  const missing: z.infer<typeof Missing>[] = []
  if (draft.name.trim() === "") missing.push("name")
  if (facts.readable === 0) missing.push("pictures")
  if (!draft.ontology.labels.some((label) => !label.retired)) missing.push("labels")
  if (draft.guideline.trim() === "") missing.push("guideline")
  if (draft.settings.purpose.trim() === "") missing.push("purpose")
  if (facts.others === 0) missing.push("people")
  return missing
}

export async function showDraft(deps: Drafting, project: ProjectAccess): Promise<DraftShown> {
  const { db } = deps.storage
  const draft = await draftOf(deps, project)
  const pictures = await overviewFigures(db).pictures(project.id)
  const twice = await imports(db).twice(project.id)
  const totals = await overviewFigures(db).totals(project.id)
  const seconds = (await overviewFigures(db).recentActiveMs(project.id, 500)).map((ms) => ms / 1000)
  const members = (await projects(db).members(project.id)).filter((member) => member.roles.length > 0)
  const now = deps.nowMs()
  const invited = (await links(db).ofProject(project.id, "join")).filter(
    (link) => !link.withdrawn && link.endsAtMs > now,
  )
  const readable = pictures.all - pictures.unreadable
  return {
    project: project.slug,
    draft,
    pictures: pictures.all,
    unreadable: pictures.unreadable,
    twice,
    missing: missingOf(draft, { readable, others: members.length - 1 + invited.length }),
    measuredSeconds:
      seconds.length < MEASURED_FROM ? null : seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
    tried: totals.submitted,
  }
}

/**
 * Keeps the wizard's form and puts it in force at once, so that it can be tried: name, kind, names, settings, labels and
 * guideline. Labels and guideline change in place until somebody labelled under them; afterwards they become a new version.
 */
export async function saveDraft(
  deps: Drafting,
  project: ProjectAccess,
  who: Who,
  next: ProjectDraft,
): Promise<DraftShown> {
  requireActive(project)
  if (project.state !== "draft") throw new JustesseError("conflict", { project: project.slug })
  const { db } = deps.storage
  const before = await draftOf(deps, project)
  const brought = await broughtSince(deps, project)
  const asked = withLabels(fromTemplate(next, before, await languageOf(deps, who.personId)), brought)
  const draft = withLabels(asked, await carriedLabels(deps, project, before.ontology.labels, asked.ontology.labels))
  const totals = await overviewFigures(db).totals(project.id)
  const inPlace = totals.submitted + totals.leased + totals.skipped === 0
  const made = { madeBy: who.personId, madeAtMs: deps.nowMs(), inPlace }
  await projects(db).update(project.id, {
    name: draft.name,
    kind: draft.kind,
    names: draft.names,
    settings: draft.settings,
    draft,
  })
  if (canonicalJson(draft.ontology) !== canonicalJson(before.ontology)) {
    await ontologies(db).put(project.id, project.ontologyVersion, { ontology: draft.ontology, ...made })
  }
  if (draft.guideline !== before.guideline) {
    await guidelines(db).put(project.id, project.guidelineVersion, { markdown: draft.guideline, note: "", ...made })
  }
  await reapplyOverlap(deps, project.id, project.settings.overlap, draft.settings.overlap)
  return showDraft(deps, {
    ...project,
    name: draft.name,
    kind: draft.kind,
    names: draft.names,
    settings: draft.settings,
  })
}

/**
 * Lets people in. A project without a name or without labels cannot open; what else is missing (pictures that are still
 * coming, a purpose, other people) only shows in the list.
 * @throws JustesseError invalid_input (detail.missing)
 */
export async function openProject(deps: Drafting, project: ProjectAccess, who: Who): Promise<void> {
  requireActive(project)
  if (project.state === "open") return
  const { missing } = await showDraft(deps, project)
  const needed = missing.filter((one) => one === "name" || one === "labels")
  if (needed.length > 0) throw new JustesseError("invalid_input", { missing: needed.join(",") })
  await projects(deps.storage.db).setState(project.id, "open", deps.nowMs())
  await projects(deps.storage.db).update(project.id, { draft: null })
  await note(deps, project.id, who, { what: "project.opened" })
}
