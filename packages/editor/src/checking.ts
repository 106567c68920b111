import { type Correction, isThing, type Region, type RegionId, type Verdict, WHOLE } from "@justesse/types"
import { deleteRegions, newRegion, setTranscript } from "./changes.ts"
import type { Change, EditorDocument } from "./document.ts"

// A thing that is checked may be corrected in place: then what it should be lies in the document as a region under somebody's hands. Taken,
// it becomes the answer "fix" with that correction.

const FIX: Verdict = "fix"
const LABEL: Change["label"] = { key: "change.answer" }

/** What is being corrected now; null where nothing is. */
export function findInFix({ order, regions }: EditorDocument): Region | null {
  return order.flatMap((id) => regions.get(id) ?? []).find(isThing) ?? null
}

/** What was said of a thing so far; null where nothing was. */
export function findSaid({ order, regions }: EditorDocument): Region | null {
  return order.flatMap((id) => regions.get(id) ?? []).find((region) => !isThing(region)) ?? null
}

/** The thing comes under the hands as it is asked about, or as it was corrected before. */
export function beginFix(document: EditorDocument, asked: Region, id: RegionId): Change {
  const correction = findSaid(document)?.fixed
  const { geometry, label, transcript } = correction ?? asked
  const region = { id, geometry, label, ...(transcript && { transcript }) }
  return replaceAll(document, region)
}

/** What is under the hands is the correction. Null where nothing is. */
export function takeFix(document: EditorDocument, id: RegionId): Change | null {
  const fixed = findInFix(document)
  if (!fixed) return null
  const { geometry, label, transcript } = fixed
  const correction: Correction = { geometry, label, ...(transcript && { transcript }) }
  return replaceAll(document, { ...newRegion(id, WHOLE, FIX as string as Region["label"]), fixed: correction })
}

/** What the text of the thing under the hands should be. Null where nothing is, or it says so already. */
export function writeFix(document: EditorDocument, value: string): Change | null {
  const fixed = findInFix(document)
  return fixed && setTranscript(document, fixed.id, { ...fixed.transcript, value }, "change.text")
}

/** Nothing is corrected after all. Null where nothing was. */
export function dropFix(document: EditorDocument): Change | null {
  const fixed = findInFix(document)
  return fixed && deleteRegions(document, [fixed.id])
}

function replaceAll(document: EditorDocument, region: Region): Change {
  const removed = deleteRegions(document, document.order)
  const edits = [...(removed?.edits ?? []), { id: region.id, before: null, after: region, at: 0 }]
  return document.nothingHere
    ? { label: LABEL, edits, nothingHere: { before: true, after: false } }
    : { label: LABEL, edits }
}
