import { listProjectsOf, type ProjectAccess } from "@justesse/db"
import { listReadable } from "@justesse/db/mentors/answers"
import { insertNote, listNotes, takeNoteBack as takeBack } from "@justesse/db/mentors/notes"
import { findPair, listPairsFor, lockPair, type StoredPair } from "@justesse/db/mentors/pairs"
import { dropReading, listReadWhole, putReading } from "@justesse/db/mentors/readings"
import { putNotices } from "@justesse/db/questions"
import { LEAST_SHOWN } from "@justesse/quality/learning/offsets"
import { JustesseError } from "@justesse/types"
import {
  type LearnerInput,
  type LearnerShown,
  type MentorWork,
  type NoteTakeBack,
  type NoteWrite,
  PairOnly,
  type ReadWhole,
} from "@justesse/types/wire/mentor"
import { whyNotNote } from "@justesse/work/mentors/note"
import { ANSWERS_READ, mayRead, pairState, whyNotMentor } from "@justesse/work/mentors/pair"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { confirmedOf } from "../learning/items.ts"
import { profileOf } from "../learning/page.ts"
import { readWholeOf, together } from "../learning/read.ts"
import { namer, timer } from "../people/names.ts"
import { accessById } from "../work/allocation.ts"
import { ontologyOf } from "../work/submit.ts"
import { wouldMentor } from "./admitted.ts"
import { showAnswers } from "./shown.ts"

type Reading = Pick<Deps, "storage" | "hmac" | "nowMs">

/** `mentor.work`: in each project that somebody labels in and does not own, whether they may mentor, who asks, and whom they mentor. */
export async function readMentorWork(deps: Pick<Deps, "storage" | "nowMs">, who: Who): Promise<MentorWork> {
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
  const own = { personId: pair.learnerId, pairId: pair.id }
  const [confirmed, read, whole, answers, notes, name, ontology] = await Promise.all([
    confirmedOf(db, pair.learnerId),
    // What an earlier mentor said of them is not this one's to read.
    readWholeOf(db, own),
    listReadWhole(db, own, 500),
    listReadable(db, of, ANSWERS_READ),
    listNotes(db, { ...of, pairId: pair.id }, 500),
    namer(deps, project, who.personId),
    ontologyOf(deps, project.id, project.ontologyVersion),
  ])
  const here = ({ projectId }: { readonly projectId: number }) => projectId === project.id
  const items = together(confirmed.filter(here), read.filter(here))
  return {
    ...{ learner: name(pair.learnerId), words: pair.words, ontology, least: LEAST_SHOWN },
    profile: items.length === 0 ? null : profileOf(items, utcOffsetMinutes),
    answers: await showAnswers(
      deps,
      { project, viewerId: who.personId, learnerId: pair.learnerId },
      answers,
      notes,
      whole,
    ),
  }
}

/**
 * `mentor.note`: a note on an answer that may be read, what it is about and what is right there; sent twice it is one. Whoever ends the
 * pair meanwhile ends it before the note or after it.
 * @throws JustesseError not_found | conflict (detail.why) | label_unknown
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
    const why = answer ? whyNotNote(input, answer.body) : "no_region"
    if (!answer || why === "no_region") throw new JustesseError("not_found", { assignmentId: input.assignmentId })
    if (why !== null) throw new JustesseError("conflict", { why })
    const { label } = input.right
    const { labels } = label === null ? { labels: [] } : await ontologyOf(inside, project.id, project.ontologyVersion)
    if (label !== null && !labels.some(({ id }) => id === label)) throw new JustesseError("label_unknown", { label })
    const { taskId, revision } = answer
    const { about, right } = input
    const written = { pairId: pair.id, taskId, revision, regionId: input.region, text: input.text.trim(), about, right }
    const atMs = inside.nowMs()
    const kept = await insertNote(tx, { ...of, ...written, publicId: input.noteId, mentorId: who.personId, atMs })
    if (kept === "other") throw new JustesseError("conflict", { note: input.noteId })
    if (kept === "same") return
    const concern = `notes/${pair.publicId}`
    const notice = { projectId: project.id, kind: "mentor_note" as const, concern, detail: {}, atMs }
    await putNotices(tx, [pair.learnerId], notice)
  })
}

/**
 * `mentor.readWhole`: everything that the mentor would change in an answer is noted, or is not after all. Then it counts as graded in what
 * its learner errs in, with these notes as its errors.
 * @throws JustesseError not_found
 */
export async function sayReadWhole(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { pair: publicId, assignmentId, whole }: z.infer<typeof ReadWhole>,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const pair = requireReading(await lockPair(tx, publicId, inside.storage.engine), project, who)
    const of = { projectId: project.id, personId: pair.learnerId }
    const [answer] = await listReadable(tx, of, 1, assignmentId)
    if (!answer) throw new JustesseError("not_found", { assignmentId })
    const reading = { ...of, taskId: answer.taskId, revision: answer.revision, pairId: pair.id }
    if (whole) await putReading(tx, { ...reading, mentorId: who.personId, atMs: inside.nowMs() })
    else await dropReading(tx, reading)
  })
}

/** `mentor.takeNoteBack`: a mentor takes a note of theirs back, while they are paired. @throws JustesseError not_found */
export async function takeNoteBack(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { pair: publicId, note }: z.infer<typeof NoteTakeBack>,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const pair = requireReading(await lockPair(tx, publicId, inside.storage.engine), project, who)
    const of = { publicId: note, pairId: pair.id, mentorId: who.personId, atMs: inside.nowMs() }
    if (!(await takeBack(tx, of))) throw new JustesseError("not_found", { note })
  })
}
