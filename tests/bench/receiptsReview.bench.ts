// needs: server, studio
/**
 * What a reviewer of the Receipts sample is asked, before and after edges that no eye tells apart are merged by rule:
 *
 *     npm run bench -- receiptsReview
 *
 * The sample's two people answer all twelve pages, and a simulated reviewer decides every difference through the review
 * router until the queue is empty; once with pages of unknown size, where places are compared by overlap alone, and once with
 * their own. The reviewer takes what is proposed of a place, since nothing in it is seen, and of all else the answer nearest
 * to what is printed. Counted are decisions, seconds (11 a decision, as the queue guesses, and 2 for filing a page) and how
 * far the final answers lie from what is printed; and what waits in the sample studio itself. Fails when more than 5 place
 * differences are asked about, or when the final answers are less accurate than before.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { Disputes } from "@justesse/api/testing/disputes"
import { makeHarness } from "@justesse/api/testing/harness"
import { findTaskStatus, openStorage } from "@justesse/db"
import { cer } from "@justesse/quality/agreement/text"
import { edgesOf, iou } from "@justesse/quality/geometry/iou"
import { matchRegions } from "@justesse/quality/matching/matchRegions"
import { isTied } from "@justesse/quality/review/tie"
import {
  type AnnotationBody,
  boxOf,
  type DecisionReason,
  type Disagreement,
  ProjectSlug,
  type Region,
  type Size,
} from "@justesse/types"
import type { ReviewQueue } from "@justesse/types/wire/review"
import { Client } from "../support/client.ts"
import { type AnsweredPicture, sampleAnswers } from "../support/sampleAnswers.ts"
import { serveFolder } from "../support/serverProcess.ts"

const MOST_PLACES = 5
const SECONDS = { decision: 11, page: 2 }
const REASON: DecisionReason = { code: "other", clause: null, note: "" }
const SLUG = ProjectSlug.parse("receipts-replayed")

/** One replay: what was asked, and how near the final answers come to what is printed. */
interface Replay {
  readonly differences: number
  readonly places: number
  readonly seconds: number
  readonly meanIou: number
  /** Mean of the largest distance of an edge from the ink, image pixels. */
  readonly edgePx: number
  /** Share of regions whose text is what is printed, to the character. */
  readonly exactText: number
  /** Regions missed or made up. */
  readonly extraOrMissed: number
}

/** How far an answer to a difference lies from what is printed there; smaller is better. */
function errorOf(region: Region | null, truth: Region | undefined): number {
  if (!region || !truth) return region || truth ? 10 : 0
  const label = region.label === truth.label ? 0 : 3
  const text = cer(truth.transcript?.value ?? "", region.transcript?.value ?? "")
  return label + 2 * text + 1 - iou(boxOf(region), boxOf(truth))
}

/** The reviewer's decision: what is proposed of a place, else the answer nearest to what is printed. */
function decisionOn(disagreement: Disagreement, { truth }: AnsweredPicture) {
  const { candidates, kind, proposal } = disagreement
  if (kind === "place" && !isTied(disagreement)) return { outcome: "proposal" as const, reason: REASON }
  const about = candidates.flatMap(({ region }) => region ?? [])[0] ?? proposal
  const at = about && boxOf(about)
  const printed = truth.regions.filter((one) => at && iou(boxOf(one), at) >= 0.3)
  const nearest = printed.sort((p, q) => (at ? iou(boxOf(q), at) - iou(boxOf(p), at) : 0))[0]
  const options = [
    ...(isTied(disagreement) ? [] : [{ outcome: { outcome: "proposal" as const, reason: REASON }, region: proposal }]),
    ...candidates.flatMap(({ letters, region }) => {
      const [letter] = letters
      return letter === undefined ? [] : [{ outcome: { outcome: "take" as const, letter, reason: REASON }, region }]
    }),
  ]
  const [best] = options.sort((p, q) => errorOf(p.region, nearest) - errorOf(q.region, nearest))
  return best?.outcome ?? { outcome: "none" as const, reason: REASON }
}

