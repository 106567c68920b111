import type { ProjectAccess } from "@justesse/db"
import { listNoted, type ReadableAnswer } from "@justesse/db/mentors/answers"
import type { StoredAssessment } from "@justesse/db/progress/peers"
import { AssignmentId } from "@justesse/types"
import { type ClauseNamed, PeerSheet, type PeersShown } from "@justesse/types/progress/peers"
import { PEERS_MS, recommends } from "@justesse/work/progression/peers"
import type { Deps } from "../core/deps.ts"
import { clausesIn } from "../decisions/context.ts"

const Sheet = PeerSheet.shape.said
type Reading = Pick<Deps, "storage">

/** The answers that were drawn, in their order, as they were then; null where a picture is gone. */
export async function drawnAnswers(
  { storage: { db } }: Reading,
  { projectId, personId, drawn: { items } }: StoredAssessment,
): Promise<(ReadableAnswer | null)[]> {
  const found = await listNoted(db, { projectId, personId }, items)
  return items.map(
    ({ taskId, revision }) => found.find((one) => one.taskId === taskId && one.revision === revision) ?? null,
  )
}

/** Titles of a version's clauses, each in the languages that it has. */
export async function titlesIn(deps: Reading, projectId: number, version: number): Promise<ClauseNamed[]> {
  const clauses = await clausesIn(deps, projectId, version)
  return clauses.map(({ number, en, fr }) => ({ number, en: en?.title ?? null, fr: fr?.title ?? null }))
}

/** The day on which something is, for whoever may not know when a person did it. */
const dayOf = (ms: number) => Math.ceil(ms / 86_400_000) * 86_400_000

/**
 * What came of reading by others: what was said and why, by nobody's name and in an order that tells nothing of them. While they read
 * nothing of it is told to anybody, nor where one of them alone did.
 */
export async function showPeers(
  deps: Reading,
  project: Pick<ProjectAccess, "id">,
  one: StoredAssessment,
  viewer: "own" | "owner",
): Promise<PeersShown> {
  const isDone = one.state === "done"
  // By names that were made at random.
  const sent = isDone
    ? one.seats.filter(({ state }) => state === "sent").sort((a, b) => (a.publicId < b.publicId ? -1 : 1))
    : []
  const sheets = sent.map(({ sheet }) => Sheet.parse(sheet))
  const answers = isDone ? await drawnAnswers(deps, one) : []
  const titles = await Promise.all(
    answers.map((answer) => (answer ? titlesIn(deps, project.id, answer.guidelineVersion) : [])),
  )
  const clause = (at: number, number: string | null) =>
    number === null ? null : (titles[at]?.find((known) => known.number === number) ?? { number, en: null, fr: null })
  return {
    state: one.state,
    untilMs: dayOf(one.begunMs + PEERS_MS),
    isRecommended: recommends(sheets.map((sheet) => sheet.map((said) => said && said.yes))),
    sheets: sheets.map((sheet) =>
      sheet.map((said, at) => said && { yes: said.yes, clause: clause(at, said.clause), words: said.words }),
    ),
    own: viewer === "own" ? answers.map((answer) => answer && AssignmentId.parse(answer.assignmentId)) : [],
  }
}
