import type { Box, ResolveRule } from "@justesse/types"
import {
  type AnnotationBody,
  boxShape,
  type DecisionReason,
  type LabelId,
  type Region,
  RegionId,
} from "@justesse/types"
import { attributesKey } from "../consensus/likeness.ts"
import type { Competence } from "../skill/beta.ts"
import { type ConfirmedItem, textsOf } from "./confirmed.ts"

type NoteAbout = DecisionReason["code"]

/** What somebody who read an answer whole would change in it. */
interface Change {
  /** A name of the change. */
  readonly id: string
  readonly about: NoteAbout
  /** The region that is wrong; null for what was missed. */
  readonly region: string | null
  readonly right: { readonly label: string | null; readonly text: string | null; readonly place: Box | null }
}

interface ReadWhole {
  readonly answer: string
  readonly mine: AnnotationBody
  readonly changes: readonly Change[]
  readonly atMs: number
  readonly rule: ResolveRule
}

/**
 * What is confirmed of an answer that was read whole: what nobody would change is right, and so the shares of what was missed, misnamed or
 * misread have their whole. How far an edge lies off nobody measured by reading: no distance is told of it.
 */
export function readItems({ answer, mine, changes, atMs, rule }: ReadWhole): ConfirmedItem[] {
  const common = { answer, by: "mentor" as const, atMs }
  const none = { edgesPx: null, iou: null }
  const own = mine.regions.map((region): ConfirmedItem => {
    const about = changes.filter((change) => change.region === region.id)
    const noted = [...new Set(about.map((change) => change.about))]
    if (noted.some((code) => code === "extra" || code === "twice"))
      return { ...common, outcome: { mine: region, final: null, ...none }, error: "find", texts: null, noted }
    const final = mended(region, about)
    const texts = textsOf({ mine: region, final }, rule)
    const outcome = { mine: region, final, ...none }
    return { ...common, outcome, error: errorOf(region, final, noted, texts), texts, noted }
  })
  const missed = changes.flatMap(({ id, about, right: { label, place } }): ConfirmedItem[] => {
    if (about !== "missed" || !place) return []
    const final: Region = { id: RegionId.parse(id), label: (label ?? "") as LabelId, geometry: boxShape(place) } // of the ontology, as the note was admitted
    return [{ ...common, outcome: { mine: null, final, ...none }, error: "find", texts: null, noted: [about] }]
  })
  return [...own, ...missed]
}

function mended(region: Region, changes: readonly Change[]): Region {
  return changes.reduce(
    (now, { right: { label, text } }): Region => ({
      ...now,
      ...(label === null ? {} : { label: label as LabelId }), // of the ontology, as the note was admitted
      ...(text === null ? {} : { transcript: { ...now.transcript, value: text } }),
    }),
    region,
  )
}

function errorOf(mine: Region, final: Region, noted: readonly NoteAbout[], texts: ConfirmedItem["texts"]) {
  const isMisnamed = mine.label !== final.label || attributesKey(mine) !== attributesKey(final)
  const found: Competence | null =
    isMisnamed || noted.includes("attribute")
      ? "name"
      : texts && texts.mine !== texts.right
        ? "transcribe"
        : noted.includes("edges")
          ? "place"
          : null
  return found
}
