import { z } from "zod"
import { placeAsked } from "../forms/asked.ts"
import type { Label } from "../ontology.ts"
import type { AssetKind } from "./assets.ts"
import { audioType } from "./audio.ts"
import { boxesType } from "./boxes.ts"
import { classificationType } from "./classification.ts"
import { comparisonType } from "./comparison.ts"
import type { KindType } from "./contract.ts"
import { formType } from "./form.ts"
import { ratingType } from "./rating.ts"
import { transcriptionType } from "./transcription.ts"
import { verificationType } from "./verification.ts"

/** What is asked of people in a project. All of them: a new one joins here and in `KINDS`. */
export const ProjectKind = z.enum([
  "boxes",
  "transcription",
  "classification",
  "rating",
  "comparison",
  "audio",
  "form",
  "verification",
])
export type ProjectKind = z.infer<typeof ProjectKind>

/** What each kind can say about itself. A kind that is forgotten here does not compile. */
export const KINDS: { readonly [K in ProjectKind]: KindType } = {
  boxes: boxesType,
  transcription: transcriptionType,
  classification: classificationType,
  rating: ratingType,
  comparison: comparisonType,
  audio: audioType,
  form: formType,
  verification: verificationType,
}

/** Which assets a project with these labels takes: a form that asks for a place takes pictures alone, since nothing else has one. */
export function assetsTaken(kind: ProjectKind, labels: readonly Label[]): readonly AssetKind[] {
  const { assets, asksFields } = KINDS[kind]
  return asksFields && placeAsked(labels) !== null ? ["image"] : assets
}

/** Whether answers are opinions: no answer is known to be right, none differs from another in a way to be decided, none is rejected. */
export function isOpinion(kind: ProjectKind): boolean {
  return KINDS[kind].reasons.length === 0
}

/** Whether answers of a kind hold regions or segments, which can be checked one by one. */
export function isDrawn(kind: ProjectKind): boolean {
  return KINDS[kind].parts !== "whole"
}

/** Whether tasks of a kind may be about something beside an asset, or instead of one. */
export function isAboutMore(kind: ProjectKind): boolean {
  return KINDS[kind].about !== undefined || KINDS[kind].alone === true
}

/** The kind that is meant where nobody chose one yet. */
export const DEFAULT_KIND: ProjectKind = "boxes"
