import { z } from "zod"
import { boxesType } from "./boxes.ts"
import { classificationType } from "./classification.ts"
import type { KindType } from "./contract.ts"
import { transcriptionType } from "./transcription.ts"

/** What is asked of people in a project. All of them: a new one joins here and in `KINDS`. */
export const ProjectKind = z.enum(["boxes", "transcription", "classification"])
export type ProjectKind = z.infer<typeof ProjectKind>

/** What each kind can say about itself. A kind that is forgotten here does not compile. */
export const KINDS: { readonly [K in ProjectKind]: KindType } = {
  boxes: boxesType,
  transcription: transcriptionType,
  classification: classificationType,
}

/** The kind that is meant where nobody chose one yet. */
export const DEFAULT_KIND: ProjectKind = "boxes"
