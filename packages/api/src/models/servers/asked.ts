import { findOntology } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import type { MlProject } from "@justesse/formats/labelStudio/ml/request"
import { JustesseError, KINDS, type Label, type Ontology, shapesOf, takesProposals } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"

/** What of a project a model is told, and how its words are read. */
export interface AskedProject extends MlProject {
  readonly id: number
  readonly ontologyVersion: number
}

/** A project as a model is told of it: its labels and what answers consist of; of people nothing. */
export async function askedProject(
  { storage }: Pick<Deps, "storage">,
  project: Pick<Project, "id" | "kind" | "settings" | "ontologyVersion" | "madeAtMs">,
): Promise<AskedProject> {
  const found = await findOntology(storage.db, project.id, project.ontologyVersion)
  if (!found) throw new JustesseError("not_found", { labels: project.ontologyVersion })
  return {
    id: project.id,
    // As Label Studio names a project: its number and when it was made.
    uid: `${project.id}.${Math.floor(project.madeAtMs / 1_000)}`,
    ontology: found.ontology,
    ontologyVersion: project.ontologyVersion,
    parts: KINDS[project.kind].parts,
    drawn: shapesOf(project.settings),
  }
}

/** @throws JustesseError invalid_input where answers are nobody's but a person's */
export function requireAskable({ kind }: Pick<Project, "kind">): void {
  if (!takesProposals(kind)) throw new JustesseError("invalid_input", { field: "kind", found: kind })
}

/** The label that a model's word stands for: as an owner said, else one that is called so, whatever the case; null for none. */
export function labelReader(
  { labels }: Ontology,
  words: Readonly<Record<string, string | null>>,
): (word: string) => Label | null {
  const live = labels.filter(({ retired }) => !retired)
  const byId = new Map(live.map((label) => [String(label.id), label]))
  const byName = new Map(
    live.flatMap((label) => [label.id, ...Object.values(label.name)].map((name) => [fold(name ?? ""), label] as const)),
  )
  const chosen = new Map(Object.entries(words))
  return (word) => {
    const said = chosen.get(word)
    if (said === undefined) return byName.get(fold(word)) ?? null
    return said === null ? null : (byId.get(said) ?? null)
  }
}

const fold = (name: string) => name.normalize("NFC").trim().toLowerCase()
