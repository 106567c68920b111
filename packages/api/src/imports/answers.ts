import type { AssetTask, StoredStatus } from "@justesse/db/assets"
import { labelsText } from "@justesse/db/assets/rows"
import { type AnnotationBody, canonicalJson, type RegionProvenance, type TaskNumber } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** How an answer of a file stands toward what a task holds already. */
type Attachment = "attach" | "same" | "answered" | "gone"

/**
 * Whether an imported answer may settle a task. Work of people is never replaced by a file: a task that somebody answered
 * or holds right now keeps that (`answered`). An earlier import's answer gives way to a later import's.
 */
export function attachmentOf(target: AssetTask | undefined, answerSha256: string): Attachment {
  if (!target || target.state === "excluded") return "gone"
  if (target.state === "settled" && target.answerSha256 === answerSha256) return "same"
  const imported = target.settledBy === "import" || target.settledBy === "gold"
  if (target.submitted > 0 || target.live > 0) return "answered"
  return target.state === "open" || imported ? "attach" : "answered"
}

/** The answer as it is stored: an empty one says on purpose that nothing is there, unless the file is in the native form. */
export function finishedAnswer(body: AnnotationBody, native: boolean): AnnotationBody {
  return native || body.regions.length > 0 ? body : { regions: [], nothingHere: true }
}

/** A task settled by a file: the author of each region is the import itself, not a person. */
export function toImportedStatus(
  deps: Pick<Deps, "sha256">,
  taskId: TaskNumber,
  answer: AnnotationBody,
  how: {
    readonly as: "settled" | "gold"
    readonly nowMs: number
    /** What the native form says of each region; it is kept as it is. */
    readonly provenance?: readonly RegionProvenance[] | undefined
  },
): StoredStatus {
  const text = canonicalJson(answer)
  const provenance =
    how.provenance ??
    answer.regions.map(
      (region): RegionProvenance => ({ region: region.id, method: "import", confidence: null, submissions: [] }),
    )
  return {
    taskId,
    state: "settled",
    settledBy: how.as === "gold" ? "gold" : "import",
    settledAtMs: how.nowMs,
    answer: text,
    answerSha256: deps.sha256(text),
    provenance: canonicalJson(provenance),
    labels: labelsText(answer.regions.map((region) => region.label)),
    texts: answer.regions.flatMap((region) => region.transcript?.value.toLowerCase() ?? []).join("\n"),
    regions: answer.regions.length,
    nothingHere: answer.nothingHere,
  }
}
