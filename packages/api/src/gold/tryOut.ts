import { gold, goldDraw, type Project, type TryOuts } from "@justesse/db"
import type { LeaseRow, OwnAssignment } from "@justesse/db/hot/operations"
import { gradeGold, signedEdges } from "@justesse/quality/gold/grade"
import type { AnnotationBody } from "@justesse/types"
import type { Lease, TrainingFeedback } from "@justesse/types/wire/work"
import type { Deps } from "../core/deps.ts"
import { comparedAnswer } from "./settle.ts"

/** What `assignment.drawn` says of a try-out. */
const TRY_OUT = 2

/** Which try-out each lease is, by its id; nothing for work. */
export async function tryOutNumbers(
  deps: Pick<Deps, "storage">,
  rows: readonly LeaseRow[],
): Promise<Map<string, NonNullable<Lease["tryOut"]>>> {
  const first = rows.find((row) => row.drawn === TRY_OUT)
  if (!first) return new Map()
  const all = await goldDraw(deps.storage.db).tryOuts(first.projectId, first.personId)
  const done = doneOf(all)
  const held = all.turns.filter((turn) => !turn.sent && rows.some((row) => row.publicId === turn.publicId))
  return new Map(held.map((turn, n) => [turn.publicId, { number: done + n + 1, of: done + Math.max(all.left, n + 1) }]))
}

function doneOf({ turns }: TryOuts): number {
  return turns.filter((turn) => turn.sent).length
}

/** What a try-out that was just sent comes to: the known answer beside it and how many are done. Null for all work. */
export async function tryOutResult(
  deps: Pick<Deps, "storage" | "nowMs">,
  own: OwnAssignment,
  project: Pick<Project, "settings"> | null,
  sent: { readonly body: AnnotationBody; readonly revision: number },
): Promise<TrainingFeedback | null> {
  if (own.drawn !== TRY_OUT || !project) return null
  const { db } = deps.storage
  const found = await gold(db).find(own)
  if (!found) return null
  const rule = project.settings.settle
  const answer = { ...sent, personId: own.personId, storedAtMs: deps.nowMs() }
  await gold(db).putAnswers(own, [comparedAnswer(answer, TRY_OUT, found.answer, rule)])
  const all = await goldDraw(db).tryOuts(own.projectId, own.personId)
  await goldDraw(db).setTryOutsPassed(own.projectId, own.personId, all.passed)
  const { fates, passed } = gradeGold(sent.body, found.answer, rule)
  const done = doneOf(all)
  return {
    known: found.answer,
    mine: sent.body,
    differences: fates
      .filter(({ kind }) => kind !== "kept")
      .map((fate) => ({ kind: fate.kind, mine: fate.mine, known: fate.final, edges: signedEdges(fate) })),
    passed,
    done,
    of: done + all.left,
    passedSoFar: all.passed,
  }
}
