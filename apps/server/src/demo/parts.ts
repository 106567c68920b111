import { appRouter } from "@justesse/api"
import type { Context, Deps } from "@justesse/api/core"
import { createPerson, ingest, makeProject, NO_TIME_STATE, pseudonymFor, resolveDirty } from "@justesse/api/services"
import { findAccessBySlug, findNameOfAssignment, findPersonByEmail, insertMember, storeAccepted } from "@justesse/db"
import { findSecondName } from "@justesse/db/work/pairs"
import {
  type Faces,
  habitAnswer,
  makePictures,
  SAMPLE_PEOPLE,
  type SampleProject,
  secondsFor,
  simulatedPerson,
} from "@justesse/fixtures"
import { recordedBytes } from "@justesse/fixtures/speech/recordings"
import { memoryFiles } from "@justesse/formats"
import { isTied } from "@justesse/quality/review/tie"
import {
  type AnnotationBody,
  DEFAULT_PREFERENCES,
  type DecisionReason,
  type Disagreement,
  Language,
  type ProjectSlug,
  type Role,
  regionOf,
  SubmissionId,
} from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import sharp from "sharp"

type Key = (typeof SAMPLE_PEOPLE)[number]["key"]
export type SampleIds = Readonly<Record<Key, number>>

/** For whom a sample project is made, and in which language its owner wrote. */
export interface SeedHow {
  readonly ids: SampleIds
  readonly ownerId: number
  readonly language: Language
}

/** The sample persons, made where they are missing. They have no password: they enter by links of this machine. */
export async function samplePeople(deps: Deps, language: Language): Promise<SampleIds> {
  const ids: Partial<Record<Key, number>> = {}
  for (const sample of SAMPLE_PEOPLE) {
    const known = await findPersonByEmail(deps.storage.db, sample.email)
    ids[sample.key] =
      known?.id ??
      (await createPerson(deps, {
        name: sample.name,
        email: sample.email,
        operator: sample.key === "lea",
        preferences: { ...DEFAULT_PREFERENCES, language },
      }))
  }
  return ids as SampleIds // every key of SAMPLE_PEOPLE was filled above
}

/** The calls of somebody, as their browser would make them. */
export function callerOf(deps: Deps, personId: number, name: string): ReturnType<typeof appRouter.createCaller> {
  const context: Context = {
    deps,
    who: { personId, name, operator: false, scopes: null },
    headers: new Headers(),
    ip: "127.0.0.1",
    cookies: [],
  }
  return appRouter.createCaller(context)
}

/** Picture files by name, and what is really in them. */
interface Prepared {
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly truths: ReadonlyMap<string, { truth: AnnotationBody; size: { width: number; height: number }; seed: number }>
}

/** Nothing lies anywhere on a recording. */
const NO_SIZE = { width: 0, height: 0 }

/** Draws the pictures of a sample project, and takes its recordings. */
export async function prepareSample(sample: SampleProject, faces: Faces): Promise<Prepared> {
  const files: Record<string, Uint8Array> = {}
  const truths: Map<string, { truth: AnnotationBody; size: { width: number; height: number }; seed: number }> =
    new Map()
  const rasterise = (svg: string) => sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer()
  for await (const { picture, drawing, bytes } of makePictures(sample.pictures, faces, rasterise)) {
    files[picture.name] = bytes
    truths.set(picture.name, { truth: drawing.truth, size: drawing.size, seed: picture.seed })
  }
  for (const { name, truth, seed } of sample.recordings?.() ?? []) {
    files[name] = recordedBytes(name)
    truths.set(name, { truth, size: NO_SIZE, seed })
  }
  for (const [name, text] of Object.entries(sample.filesWith?.(truths) ?? {}))
    files[name] = new TextEncoder().encode(text)
  return { files, truths }
}

/** A sample project with its pictures, and what is really in them. */
export interface Made {
  readonly id: number
  readonly slug: ProjectSlug
  readonly truths: Prepared["truths"]
}

/** Makes a sample project with its people and pictures; nobody has labelled yet. */
export async function makeSample(
  deps: Deps,
  sample: SampleProject,
  { ids, ownerId, language }: SeedHow,
  { files, truths }: Prepared,
): Promise<Made> {
  const { id, slug } = await makeProject(
    deps,
    { personId: ownerId },
    {
      slug: sample.slug,
      name: sample.said[language].name,
      kind: sample.kind,
      names: "in_house",
      state: "open",
      settings: { ...sample.settings, purpose: sample.said[language].purpose },
      ontology: sample.ontology,
      guideline: Language.options.map((language) => `[${language}]\n\n${sample.guideline[language]}`).join("\n"),
      draft: null,
    },
  )
  const { db } = deps.storage
  for (const person of SAMPLE_PEOPLE) {
    const roles: Role[] = person.role === "owner" ? ["owner", "reviewer", "annotator"] : [person.role]
    await insertMember(db, id, ids[person.key], roles, await pseudonymFor(deps, id, ids[person.key]), deps.nowMs())
    await storeAccepted(db, id, ids[person.key], 1)
  }
  const project = await findAccessBySlug(db, slug, ownerId)
  if (!project) throw new Error("the sample project cannot be opened by its owner")
  await ingest(deps, { project, files: memoryFiles(files), as: "settled", name: "sample", who: { personId: ownerId } })
  return { id, slug, truths }
}

