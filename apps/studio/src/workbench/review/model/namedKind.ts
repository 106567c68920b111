import type { DisagreementKind, Ontology } from "@justesse/types"

/** Of what is said of a whole asset labels are answers, and whoever lacks one did not say it; of a form each value is one. */
const SAID: Readonly<Partial<Record<DisagreementKind, string>>> = { label: "answer", one_person: "few" }

/** The word for a kind of difference, among what a project asks for: the last part of its key in the sentences of the review. */
export function namedKind(kind: DisagreementKind, { answers, labels }: Pick<Ontology, "answers" | "labels">): string {
  if (answers?.of !== "whole") return kind
  if (kind === "attribute" && labels.some(({ field }) => field)) return "answer"
  return SAID[kind] ?? kind
}
