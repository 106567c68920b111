import { findOntology } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import type { ReadEvent } from "@justesse/formats/contract"
import { reportLine } from "@justesse/formats/report/lines"
import { fromTimed } from "@justesse/formats/timed/spans"
import { SPEECH } from "@justesse/formats/timed/speech"
import { KINDS, type Label, type LabelId, type Ontology, takesFromFiles, thingLabels } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { fitSegments } from "@justesse/types/sound/fit"
import type { Deps } from "../core/deps.ts"

/** What answers of a project consist of, and the label of what is said in a recording where a file names none. */
export interface WantedParts {
  readonly kind: Project["kind"]
  readonly speech: LabelId | null
  /** That label, where files bring it and the project has none. */
  readonly speechLabel?: Label
}

/** What answers of a project consist of, with its labels of now: the first one that has a text is that of what is said. */
export async function wantedParts(
  { storage }: Pick<Deps, "storage">,
  { id, kind, ontologyVersion }: Pick<Project, "id" | "kind" | "ontologyVersion">,
): Promise<WantedParts> {
  const { parts, about } = KINDS[kind]
  if (parts !== "span" && about !== "region") return { kind, speech: null }
  const ontology = (await findOntology(storage.db, id, ontologyVersion))?.ontology ?? { labels: [] }
  const inUse = thingLabels(ontology).labels.filter(({ retired }) => !retired)
  const said = inUse.find(({ hasText }) => hasText)
  if (about === "region")
    return said ? { kind, speech: said.id } : { kind, speech: SPEECH.id, speechLabel: { ...SPEECH, key: null } }
  const speech = (said ?? inUse[0])?.id
  return speech ? { kind, speech } : { kind, speech: SPEECH.id, speechLabel: SPEECH }
}

/**
 * What files say, as answers of a project consist of it: what is said in recordings becomes segments where answers are such, and what
 * is no part of them (boxes where stretches of time are asked about) is left out and told. A record of which nothing is left has no
 * answer: an empty one would say that nothing is there.
 */
export async function* asParts(events: AsyncIterable<ReadEvent>, wanted: WantedParts): AsyncGenerator<ReadEvent> {
  let named: Ontology["labels"] = []
  let { speechLabel } = wanted
  for await (const event of events) {
    if (event.kind === "ontology") named = event.ontology.labels
    if (event.kind !== "record") yield event
    else {
      if (speechLabel && event.record.timed?.some(({ label }) => label === undefined)) {
        yield { kind: "ontology", ontology: { labels: [...named, speechLabel] } }
        speechLabel = undefined
      }
      const { record, lines } = inParts(event.record, wanted, named)
      yield { ...event, record }
      for (const line of lines) yield { kind: "report", line }
    }
  }
}

function inParts(
  given: DatasetRecord,
  { kind, speech }: WantedParts,
  named: Ontology["labels"],
): { record: DatasetRecord; lines: readonly ReportLine[] } {
  const labelOf = (name: string) => named.find((one) => one.name.en === name || one.id === name)?.id ?? null
  const isTimed = speech !== null
  const { record, lines } = isTimed ? fromTimed(given, { speech, labelOf }) : { record: given, lines: [] }
  const { body, timed } = record
  if (body === null) return { record, lines }
  const regions = body.regions.filter((region) => takesFromFiles(kind, region))
  const count = body.regions.length - regions.length + (timed?.length ?? 0)
  if (count === 0) return { record, lines }
  const left = reportLine("lost", "part_not_here", {
    file: record.source?.file ?? record.name,
    found: record.name,
    count,
  })
  const isNothing = regions.length === 0
  return { record: { ...record, body: isNothing ? null : { ...body, regions } }, lines: [...lines, left] }
}

/** An answer from a file cut to its recording, and what had to change for it, told once each. */
export function inRecording(
  record: DatasetRecord,
  durationMs: number | null,
): { record: DatasetRecord; lines: readonly ReportLine[] } {
  const { body } = record
  if (!body?.regions.some(({ geometry }) => geometry.type === "span")) return { record, lines: [] }
  const { regions, outside, clipped, shortened, within } = fitSegments(body.regions, durationMs)
  const file = record.source?.file ?? record.name
  const told = [
    ["lost", "segment_outside", outside],
    ["changed", "segment_clipped", clipped],
    ["changed", "segment_shortened", shortened],
    ["lost", "segment_within", within],
  ] as const
  const lines = told.flatMap(([level, code, count]) =>
    count === 0 ? [] : reportLine(level, code, { file, found: record.name, count }),
  )
  // Of a recording of which everything lay outside nothing is known.
  const isNothing = regions.length === 0 && body.regions.length > 0
  return { record: { ...record, body: isNothing ? null : { ...body, regions: [...regions] } }, lines }
}
