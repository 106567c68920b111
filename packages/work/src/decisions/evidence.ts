import type { Evidence, MetricName, RejectionReason } from "@justesse/types/decisions/judgement"

/** What can be read and measured of a judged answer, supplied by whoever has its shapes and texts. Nothing of it is taken from a reviewer. */
export interface JudgedAnswer {
  /** Regions or segments in it. */
  readonly parts: number
  /** The figure as it is computed now; null where there is no such part or reference. */
  measure(name: MetricName, partId: string | null, referenceId: string): number | null
  /** What the guideline version of the lease allows; null where it sets no such bound. */
  tolerance(name: MetricName): number | null
  /** Largest IoU of a place with any region of the answer, or of what it is compared with; in [0, 1]. */
  cover(of: "answer" | "reference", box: Extract<Evidence, { type: "region" }>["box"]): number
  /** Largest share of a stretch of time that any segment of the answer, or of the reference, covers; in [0, 1]. */
  coverTime(of: "answer" | "reference", startMs: number, endMs: number): number
  /** Whether the known answer is of this task, and the answer differs from it beyond what is allowed. */
  contradictsGold(goldId: number): boolean
  /** The text or label that stands at a part of the answer, or at a reference; null where there is none. */
  read(id: string): string | null
}

/** What a recomputed figure may differ by from the one that was stated (ACC-2). */
const EQUAL_WITHIN = 1e-6
/** A place or a stretch of time is somebody's when this much of it is covered, where a guideline sets no bound. */
const COVERED = 0.5

/** Figures of which less is worse; of all others more is. */
const LESS_IS_WORSE: ReadonlySet<MetricName> = new Set(["iou"])

/** Which figures can show a reason. */
const METRICS: Readonly<Record<RejectionReason, readonly MetricName[]>> = {
  missing_object: [],
  spurious_object: [],
  wrong_label: [],
  geometry_out_of_tolerance: ["iou", "edge_px"],
  transcript_omission: ["cer"],
  transcript_error: ["cer"],
  timestamp_out_of_tolerance: ["boundary_ms"],
  empty_or_random: ["chance_p"],
  fraud: ["replayed"],
}

/** Reasons that known answers and differences of texts and labels can show. */
const BY_GOLD: ReadonlySet<RejectionReason> = new Set([
  "missing_object",
  "spurious_object",
  "wrong_label",
  "geometry_out_of_tolerance",
  "transcript_omission",
  "transcript_error",
  "timestamp_out_of_tolerance",
])
const BY_DIFF: ReadonlySet<RejectionReason> = new Set(["wrong_label", "transcript_omission", "transcript_error"])

/** Why a piece of evidence does not hold. `within_tolerance`: it was computed again, and the guideline allows it. */
export type EvidenceFault =
  | "not_for_reason"
  | "no_such_reference"
  | "value_differs"
  | "bound_differs"
  | "within_tolerance"

/** Whether a figure is beyond what is allowed. */
function isBeyond(name: MetricName, value: number, bound: number): boolean {
  return LESS_IS_WORSE.has(name) ? value < bound : value > bound
}

type Of<T extends Evidence["type"]> = Extract<Evidence, { type: T }>

function checkMetric(reason: RejectionReason, evidence: Of<"metric">, answer: JudgedAnswer): EvidenceFault | null {
  const { name, partId, referenceId, value, threshold } = evidence
  if (!METRICS[reason].includes(name)) return "not_for_reason"
  const bound = answer.tolerance(name)
  if (bound === null || Math.abs(bound - threshold) > EQUAL_WITHIN) return "bound_differs"
  const computed = answer.measure(name, partId, referenceId)
  if (computed === null) return "no_such_reference"
  if (!(Math.abs(computed - value) <= EQUAL_WITHIN)) return "value_differs"
  return isBeyond(name, computed, bound) ? null : "within_tolerance"
}

/** A thing is missing where the reference has it and the answer does not; it is spurious the other way round. */
function checkPlace(reason: RejectionReason, answered: number, expected: number, bound: number): EvidenceFault | null {
  if (reason !== "missing_object" && reason !== "spurious_object") return "not_for_reason"
  const [there, absent] = reason === "missing_object" ? [expected, answered] : [answered, expected]
  if (there < bound) return "no_such_reference"
  return absent < bound ? null : "within_tolerance"
}

function checkDiff(reason: RejectionReason, evidence: Of<"diff">, answer: JudgedAnswer): EvidenceFault | null {
  if (!BY_DIFF.has(reason)) return "not_for_reason"
  const answered = answer.read(evidence.partId)
  const expected = answer.read(evidence.referenceId)
  if (answered === null || expected === null) return "no_such_reference"
  if (answered !== evidence.answered || expected !== evidence.expected) return "value_differs"
  return answered === expected ? "within_tolerance" : null
}

/** Computes one piece of evidence again; null: it shows the reason. */
export function checkEvidence(reason: RejectionReason, evidence: Evidence, answer: JudgedAnswer): EvidenceFault | null {
  const bound = answer.tolerance("iou") ?? COVERED
  switch (evidence.type) {
    case "metric":
      return checkMetric(reason, evidence, answer)
    case "region":
      return checkPlace(reason, answer.cover("answer", evidence.box), answer.cover("reference", evidence.box), bound)
    case "segment": {
      const { startMs, endMs } = evidence
      const [answered, expected] = [
        answer.coverTime("answer", startMs, endMs),
        answer.coverTime("reference", startMs, endMs),
      ]
      return checkPlace(reason, answered, expected, COVERED)
    }
    case "gold":
      if (!BY_GOLD.has(reason)) return "not_for_reason"
      return answer.contradictsGold(evidence.goldId) ? null : "within_tolerance"
    case "diff":
      return checkDiff(reason, evidence, answer)
  }
}

/**
 * Whether a reason is shown: each piece of evidence holds, and there is one. An answer with nothing in it shows "empty" by itself,
 * whatever stands beside it. Returns the first fault, null when it is shown.
 */
export function findEvidenceFault(
  reason: RejectionReason,
  evidence: readonly Evidence[],
  answer: JudgedAnswer,
): EvidenceFault | null {
  if (evidence.length === 0) return "no_such_reference"
  if (reason === "empty_or_random" && answer.parts === 0) return null
  for (const one of evidence) {
    const fault = checkEvidence(reason, one, answer)
    if (fault) return fault
  }
  return null
}
