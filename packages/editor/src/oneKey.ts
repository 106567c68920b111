import { HOW_MUCH, KINDS } from "@justesse/types"
import type { Editing } from "./workspace/editing.ts"

/**
 * True where one key is the whole answer, which is then sent at once: one label of the whole asset, and nothing else is asked (several
 * labels, reasons, by how much).
 */
export function isOneKey({ kind, ontology }: Pick<Editing, "kind" | "ontology">): boolean {
  const { answers, labels } = ontology
  if (KINDS[kind].parts !== "whole" || KINDS[kind].asksFields || answers?.several) return false
  const asksHowMuch = labels.some(({ attributes }) => attributes.some(({ id }) => id === HOW_MUCH))
  return (answers?.tags ?? []).length === 0 && !asksHowMuch
}
