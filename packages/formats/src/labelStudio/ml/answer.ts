import { boxOf, isPlaced, type Label, type LabelId, type Shape, type Size, WHOLE } from "@justesse/types"
import { isList, isObject, isTooDeep, type JsonObject, type JsonValue, member, parseJson } from "../../io/jsonParse.ts"
import { isFiniteNumber, isTranscript, RegionIds } from "../../regions/parts.ts"
import { Tally } from "../../report/lines.ts"
import { labelStudioRegions } from "../region.ts"
import { type Joined, joinResults, labelsOf, stretchOf, textsOf } from "../results.ts"

/** One thing that a model proposes. */
interface MlFound {
  readonly label: LabelId
  /** In [0, 1]; 1 where the model does not say. */
  readonly score: number
  readonly shape: Shape
  /** What is written or said there, where the model says it. */
  readonly text?: string
}

/** What a model said about one task. */
export interface MlAnswer {
  /** As the model calls itself; empty where it does not say. */
  readonly version: string
  readonly found: readonly MlFound[]
  /** Its words for labels, how often each came, and the project's label; null where that has none. */
  readonly words: readonly { readonly word: string; readonly count: number; readonly label: LabelId | null }[]
  /** How many of its results say nothing that can be shown. */
  readonly unusable: number
}

/** Answers nest no deeper than that: what reads them by recursion must not see more. */
const DEEPEST = 60
/** Results of one task that are read. */
const MOST = 5_000

/** What is asked about: the size of its picture, or how long its recording is. */
interface MlAsked {
  readonly size: Size
  readonly durationMs: number | null
  readonly parts: "placed" | "whole" | "span"
  /** Of the whole asset, several labels may hold. */
  readonly several: boolean
  /** The project's label for a word of the model's; null where it is left out. */
  readonly labelOf: (word: string) => Label | null
}

/** The version that `/setup` answered with; null where the answer is none of the protocol. */
export function readSetup(text: string): string | null {
  const value = jsonOf(text)
  return isObject(value) ? toVersion(member(value, "model_version")) : null
}

/** The answer of `/predict` to a request of one task; null where it is none of the protocol. */
export function readPredictions(text: string, asked: MlAsked): MlAnswer | null {
  const value = jsonOf(text)
  const results = isObject(value) ? (member(value, "results") ?? member(value, "predictions")) : value
  if (!isList(results)) return null
  // One prediction a task; newer servers may give several, the surest first.
  const first = isList(results[0]) ? results[0][0] : results[0]
  if (first === undefined || first === null)
    return { version: versionIn(value, null), found: [], words: [], unusable: 0 }
  if (!isObject(first)) return null
  const list = member(first, "result")
  if (!isList(list)) return null
  return { version: versionIn(value, first), ...readResults(list.slice(0, MOST), scoreIn(first), asked) }
}

function jsonOf(text: string): JsonValue | undefined {
  return isTooDeep(text, DEEPEST) ? undefined : parseJson(text)?.value
}

function versionIn(value: JsonValue | undefined, first: JsonObject | null): string {
  const own = first ? toVersion(member(first, "model_version")) : ""
  return own || (isObject(value) ? toVersion(member(value, "model_version")) : "")
}

function toVersion(value: JsonValue | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 80) : ""
}

function scoreIn(object: JsonObject): number | null {
  const score = member(object, "score")
  return isFiniteNumber(score) ? Math.min(1, Math.max(0, score)) : null
}

function readResults(list: readonly JsonValue[], score: number | null, asked: MlAsked): Omit<MlAnswer, "version"> {
  const { joined, odd } = joinResults(list)
  const words = new Map<string, { count: number; label: LabelId | null }>()
  const ids = new RegionIds()
  const tally = new Tally()
  let unusable = odd.length
  const labelOf = (word: string) => {
    const label = asked.labelOf(word)
    words.set(word, { count: (words.get(word)?.count ?? 0) + 1, label: label?.id ?? null })
    return label
  }
  const found = joined.flatMap((one): MlFound[] => {
    const own = foundIn(one, { ...asked, labelOf }, { ids, tally })
    const sure = one.results.map(({ raw }) => scoreIn(raw)).find((each) => each !== null) ?? score ?? 1
    if (own === null) unusable++
    return (own ?? []).map((each) => ({ ...each, score: sure }))
  })
  return {
    found: asked.parts === "whole" && !asked.several ? surest(found) : found,
    words: [...words].map(([word, each]) => ({ word, ...each })),
    unusable,
  }
}

/** Of what one is asked for, the one that the model is surest of. */
function surest(found: readonly MlFound[]): MlFound[] {
  return found.reduce<MlFound[]>((best, one) => (best[0] && best[0].score >= one.score ? best : [one]), [])
}

/** Null for what says nothing that the project asks for; a word that is left out is an empty list. */
function foundIn(
  joined: Joined,
  asked: MlAsked,
  { ids, tally }: { readonly ids: RegionIds; readonly tally: Tally },
): Omit<MlFound, "score">[] | null {
  if (asked.parts === "placed") return placedIn(joined, asked, ids, tally)
  const shape = asked.parts === "whole" ? WHOLE : spanOf(joined, asked.durationMs)
  const names = asked.parts === "whole" ? choicesOf(joined) : labelsOf(joined)
  if (shape === null || names.length === 0) return null
  const text = joined.results.flatMap((result) => textsOf(result) ?? []).join("\n")
  return names.flatMap((name) => {
    const label = asked.labelOf(name)
    return label ? [{ label: label.id, shape, ...(text !== "" && isTranscript(text) && { text }) }] : []
  })
}

function placedIn(joined: Joined, asked: MlAsked, ids: RegionIds, tally: Tally): Omit<MlFound, "score">[] | null {
  const at = { file: "predict", line: 1, size: asked.size, labelOf: asked.labelOf, ids, tally }
  const reading = labelStudioRegions(joined, at)
  let isRefused = false
  for (let step = reading.next(); ; step = reading.next()) {
    if (step.done) {
      if (step.value === "carry") return null
      if (step.value.length === 0) return isRefused ? [] : null
      return step.value.flatMap(({ label, geometry, transcript }) =>
        isPlaced(geometry) && isInside(geometry, asked.size)
          ? [{ label, shape: geometry, ...(transcript && { text: transcript.value }) }]
          : [],
      )
    }
    if (step.value.kind === "report" && step.value.line.code === "label_refused") isRefused = true
  }
}

/** Something of it lies on the picture. */
function isInside(geometry: Shape, { width, height }: Size): boolean {
  const box = boxOf({ geometry })
  return box.x < width && box.y < height && box.x + box.width > 0 && box.y + box.height > 0
}

function choicesOf({ results }: Joined): string[] {
  return results.flatMap(({ type, value }) => {
    const given = type === "choices" ? member(value, "choices") : undefined
    return isList(given) ? given.filter((each) => typeof each === "string") : []
  })
}

/** Seconds as the stretch of a recording, within it; null where there is none. */
function spanOf(joined: Joined, durationMs: number | null): Shape | null {
  const stretch = stretchOf(joined)
  if (stretch === null || stretch.end === null) return null
  const [startMs, endMs] = [stretch.start * 1_000, Math.min(stretch.end * 1_000, durationMs ?? Infinity)]
  return endMs > startMs ? { type: "span", startMs, endMs } : null
}