/** What is really asked by a task that somebody holds: of all of a picture, of one thing on it, or of two. */
async function truthOf(deps: Deps, made: Made, sample: SampleProject, lease: Lease) {
  const name = await findNameOfAssignment(deps.storage.db, lease.assignmentId)
  const asset = made.truths.get(name ?? "")
  const second =
    asset && sample.answerPair && made.truths.get((await findSecondName(deps.storage.db, lease.assignmentId)) ?? "")
  if (second && sample.answerPair)
    return { ...asset, seed: asset.seed + 1_000 * second.seed, truth: sample.answerPair(asset.truth, second.truth) }
  const region = regionOf(lease.about)
  if (!asset || !region || !sample.answerAbout) return asset
  // Two things on one picture are two tasks: each person is another one to each of them.
  const seed = asset.seed + 1_000 * (Number.parseInt(region.id.replace(/\D/g, ""), 10) || 0)
  return { ...asset, seed, truth: sample.answerAbout(region, asset.truth) }
}

/** One simulated person labels as a browser would; the task drawn last stays in their hand, begun and kept for them. */
export async function label(
  deps: Deps,
  made: Made,
  key: "awa" | "jonas",
  ids: SampleIds,
  project: SampleProject,
  count = project.answered[key],
): Promise<void> {
  const sample = SAMPLE_PEOPLE.find((person) => person.key === key)
  if (!sample?.simulated || count === 0) return
  const { name, quirks } = sample
  const simulated = simulatedPerson(sample.simulated.seed, { ...sample.simulated.profile, ...project.profile })
  const call = callerOf(deps, ids[key], name)
  let held = await call.work.next({ project: made.slug, want: 1 })
  for (let n = 0; n < count; n++) {
    const lease = held.leases[0]
    const asked = lease && (await truthOf(deps, made, project, lease))
    if (!lease || !asked) return
    const { seed, size, truth } = asked
    const body = habitAnswer({ name, simulated, quirks }, { seed, size, ontology: project.ontology }, truth)
    const seconds = Math.min(600, Math.round(secondsFor(simulated, { seed }, body.regions.length)))
    await deps.storage.hot.heartbeat({
      publicId: lease.assignmentId,
      personId: ids[key],
      fence: lease.fence,
      nowMs: deps.nowMs(),
      credit: () => ({
        creditedMs: seconds * 1000,
        slots: [{ slotMs: deps.nowMs() - (deps.nowMs() % 900_000), ms: seconds * 1000 }],
        ticks: null,
        stateJson: NO_TIME_STATE,
      }),
    })
    const { ontologyVersion, guidelineVersion } = lease
    held = await call.work.submitNext({
      assignmentId: lease.assignmentId,
      fence: lease.fence,
      submissionId: SubmissionId.parse(deps.uuid()),
      body,
      ontologyVersion,
      guidelineVersion,
      want: 1,
    })
  }
}

/** Why the answer that was not kept was not, as the review page fills it in. */
function reasonFor({ kind, proposal }: Disagreement): DecisionReason["code"] {
  if (kind === "place") return "edges"
  if (kind === "text" || kind === "label" || kind === "attribute") return kind
  return proposal === null ? "extra" : "missed"
}

/** Settles all that has its answers, as the server does beside its work. */
export async function resolveAll(deps: Deps): Promise<void> {
  while ((await resolveDirty(deps, 50)) > 0);
}

/** The reviewer decides at most so many tasks by taking each proposal, and at a tie the first answer. */
export async function reviewed(deps: Deps, slug: ProjectSlug, reviewer: number, most = Infinity): Promise<void> {
  const { review } = callerOf(deps, reviewer, "Moussa Ba")
  for (let n = 0; n < most; n++) {
    const { task } = await review.open({ project: slug, task: null, kinds: [], labels: [] })
    if (!task) return
    let revision = task.revision
    for (const { difference: disagreement } of task.differences) {
      const reason = { code: reasonFor(disagreement), clause: null, note: "" }
      const about = { project: slug, task: task.task, revision, difference: disagreement.id }
      const decided = await review.decide({ ...about, decision: { ...chosen(disagreement), reason } })
      revision = decided.revision
    }
    await review.file({ project: slug, task: task.task, revision })
  }
}

function chosen(disagreement: Disagreement) {
  const letter = disagreement.candidates[0]?.letters[0]
  return isTied(disagreement) && letter !== undefined
    ? ({ outcome: "take", letter } as const)
    : ({ outcome: "proposal" } as const)
}
