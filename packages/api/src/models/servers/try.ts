import { heardMs } from "@justesse/db/assets/rows"
import { findRandomTask } from "@justesse/db/models/askable"
import type { ProjectAccess } from "@justesse/db/projects"
import { findTaskPictures } from "@justesse/db/work/tasks"
import type { MlAnswer } from "@justesse/formats/labelStudio/ml/answer"
import { JustesseError, shapesOf } from "@justesse/types"
import type { ModelCall, ModelTried, ModelTry } from "@justesse/types/models/asked"
import type { z } from "zod"
import type { Deps } from "../../core/deps.ts"
import { toProposedBody } from "../../imports/proposals.ts"
import { assetReference, mediaUrls } from "../../media.ts"
import { requireActive } from "../../projects/guard.ts"
import { askedProject, requireAskable } from "./asked.ts"
import { callHealth, callPredict, callSetup, WAIT_MS } from "./call.ts"
import { isModelFailure, toPrediction } from "./propose.ts"

type Trying = Pick<Deps, "modelServers" | "storage" | "blobs" | "hmac" | "nowMs" | "settings">

/**
 * A test call: is it there, does it make ready, what does it propose on an asset drawn by lot. Nothing is stored. What fails is told with
 * what came before it.
 */
export async function tryModel(
  deps: Trying,
  project: ProjectAccess,
  { address, sends, words }: Pick<z.infer<typeof ModelTry>, "address" | "sends" | "words">,
): Promise<z.infer<typeof ModelTried>> {
  requireActive(project)
  requireAskable(project)
  const { db } = deps.storage
  const [asked, taskId] = await Promise.all([askedProject(deps, project), findRandomTask(db, project.id)])
  const picture = taskId === null ? undefined : (await findTaskPictures(db, project.id, [taskId])).get(taskId)
  const calls: ModelCall[] = []
  const heard = (one: ModelCall) => void calls.push(one)
  const model = { address, sends, words }
  let version = ""
  let answer: MlAnswer | null = null
  let failure: JustesseError | null = null
  try {
    await callHealth(deps, model, heard)
    version = await callSetup(deps, model, asked, heard)
    if (taskId !== null && picture) {
      const { assetId, size, facts } = picture
      const task = { id: taskId, assetId, size, durationMs: heardMs(facts) }
      answer = await callPredict(deps, model, asked, task, { timeoutMs: WAIT_MS.tried, heard })
      version = answer.version || version
    }
  } catch (error) {
    if (!isModelFailure(error)) throw error
    failure = error
  }
  const found = answer ?? { found: [], words: [], unusable: 0 }
  return {
    calls,
    failure: failure && { code: failure.code, detail: failure.detail },
    version,
    regions: toProposedBody(toPrediction(found).text, shapesOf(project.settings))?.regions ?? [],
    words: found.words.map((each) => ({ ...each, word: each.word.slice(0, 200) })),
    unusable: found.unusable,
    picture: picture
      ? {
          name: picture.name,
          size: picture.size,
          media: mediaUrls(deps, assetReference(project.id, picture.assetId), picture.facts),
        }
      : null,
    ontology: asked.ontology,
  }
}
