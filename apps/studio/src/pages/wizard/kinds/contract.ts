import type { Language } from "@justesse/types"
import type { AnswerParts, Label } from "@justesse/types/ontology"
import type { ProjectDraft } from "@justesse/types/wire/project"
import type { ComponentType } from "react"

/** What the wizard offers to begin with. */
export type Template = ProjectDraft["template"]

/** What a project begins with. */
export interface TemplateStart {
  readonly labels: readonly Label[]
  readonly guideline: Readonly<Record<Language, string>>
  /** What answers consist of, where that is not things on a picture. */
  readonly answers?: AnswerParts
  /** Seconds an answer, as a guess until they are measured. */
  readonly seconds: number
}

/** A drawn picture of what people will do, in the colours of the labels. */
export interface DrawnExample {
  readonly labels: readonly Label[]
  readonly name: string
}

/** What the wizard shows of each kind of task. One value for each kind, all of them in `list.ts`. */
export interface KindInWizard {
  /** The beginnings of a project of this kind. */
  readonly templates: { readonly [T in Template]?: TemplateStart }
  /** Shown until there is a picture of one's own. */
  readonly Example: ComponentType<DrawnExample>
  /** One picture of one's own says too little of what people see. */
  readonly isAlwaysDrawn?: true
  /** What people answer with, below the picture; absent: the labels by name. */
  readonly Preview?: ComponentType<{ readonly labels: readonly Label[] }>
}
