import { listLinks } from "@justesse/db/account/links"
import { findGuideline, putGuideline } from "@justesse/db/guidelines"
import { countSeenTwice } from "@justesse/db/imports"
import { findOntology, putOntology } from "@justesse/db/labels"
import { labelsUsed } from "@justesse/db/labels/used"
import { findProject, listMembers, type ProjectAccess, setProjectState, updateProject } from "@justesse/db/projects"
import { countPictures, countTasksByState, listRecentActiveMs, sumCounters } from "@justesse/db/projects/overview"
import { findMeanMinutes, findMeanRegions } from "@justesse/db/projects/sizes"
import { countBareTasks } from "@justesse/db/work/bare"
import {
  canonicalJson,
  fieldsOf,
  findFormProblem,
  JustesseError,
  KINDS,
  labelIdFor,
  type Ontology,
  ontologyOfKind,
  payOf,
  placeAsked,
} from "@justesse/types"
import { type DraftShown, type Missing, ProjectDraft } from "@justesse/types/wire/project"
import { getWorkUnit } from "@justesse/work/forecast"
import { checkInstructions, stopsOpening } from "@justesse/work/instructions/check"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireOwnPictures } from "../guidelines/index.ts"
import { mustBeAskable, usedLabels } from "../labels/index.ts"
import { hasPlaceless } from "../labels/places.ts"
import { followShare, keepShare } from "../pay/learning.ts"
import { requirePay } from "../pay/modes.ts"
import { findLacking, postFirstPrice, unclearIn } from "../pay/prices.ts"
import { invitationState } from "../people/invitations.ts"
import { aboutOfKind, changeAbout, ensureAlone } from "./about.ts"
import { languageOf } from "./create.ts"
import { requireActive } from "./guard.ts"
import { findUnallowed, requireAllowed } from "./refusedAsks.ts"
import { changeAndFollow, NOTHING_FOLLOWS } from "./settingsFollow.ts"
import { fromTemplate } from "./templates.ts"

type Drafting = Pick<Deps, "storage" | "nowMs" | "wake" | "hmac">
type Labels = Ontology["labels"]

/** Answers measured before the forecast stops guessing. */
const MEASURED_FROM = 5

/** A form with these labels too, behind its own. */
function withLabels(draft: ProjectDraft, more: Ontology["labels"]): ProjectDraft {
  const known = new Set<string>(draft.ontology.labels.map((label) => label.id))
  const labels = [...draft.ontology.labels, ...more.filter((label) => !known.has(label.id))]
  return { ...draft, ontology: { ...draft.ontology, labels } }
}

