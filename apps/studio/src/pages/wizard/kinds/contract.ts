import type { Language } from "@justesse/types"
import type { AnswerParts, Label } from "@justesse/types/ontology"
import type { ShapeName } from "@justesse/types/shapes/list"
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
  /** What people draw, where that is not boxes. */
  readonly shapes?: readonly ShapeName[]
}

/** A drawn picture of what people will do, in the colours of the labels. */
export interface DrawnExample {
  readonly labels: readonly Label[]
  readonly name: string
}

/** The first picture of one's own, small; null while none is in. */
export interface OwnPicture {
  readonly own: string | null
}

/** One of the tiles under "What kind of work?": what it is called and its line are sentences of `wizard`, by its template. */
export interface KindTile {
  readonly template: Template
  /** What people do, drawn small: on the first picture of their own where it is about one. */
  readonly Small: ComponentType<OwnPicture>
  /** The same as an annotator sees it, where that is not the example of the kind. */
  readonly Example?: ComponentType<DrawnExample>
  /** Seconds per unit of work (`getWorkUnit`: a region, a minute of speech, an answer), as published or guessed. */
  readonly seconds: number
}

/** What the wizard shows of each kind of task. One value for each kind, all of them in `list.ts`. */
export interface KindInWizard {
  /** The beginnings of a project of this kind. */
  readonly templates: { readonly [T in Template]?: TemplateStart }
  /** Its tiles: one at least. */
  readonly tiles: readonly [KindTile, ...KindTile[]]
  /** Shown until there is a picture of one's own. */
  readonly Example: ComponentType<DrawnExample>
  /** One picture of one's own says too little of what people see. */
  readonly isAlwaysDrawn?: true
  /** What people answer with, below the picture; absent: the labels by name. */
  readonly Preview?: ComponentType<{ readonly labels: readonly Label[] }>
}