async function replay(isSizeKnown: boolean): Promise<Replay> {
  const { sample, pictures } = sampleAnswers("receipts-spring")
  const folder = mkdtempSync(join(tmpdir(), "justesse-receipts-"))
  const storage = await openStorage({ file: join(folder, "studio.sqlite") })
  try {
    const h = makeHarness({ storage, folder })
    const d = new Disputes(h, storage)
    await d.addPeople(1)
    const owner = await h.addPerson("Owner")
    const { kind, settings, ontology } = sample
    const projectId = await h.addProject({ slug: SLUG, owner, kind, settings, ontology })
    for (const person of d.people) await h.addMember(projectId, person, ["annotator"])
    for (const person of d.reviewers) await h.addMember(projectId, person, ["reviewer"])
    const unknown: Size = { width: 1, height: 1 }
    for (const { size } of pictures) await h.addPictures(projectId, 1, isSizeKnown ? size : unknown)
    for (const [i, person] of d.people.slice(0, 2).entries())
      for (const { answers } of pictures) await d.answer(projectId, person, ...(answers[i]?.body.regions ?? []))
    await h.resolve()
    const asked = { differences: 0, places: 0, pages: 0 }
    for (;;) {
      const { task } = await d.review().open({ project: SLUG, task: null, kinds: [], labels: [] })
      if (!task) break
      let { revision } = task
      const picture = pictures[task.task - 1] as AnsweredPicture // tasks are numbered as the pictures came
      for (const { difference } of task.differences) {
        const decision = decisionOn(difference, picture)
        const of = { project: SLUG, task: task.task, revision, difference: difference.id, decision }
        revision = (await d.review().decide(of)).revision
        asked.differences++
        if (difference.kind === "place") asked.places++
      }
      await d.review().file({ project: SLUG, task: task.task, revision })
      asked.pages++
    }
    const finals = await Promise.all(
      pictures.map(async (_, i) => (await findTaskStatus(storage.db, { projectId, taskId: i + 1 }))?.answer),
    )
    const accuracy = accuracyOf(
      pictures,
      finals.map((one) => one ?? { regions: [], nothingHere: true }),
    )
    const { differences, places, pages } = asked
    return { differences, places, seconds: differences * SECONDS.decision + pages * SECONDS.page, ...accuracy }
  } finally {
    await storage.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function accuracyOf(pictures: readonly AnsweredPicture[], finals: readonly AnnotationBody[]) {
  const sums = { pairs: 0, iou: 0, edge: 0, exact: 0, alone: 0 }
  for (const [i, { truth }] of pictures.entries()) {
    const final = finals[i]?.regions ?? []
    const matches = matchRegions(truth.regions, final, 0.3)
    sums.alone += truth.regions.length + final.length - 2 * matches.length
    for (const { a, b } of matches) {
      const [printed, kept] = [truth.regions[a], final[b]]
      if (!printed || !kept) continue
      const [p, q] = [edgesOf(boxOf(printed)), edgesOf(boxOf(kept))]
      sums.pairs++
      sums.iou += iou(boxOf(printed), boxOf(kept))
      sums.edge += Math.max(...(["left", "top", "right", "bottom"] as const).map((edge) => Math.abs(p[edge] - q[edge])))
      if ((printed.transcript?.value ?? "") === (kept.transcript?.value ?? "")) sums.exact++
    }
  }
  const mean = (sum: number) => Math.round((sum / Math.max(1, sums.pairs)) * 10_000) / 10_000
  return { meanIou: mean(sums.iou), edgePx: mean(sums.edge), exactText: mean(sums.exact), extraOrMissed: sums.alone }
}

/** How many differences, and of them places, wait in the sample studio as it is made. */
async function inSampleStudio(): Promise<{ readonly differences: number; readonly places: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), "justesse-sample-"))
  const server = await serveFolder({ demo: true, dataDir })
  try {
    const moussa = new Client(server.origin)
    await moussa.act("account.enter", { token: new URL(server.links.get("Moussa") ?? "").hash.slice(1) })
    const asked = { project: "receipts-spring", kinds: [], labels: [] }
    const { differences, byKind } = await moussa.ask<ReviewQueue>("review.queue", asked)
    return { differences, places: byKind.find(({ kind }) => kind === "place")?.differences ?? 0 }
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const load = () => Math.round((loadavg()[0] ?? 0) * 100) / 100
const before = await replay(false)
console.log(JSON.stringify({ bench: "receiptsReview", rule: "overlap alone", ...before, load: load() }))
const after = await replay(true)
console.log(JSON.stringify({ bench: "receiptsReview", rule: "what an eye can tell", ...after, load: load() }))
const studio = await inSampleStudio()
console.log(JSON.stringify({ bench: "receiptsReview", queue: "sample studio", ...studio, load: load() }))
const checks = {
  places: after.places <= MOST_PLACES && studio.places <= MOST_PLACES,
  decisions: after.differences < before.differences,
  iou: after.meanIou >= before.meanIou,
  edges: after.edgePx <= before.edgePx,
  text: after.exactText >= before.exactText,
  regions: after.extraOrMissed <= before.extraOrMissed,
}
const missed = Object.entries(checks).flatMap(([name, holds]) => (holds ? [] : [name]))
console.log(JSON.stringify({ bench: "receiptsReview", ok: missed.length === 0, ...(missed.length > 0 && { missed }) }))
process.exitCode = missed.length === 0 ? 0 : 1
