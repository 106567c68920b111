import type { Language, Ontology, ShapeName } from "@justesse/types"
import type { ProjectDraft } from "@justesse/types/wire/project"

/** What a new project is filled with. */
export interface TemplateStart {
  readonly ontology: Ontology
  readonly guideline: Readonly<Record<Language, string>>
  /** What people draw, where that is not boxes. */
  readonly shapes?: readonly ShapeName[]
}

/** How projects of each kind begin. One value for each kind, all of them in `list.ts`. */
export interface KindBeginning {
  /** The templates that begin a project of this kind. */
  readonly templates: { readonly [T in ProjectDraft["template"]]?: TemplateStart }
  /** Whether a project without pictures is of this kind once files brought it these labels, whatever it was made as. */
  isMeantBy(ontology: Ontology): boolean
}