/** Labels in force that the kept form does not know. */
async function findIngestedSince(deps: Drafting, project: ProjectAccess): Promise<Ontology["labels"]> {
  const stored = await findProject(deps.storage.db, project.id)
  const kept = ProjectDraft.safeParse(stored?.draft)
  const inForce = stored && (await findOntology(deps.storage.db, project.id, stored.ontologyVersion))
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

/** What only the form knows, until it is kept for the first time. */
const UNKEPT: Pick<ProjectDraft, "template" | "forecast"> = {
  template: "empty",
  forecast: { people: 1, hoursPerDay: 6, secondsPerAnswer: null },
}

/**
 * The wizard's form: the project as it stands, whichever page changed it last, and beside it what only the form knows (the
 * template it began from and the forecast).
 */
async function draftOf(deps: Drafting, projectId: number): Promise<ProjectDraft> {
  const { db } = deps.storage
  const stored = await findProject(db, projectId)
  if (!stored) throw new JustesseError("not_found")
  const kept = ProjectDraft.safeParse(stored.draft)
  const { template, forecast } = kept.success ? kept.data : UNKEPT
  const ontology = await findOntology(db, projectId, stored.ontologyVersion)
  const guideline = await findGuideline(db, projectId, stored.guidelineVersion)
  return {
    name: stored.name,
    template,
    kind: stored.kind,
    names: stored.names,
    settings: stored.settings,
    ontology: ontology?.ontology ?? { labels: [] },
    guideline: guideline?.markdown ?? "",
    forecast,
  }
}

/**
 * The labels of a form that is saved, with ids of their names: a label that was renamed (or is new to the project) and that
 * nothing carries yet is called in files what people call it. One that something carries keeps its id for ever, and so does a question
 * of a form, which conditions name.
 */
async function idsOfNames(deps: Drafting, project: ProjectAccess, now: Labels, next: Labels): Promise<Labels> {
  const before = new Map(now.map((label) => [label.id, label.name.en]))
  const moved = next.filter(
    ({ id, name, field }) => !field && before.get(id) !== name.en && labelIdFor(name.en, []) !== id,
  )
  if (moved.length === 0) return next
  const ids = moved.map(({ id }) => id)
  const carried = await labelsUsed(deps.storage.db, project.id, ids)
  const free = new Set<string>(ids.filter((id) => !carried.has(id)))
  const taken = next.map(({ id }) => id).filter((id) => !free.has(id))
  return next.map((label) => {
    if (!free.has(label.id)) return label
    const id = labelIdFor(label.name.en, taken)
    taken.push(id)
    return { ...label, id }
  })
}

/** What a project cannot open without. */
const NEEDED: ReadonlySet<z.infer<typeof Missing>> = new Set([
  ...(["name", "labels", "instructions"] as const),
  ...(["floor", "price", "money"] as const),
])

/** What people read of a project before and while they work. */
const textsOf = ({ name, settings, guideline, ontology }: ProjectDraft) => ({
  ...{ name, guideline, purpose: settings.purpose, labels: ontology.labels },
})

/** There is nothing to answer yet: no label, or a form that lacks something. */
function isUnasked({ kind, ontology: { labels } }: ProjectDraft, isPlaceless: boolean): boolean {
  if (isPlaceless && placeAsked(labels) !== null) return true
  if (KINDS[kind].asksFields) return findFormProblem(fieldsOf(labels)) !== null
  return !labels.some((label) => !label.retired)
}

/** What is still missing before people can be let in, in the order of the page. */
function missingOf(
  draft: ProjectDraft,
  facts: {
    readonly readable: number
    readonly others: number
    readonly isPlaceless: boolean
    readonly isRefused: boolean
    readonly lacking: Awaited<ReturnType<typeof findLacking>>
  },
): z.infer<typeof Missing>[] {
  const missing: z.infer<typeof Missing>[] = []
  if (draft.name.trim() === "") missing.push("name")
  if (facts.isRefused) missing.push("refused")
  if (facts.readable === 0) missing.push(draft.settings.about === "row" ? "rows" : "pictures")
  if (isUnasked(draft, facts.isPlaceless)) missing.push("labels")
  if (draft.guideline.trim() === "") missing.push("guideline")
  if (stopsOpening(payOf(draft.settings).mode, checkInstructions(draft.guideline, draft.ontology.labels)))
    missing.push("instructions")
  if (draft.settings.purpose.trim() === "") missing.push("purpose")
  if (facts.others === 0) missing.push("people")
  if (facts.lacking) missing.push(facts.lacking)
  return missing
}

export async function showDraft(deps: Drafting, project: ProjectAccess): Promise<DraftShown> {
  const { db } = deps.storage
  const draft = await draftOf(deps, project.id)
  const pictures = await countPictures(db, project.id)
  const twice = await countSeenTwice(db, project.id)
  const counts = await countTasksByState(db, project.id)
  const totals = await sumCounters(db, project.id)
  const seconds = (await listRecentActiveMs(db, project.id, 500)).map((ms) => ms / 1000)
  const members = (await listMembers(db, project.id)).filter((member) => member.roles.length > 0)
  const now = deps.nowMs()
  const invited = (await listLinks(db, project.id, "join"))
    .filter((link) => invitationState(link, now) === "waiting")
    .reduce((places, link) => places + link.maxUses - link.uses, 0)
  // A form about nothing has nothing that could be missing.
  const { about } = draft.settings
  const bare =
    about === undefined ? 0 : await countBareTasks(db, { projectId: project.id, after: 0, state: null, search: "" })
  const readable = about === "nothing" ? 1 : pictures.all - pictures.unreadable + bare
  const lacking = await findLacking(deps, { id: project.id, settings: draft.settings })
  const of = { id: project.id, settings: draft.settings }
  const isPlaceless = await hasPlaceless(deps, of)
  const isRefused = (await findUnallowed(deps, project.id, textsOf(draft))).length > 0
  return {
    project: project.slug,
    draft,
    pictures: pictures.all - pictures.unreadable,
    rows: bare,
    unreadable: pictures.unreadable,
    twice,
    missing: missingOf(draft, { readable, others: members.length - 1 + invited, isPlaceless, isRefused, lacking }),
    isPlaceless,
    measuredSeconds:
      seconds.length < MEASURED_FROM ? null : seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
    tried: totals.submitted,
    toAnswer: (counts.open ?? 0) + (counts.waiting ?? 0),
    regionsEach: getWorkUnit(draft.kind) === "region" ? await findMeanRegions(db, project.id) : null,
    minutesEach: getWorkUnit(draft.kind) === "minute" ? (await findMeanMinutes(db, project.id)).waiting : null,
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
  const before = await draftOf(deps, project.id)
  const ingested = await findIngestedSince(deps, project)
  const asked = withLabels(fromTemplate(next, before, await languageOf(deps, who.personId)), ingested)
  const whole = withLabels(asked, await carriedLabels(deps, project, before.ontology.labels, asked.ontology.labels))
  const labels = await idsOfNames(deps, project, before.ontology.labels, whole.ontology.labels)
  const ontology = ontologyOfKind(whole.kind, { ...whole.ontology, labels }, before.ontology)
  mustBeAskable(ontology)
  const settings = aboutOfKind(whole.kind, keepShare(project.settings, whole.settings))
  const draft = { ...whole, settings, ontology }
  await changeAbout(deps, project, settings)
  const totals = await sumCounters(db, project.id)
  const isUnused = totals.submitted + totals.leased + totals.skipped === 0
  const made = { madeBy: who.personId, madeAtMs: deps.nowMs(), inPlace: isUnused }
  await changeAndFollow(deps, project.id, async (tx) => {
    const { name, kind, names } = draft
    await requirePay(tx, { id: project.id, names }, { before: project.settings, after: settings })
    await followShare(tx, project.id, { before: project.settings, after: settings }, deps.nowMs())
    await updateProject(tx, project.id, { name, kind, names, settings, draft })
    return { ...NOTHING_FOLLOWS, overlap: { before: project.settings.overlap, after: settings.overlap } }
  })
  if (canonicalJson(draft.ontology) !== canonicalJson(before.ontology)) {
    await putOntology(db, project.id, project.ontologyVersion, { ontology: draft.ontology, ...made })
  }
  if (draft.guideline !== before.guideline) {
    await requireOwnPictures(deps, project.id, draft.guideline)
    await putGuideline(db, project.id, project.guidelineVersion, { markdown: draft.guideline, note: "", ...made })
  }
  await ensureAlone(deps, { id: project.id, settings })
  return showDraft(deps, {
    ...project,
    name: draft.name,
    kind: draft.kind,
    names: draft.names,
    settings: draft.settings,
  })
}

/**
 * Lets people in. A project without a name or without labels cannot open, nor one that asks for what nobody may be asked for, nor a
 * paid one whose instructions are unclear, or without a quote and the money for a session (REQ-4); what else is missing (pictures
 * that are still coming, a purpose, other people) only shows in the list.
 * @throws JustesseError invalid_input (detail.missing: all of it; detail.unclear) | project_unfunded | purpose_asked
 */
export async function openProject(deps: Drafting, project: ProjectAccess, who: Who): Promise<void> {
  requireActive(project)
  if (project.state === "open") return
  const { missing, draft } = await showDraft(deps, project)
  await requireAllowed(deps, project, who, textsOf(draft))
  const needed = missing.filter((one) => NEEDED.has(one))
  // Money alone is said with how much of it is missing, where the first price is posted.
  if (needed.some((one) => one !== "money")) {
    const unclear = unclearIn(checkInstructions(draft.guideline, draft.ontology.labels))
    const about = needed.includes("instructions") ? { unclear } : {}
    throw new JustesseError("invalid_input", { missing: needed.join(","), ...about })
  }
  await ensureAlone(deps, project)
  await inTransaction(deps, async (inside) => {
    await postFirstPrice(deps, inside.storage.db, project)
    await setProjectState(inside.storage.db, project.id, "open", deps.nowMs())
    await updateProject(inside.storage.db, project.id, { draft: null })
    await note(inside, project.id, who, { what: "project.opened" })
  })
}
