import type { ProjectAccess } from "@justesse/db"
import { listNoted } from "@justesse/db/mentors/answers"
import { listNotes, setContested, setUseful } from "@justesse/db/mentors/notes"
import { listMentors } from "@justesse/db/mentors/offers"
import { findOpenPair } from "@justesse/db/mentors/pairs"
import { listReadWhole } from "@justesse/db/mentors/readings"
import { JustesseError } from "@justesse/types"
import { type MyMentor, PairOnly } from "@justesse/types/wire/mentor"
import { pairState } from "@justesse/work/mentors/pair"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { namer, timer } from "../people/names.ts"
import { ontologyOf } from "../work/submit.ts"
import { wouldMentor } from "./admitted.ts"
import { showAnswers } from "./shown.ts"

type Reading = Pick<Deps, "storage" | "hmac" | "nowMs">

/** Notes that a learner's page shows, the latest. */
const MOST_NOTES = 50
/** Answers read whole that are looked for among them. */
const MOST_READ = 500

/** `mentor.mine`: a learner's request or mentor in a project, and what was written of their answers; theirs alone. */
export async function readMyMentor(deps: Reading, project: ProjectAccess, who: Who): Promise<MyMentor> {
  const { db } = deps.storage
  const of = { projectId: project.id, personId: who.personId }
  const [pair, { named, offering }, notes, name, ontology, own] = await Promise.all([
    findOpenPair(db, { projectId: project.id, learnerId: who.personId }),
    listMentors(db, project.id),
    listNotes(db, of, MOST_NOTES),
    namer(deps, project, who.personId),
    ontologyOf(deps, project.id, project.ontologyVersion),
    wouldMentor(deps, project, who.personId),
  ])
  const [noted, read] = await Promise.all([listNoted(db, of, notes), listReadWhole(db, of, MOST_READ)])
  // The one with the latest note first.
  const lastOf = (taskId: number) => notes.findIndex((note) => note.taskId === taskId)
  const ordered = [...noted].sort((a, b) => lastOf(a.taskId) - lastOf(b.taskId) || b.revision - a.revision)
  const reading = { project, viewerId: who.personId, learnerId: who.personId }
  const time = timer(project, who.personId)
  const state = pair && pairState(pair)
  const others = new Set([...named, ...offering].filter((id) => id !== who.personId))
  return {
    pair:
      pair && state && state !== "ended"
        ? {
            ...{ pair: PairOnly.parse({ pair: pair.publicId }).pair, state, words: pair.words },
            mentor: pair.mentorId === null ? null : name(pair.mentorId),
            sinceMs: pair.acceptedAtMs ?? (pair.offeredAtMs && time(pair.mentorId, pair.offeredAtMs)) ?? pair.askedAtMs,
          }
        : null,
    offering: offering.filter((id) => id !== who.personId).length,
    concerns:
      (pair !== undefined && state !== "ended") || noted.length > 0 || others.size > 0 || own.isAdmitted || own.offers,
    ontology,
    answers: await showAnswers(deps, reading, ordered, notes, read),
  }
}

/** `mentor.useful`: whether a note helped whose answer it is about. @throws JustesseError not_found */
export async function sayUseful(
  deps: Pick<Deps, "storage">,
  who: Who,
  { note, useful }: { readonly note: string; readonly useful: boolean },
): Promise<void> {
  await inTransaction(deps, async ({ storage: { db } }) => {
    if (!(await setUseful(db, { publicId: note, personId: who.personId, useful })))
      throw new JustesseError("not_found", { note })
  })
}

/**
 * `mentor.contest`: the learner sees a note otherwise, or no longer does: meanwhile that answer counts nowhere in what they err in.
 * @throws JustesseError not_found
 */
export async function contestNote(
  deps: Pick<Deps, "storage" | "nowMs">,
  who: Who,
  { note, contested }: { readonly note: string; readonly contested: boolean },
): Promise<void> {
  await inTransaction(deps, async ({ storage: { db }, nowMs }) => {
    const atMs = contested ? nowMs() : null
    if (!(await setContested(db, { publicId: note, personId: who.personId, atMs })))
      throw new JustesseError("not_found", { note })
  })
}
