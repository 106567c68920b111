import { formatsFor } from "@justesse/formats/exportOrder/index"
import { type Language, ProjectKind } from "@justesse/types"
import type { ExportFormat } from "@justesse/types/wire/dataset"
import type { ProjectDraft } from "@justesse/types/wire/project"
import type { TemplateStart } from "../kinds/contract.ts"
import { BEGINNINGS } from "../kinds/list.ts"

/** Which kind a template begins, and with what. */
function startOf(template: ProjectDraft["template"]): TemplateStart & { readonly kind: ProjectKind } {
  for (const kind of ProjectKind.options) {
    const start = BEGINNINGS[kind].templates[template]
    if (start) return { ...start, kind }
  }
  throw new RangeError(`no kind begins with the template ${template}`)
}

/** The formats that answers of a project begun with a template go out in, those that lose nothing of them first. */
export function templateFormats(template: ProjectDraft["template"]): Promise<ExportFormat[]> {
  return formatsFor(startOf(template))
}

function untouched(draft: ProjectDraft): boolean {
  const template = startOf(draft.template)
  const sameLabels = JSON.stringify(draft.ontology) === JSON.stringify(template.ontology)
  const texts = Object.values(template.guideline)
  return (
    (draft.ontology.labels.length === 0 || sameLabels) && (draft.guideline === "" || texts.includes(draft.guideline))
  )
}

/**
 * A draft filled from its template: when it has neither labels nor guideline, or when it still holds exactly what the
 * template chosen before (`before`) gave it. What somebody wrote is never replaced.
 */
export function fromTemplate(draft: ProjectDraft, before: ProjectDraft | null, language: Language): ProjectDraft {
  const template = startOf(draft.template)
  const fresh = before === null && draft.ontology.labels.length === 0 && draft.guideline === ""
  const other =
    before !== null && before.template !== draft.template && untouched({ ...draft, template: before.template })
  if (!fresh && !other) return draft
  const shapes = draft.settings.shapes ?? template.shapes
  return {
    ...draft,
    // The empty one says nothing of what is asked.
    kind: fresh && draft.template === "empty" ? draft.kind : template.kind,
    settings: { ...draft.settings, ...(shapes && { shapes: [...shapes] }) },
    ontology: template.ontology,
    guideline: template.guideline[language],
  }
}

/** Whether somebody wrote a guideline: one that a template gave says nothing of this project. */
export function isWritten(guideline: string): boolean {
  const given = Object.values(BEGINNINGS).flatMap(({ templates }) =>
    Object.values(templates).flatMap((start) => Object.values(start.guideline)),
  )
  return guideline.trim() !== "" && !given.includes(guideline)
}
