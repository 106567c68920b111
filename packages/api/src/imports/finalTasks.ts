import { putStatuses, type StoredStatus } from "@justesse/db/assets"
import { labelsText } from "@justesse/db/assets/rows"
import { findTasksMadeOf } from "@justesse/db/work/abouts"
import { type AnnotationBody, canonicalJson } from "@justesse/types"
import type { Storing } from "./ingesting.ts"

/** Tasks that are settled together: on SQLite they are one step of the thread that serves. */
const TOGETHER = 64

/** What a file says of a task that the same import made: the answer, by the name of what the task was made of. */
interface AnswerMade {
  readonly origin: string
  readonly body: AnnotationBody
}

/** Makes tasks final that an import made with the answers that its files hold; the import is their author. */
export async function storeFinal(
  { deps, project }: Pick<Storing, "deps" | "project">,
  answers: readonly AnswerMade[],
): Promise<void> {
  const { db, hot } = deps.storage
  const tasks = await findTasksMadeOf(
    db,
    project.id,
    answers.map(({ origin }) => origin),
  )
  const nowMs = deps.nowMs()
  const statuses = answers.flatMap(({ origin, body }): StoredStatus[] => {
    const taskId = tasks.get(origin)
    if (taskId === undefined) return []
    const answer = canonicalJson(body)
    const provenance = body.regions.map(({ id }) => ({
      ...{ region: id, method: "import", confidence: null, submissions: [] },
    }))
    return [
      {
        ...{ taskId, state: "settled", settledBy: "import", settledAtMs: nowMs, answer },
        ...{ answerSha256: deps.sha256(answer), provenance: canonicalJson(provenance) },
        labels: labelsText(body.regions.map(({ label }) => label)),
        ...{ texts: "", regions: body.regions.length, nothingHere: body.nothingHere },
      },
    ]
  })
  for (let at = 0; at < statuses.length; at += TOGETHER) {
    const some = statuses.slice(at, at + TOGETHER)
    // The places are closed before the state says that nobody is asked any more.
    await hot.setOverlap(
      project.id,
      some.map(({ taskId }) => taskId),
      0,
    )
    await db.transaction().execute((tx) => putStatuses(tx, project.id, some, nowMs))
  }
}
