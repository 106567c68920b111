import { warningOf } from "@justesse/editor"
import { missingAttributes, type Region, type WorkRegion } from "@justesse/types"
import { useMemo } from "react"
import { useLanguage, useT } from "../../../../i18n/useT.ts"
import { useFormat } from "../../../../locale/useFormat.ts"
import { useKind, useModel, useTask } from "../../ui.ts"
import { useCoachText } from "../CoachHint.tsx"

/** What all rows need to say what they say. The same object as long as neither language nor task changes. */
export function useRowWords() {
  const t = useT("task")
  const language = useLanguage()
  const format = useFormat()
  const toText = useCoachText()
  const model = useModel()
  const kind = useKind()
  return useMemo(() => ({ t, language, format, toText, model, kind }), [t, language, format, toText, model, kind])
}
export type RowWords = ReturnType<typeof useRowWords>

/**
 * What the page says of each region besides what the region says itself. The list asks once for all rows: a row that asked for
 * itself had sixteen listeners, and forty rows come and go with a press.
 */
export function useRowStates() {
  const warnings = useTask((task) => task.warnings)
  const kept = useTask((task) => task.kept)
  const session = useTask((task) => task.session)
  const readOnly = useTask((task) => task.readOnly)
  const hidden = useTask((task) => task.hidden)
  const locked = useTask((task) => task.locked)
  const visit = useTask((task) => task.visit)
  const problems = useTask((task) => task.problems)
  const missing = useMemo(
    () => new Set(problems.flatMap((problem) => ("region" in problem ? [problem.region] : []))),
    [problems],
  )
  return (region: WorkRegion) => ({
    warning: warningOf({ warnings, kept, session, readOnly }, region.id),
    selected: session.selected === region.id,
    isAlso: session.also.includes(region.id),
    isHidden: hidden.has(region.id),
    isLocked: locked.has(region.id),
    isMissing: missing.has(region.id),
    isProposed: readOnly !== "sent" && region.proposed === true,
    /** Its text is being written. */
    visit: visit?.region === region.id ? visit : null,
    editable: readOnly === null,
  })
}
export type RowState = ReturnType<ReturnType<typeof useRowStates>>

/** The attributes that a region must say and does not yet; none for a proposal and for an answer that was sent. */
export function askedOf(region: Region, { model }: RowWords, { isProposed, editable }: RowState) {
  const label = model.label(region.label)
  return !label || isProposed || !editable ? [] : missingAttributes(region, label)
}
