import { listProjectsOf, type ProjectAccess } from "@justesse/db"
import { listReadable } from "@justesse/db/mentors/answers"
import { insertNote, listNotes } from "@justesse/db/mentors/notes"
import { findPair, listPairsFor, lockPair, type StoredPair } from "@justesse/db/mentors/pairs"
import { putNotices } from "@justesse/db/questions"
import { LEAST_SHOWN } from "@justesse/quality/learning/offsets"
import { JustesseError } from "@justesse/types"
import {
  type LearnerInput,
  type LearnerShown,
  type MentorWork,
  type NoteWrite,
  PairOnly,
} from "@justesse/types/wire/mentor"
import { ANSWERS_READ, mayRead, pairState, whyNotMentor } from "@justesse/work/mentors/pair"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { confirmedOf } from "../learning/items.ts"
import { profileOf } from "../learning/page.ts"
import { namer, timer } from "../people/names.ts"
import { accessById } from "../work/allocation.ts"
import { ontologyOf } from "../work/submit.ts"
import { wouldMentor } from "./admitted.ts"
import { showAnswers } from "./shown.ts"

type Reading = Pick<Deps, "storage" | "hmac" | "nowMs">

/** `mentor.work`: in each project that somebody labels in and does not own, whether they may mentor, who asks, and whom they mentor. */
export async function readMentorWork(deps: Pick<Deps, "storage">, who: Who): Promise<MentorWork> {
  const { db } = deps.storage
  const all = (await listProjectsOf(db, who.personId)).filter(({ state }) => state !== "deleted")
  const found = await Promise.all(all.map(({ id }) => accessById(deps, id, who.personId)))
  const mine = found.flatMap((one) => (one?.roles.includes("annotator") && !one.roles.includes("owner") ? [one] : []))
  const pairs = await listPairsFor(
    db,
    who.personId,
    mine.map(({ id }) => id),
  )
  const projects = mine.map(async (project) => {
    const [would, name] = await Promise.all([
      wouldMentor(deps, project, who.personId),
      namer(deps, project, who.personId),
    ])
    const time = timer(project, who.personId)
    const may = whyNotMentor(would) === null
    const own = pairs.filter(({ projectId, mentorId }) => projectId === project.id && (may || mentorId !== null))
    return {
      ...{ project: project.slug, name: project.name, criteria: would.criteria, isNamed: would.isNamed, may },
      offers: would.offers && may,
      // Requests are for those who offer to mentor.
      pairs: own
        .filter(({ mentorId }) => mentorId !== null || would.offers)
        .flatMap((pair) => {
          const state = pairState(pair)
          if (state === "ended") return []
          const sinceMs = pair.acceptedAtMs ?? pair.askedAtMs
          const { pair: named } = PairOnly.parse({ pair: pair.publicId })
          const row = { pair: named, words: pair.words, sinceMs: time(pair.learnerId, sinceMs) }
          return [{ ...row, state, learner: name(pair.learnerId) }]
        }),
    }
  })
  return { projects: await Promise.all(projects) }
}

/** A pair whose mentor asks, in this project; for everybody else, and once it is over, there is none. @throws JustesseError not_found */
function requireReading(pair: StoredPair | undefined, project: ProjectAccess, who: Who): StoredPair {
  const isOwner = project.roles.includes("owner")
  if (!pair || pair.projectId !== project.id || !mayRead(pair, { id: who.personId, isOwner }))
    throw new JustesseError("not_found", { pair: pair?.publicId ?? "" })
  return pair
}

/** `mentor.learner`: what a learner errs in, and their latest answers that may be read. @throws JustesseError not_found */
export async function readLearner(
  deps: Reading,
  project: ProjectAccess,
  who: Who,
  { pair: publicId, utcOffsetMinutes }: z.infer<typeof LearnerInput>,
): Promise<LearnerShown> {
  const { db } = deps.storage
  const pair = requireReading(await findPair(db, publicId), project, who)
  const of = { projectId: project.id, personId: pair.learnerId }
  const [confirmed, answers, notes, name, ontology] = await Promise.all([
    confirmedOf(db, pair.learnerId),
    listReadable(db, of, ANSWERS_READ),
    listNotes(db, { ...of, pairId: pair.id }, 500),
    namer(deps, project, who.personId),
    ontologyOf(deps, project.id, project.ontologyVersion),
  ])
  const items = confirmed.filter(({ projectId }) => projectId === project.id).flatMap((one) => one.items)
  return {
    ...{ learner: name(pair.learnerId), words: pair.words, ontology, least: LEAST_SHOWN },
    profile: items.length === 0 ? null : profileOf(items, utcOffsetMinutes),
    answers: await showAnswers(deps, { project, viewerId: who.personId, learnerId: pair.learnerId }, answers, notes),
  }
}

/**
 * `mentor.note`: a note on an answer that may be read, or on one region of it; sent twice it is one. Whoever ends the pair meanwhile ends
 * it before the note or after it.
 * @throws JustesseError not_found | conflict
 */
export async function writeNote(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof NoteWrite>,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const pair = requireReading(await lockPair(tx, input.pair, inside.storage.engine), project, who)
    const of = { projectId: project.id, personId: pair.learnerId }
    const [answer] = await listReadable(tx, of, 1, input.assignmentId)
    const isThere = input.region === null || answer?.body.regions.some(({ id }) => id === input.region)
    if (!answer || !isThere) throw new JustesseError("not_found", { assignmentId: input.assignmentId })
    const { taskId, revision } = answer
    const written = { pairId: pair.id, taskId, revision, regionId: input.region, text: input.text.trim() }
    const atMs = inside.nowMs()
    const kept = await insertNote(tx, { ...of, ...written, publicId: input.noteId, mentorId: who.personId, atMs })
    if (kept === "other") throw new JustesseError("conflict", { note: input.noteId })
    if (kept === "same") return
    const concern = `notes/${pair.publicId}`
    const notice = { projectId: project.id, kind: "mentor_note" as const, concern, detail: {}, atMs }
    await putNotices(tx, [pair.learnerId], notice)
  })
}
