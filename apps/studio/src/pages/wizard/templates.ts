import type { Language, ProjectKind } from "@justesse/types"
import { getDefaultSettings } from "@justesse/types/kinds/defaults"
import type { Label } from "@justesse/types/ontology"
import type { LabelChoice } from "@justesse/types/wire/imports"
import { ProjectDraft } from "@justesse/types/wire/project"
import type { KindTile, Template, TemplateStart } from "./kinds/contract.ts"
import { IN_WIZARD } from "./kinds/list.ts"

/** What the wizard offers to begin with, in its order. */
export const TEMPLATES: readonly Template[] = ProjectDraft.shape.template.options

/** The tiles of all kinds, in the order of the kinds that are drawn, read, heard and answered. */
export const TILES: readonly (KindTile & { readonly kind: ProjectKind })[] = TEMPLATES.flatMap((template) =>
  ProjectDraft.shape.kind.options.flatMap((kind) =>
    IN_WIZARD[kind].tiles.filter((tile) => tile.template === template).map((tile) => ({ ...tile, kind })),
  ),
)

/** The tile that a draft was begun with; without labels it is that of its kind. */
export function tileOf({ template, kind }: Pick<ProjectDraft, "template" | "kind">): KindTile {
  const { tiles } = IN_WIZARD[kind]
  return tiles.find((tile) => tile.template === template) ?? tiles[0]
}

/** Which kind a template begins, and with what. */
function startOf(template: Template): TemplateStart & { readonly kind: ProjectKind } {
  for (const kind of ProjectDraft.shape.kind.options) {
    const start = IN_WIZARD[kind].templates[template]
    if (start) return { ...start, kind }
  }
  throw new RangeError(`no kind begins with the template ${template}`)
}

/** Whether a name is one that a template gave, in both languages. */
export function isTemplateName(name: Label["name"]): boolean {
  return TEMPLATES.flatMap((template) => startOf(template).labels).some(
    (label) => label.name.en === name.en && label.name.fr === name.fr,
  )
}

/**
 * The labels that a template gave and that nobody touched, where files bring labels of their own: none of the files' names
 * means any of them, so that they would only stand beside the real ones.
 */
export function templateLeftovers(
  labels: readonly Label[],
  mapping: readonly { readonly choice: LabelChoice }[],
): readonly Label[] {
  const mapped = new Set<string>(mapping.flatMap(({ choice }) => (choice.to === "existing" ? choice.label : [])))
  if (!mapping.some(({ choice }) => choice.to === "new") && mapped.size === 0) return []
  return labels.filter(({ id, name }) => isTemplateName(name) && !mapped.has(id))
}

/** A fresh draft from a template, in the language of whoever starts it. */
export function draftFrom(template: Template, language: Language): ProjectDraft {
  const { kind, labels, answers, guideline, shapes } = startOf(template)
  return {
    name: "",
    template,
    kind,
    names: "in_house",
    settings: { ...getDefaultSettings(kind), ...(shapes && { shapes: [...shapes] }) },
    ontology: { labels: [...labels], ...(answers && { answers }) },
    guideline: guideline[language],
    forecast: { people: 3, hoursPerDay: 6, secondsPerAnswer: null },
  }
}

/** The draft that a new page begins with: the first of the templates. */
export function firstDraft(language: Language): ProjectDraft {
  const [first = "empty"] = TEMPLATES
  return draftFrom(first, language)
}

/** Another template under a draft that is begun: what was written stays, what is still the template's changes. */
export function changeTemplate(draft: ProjectDraft, template: Template, language: Language): ProjectDraft {
  const old = draftFrom(draft.template, language)
  const next = draftFrom(template, language)
  const untouched = JSON.stringify(draft.ontology) === JSON.stringify(old.ontology)
  const { shapes, settle, ...settings } = draft.settings
  // What somebody chose to draw stays; what the template before gave goes with it.
  const drawn = JSON.stringify(shapes) === JSON.stringify(old.settings.shapes) ? next.settings.shapes : shapes
  return {
    ...draft,
    template,
    kind: next.kind,
    settings: {
      ...{ ...settings, opening: next.settings.opening },
      // When answers agree stays as somebody chose it; what the template before gave goes with it.
      settle: JSON.stringify(settle) === JSON.stringify(old.settings.settle) ? next.settings.settle : settle,
      ...(drawn && { shapes: drawn }),
    },
    ontology: untouched ? next.ontology : draft.ontology,
    guideline: draft.guideline === old.guideline ? next.guideline : draft.guideline,
    forecast: { ...draft.forecast, secondsPerAnswer: null },
  }
}
