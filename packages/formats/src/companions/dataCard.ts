import type { ResolvedBy, TaskState } from "@justesse/types"
import type { DatasetManifest, ReportLine } from "@justesse/types/dataset"

/** Name of the file that tells people what an export holds and how it was made. */
export const DATA_CARD_FILE = "README.md"

/** A measured figure with its 95 % interval and what it rests on. */
interface CardFigure {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly n: number
}

/** What is known about a dataset besides its manifest. What nobody said is left out, never made up. */
export interface DatasetFacts {
  readonly title: string
  readonly description?: string | undefined
  /** An SPDX identifier or an address. */
  readonly licence?: string | undefined
  readonly url?: string | undefined
  readonly creators?: readonly string[] | undefined
  /** The export's format, by its name on the command line; absent for a version that is not exported. */
  readonly format?: string | undefined
  /** Labels by id. */
  readonly byLabel?:
    | readonly { readonly label: string; readonly regions: number; readonly pictures: number }[]
    | undefined
  /** Pictures by what settled them. */
  readonly settledBy?: Readonly<Partial<Record<ResolvedBy, number>>> | undefined
  /** How sure its labels are; null where nobody measured it. */
  readonly sure?:
    | { readonly agreement: CardFigure | null; readonly doubled: number; readonly error: CardFigure | null }
    | null
    | undefined
  /** True where the pictures are inside the tables of the export. */
  readonly picturesInside?: boolean | undefined
  /** What this export's format could not hold. */
  readonly losses?: readonly ReportLine[] | undefined
}

/**
 * The data card of a version as Markdown with the front matter that dataset hubs read: what is in it, how it was made, how
 * sure it is, what is not in it, parts, licence and proofs. Facts only, from the manifest and what is known besides; the
 * same facts give the same bytes.
 */
export function dataCard(manifest: DatasetManifest, facts: DatasetFacts): string {
  const sections = [
    `# ${inline(facts.title)}`,
    ...(facts.description ? [facts.description.trim()] : []),
    whatIsInIt(manifest, facts),
    labelTable(manifest, facts),
    howItWasMade(manifest, facts),
    howSure(facts),
    parts(manifest),
    notInIt(manifest, facts),
    licence(facts),
    proofs(manifest),
  ]
  return `${frontMatter(manifest, facts)}${sections.filter((section) => section !== "").join("\n\n")}\n`
}

const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** A text on one line that Markdown takes as it stands. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|#]/g, "\\$&")
}

/** A text as a YAML string in quotes: JSON strings are YAML strings. */
const quoted = (text: string) => JSON.stringify(text)

function frontMatter({ counts }: DatasetManifest, { title, licence: own, creators }: DatasetFacts): string {
  const bounds = [1e3, 1e4, 1e5, 1e6, 1e7]
  const names = ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "n>10M"]
  const size = names[bounds.filter((bound) => counts.pictures >= bound).length] ?? ""
  return [
    "---",
    `pretty_name: ${quoted(title)}`,
    ...(own
      ? isAddress(own)
        ? ["license: other", `license_link: ${quoted(own)}`]
        : [`license: ${quoted(own.toLowerCase())}`]
      : []),
    ...(creators && creators.length > 0 ? ["annotations_creators:", "- other"] : []),
    "size_categories:",
    `- ${size}`,
    "---",
    "",
    "",
  ].join("\n")
}

const isAddress = (text: string) => /^https?:\/\//.test(text)

function whatIsInIt(manifest: DatasetManifest, { format }: DatasetFacts): string {
  const { counts, ontology, version, frozenAtMs } = manifest
  const labels = ontology.labels.filter((label) => !label.retired)
  const lines = [
    "## What is in it",
    "",
    `- ${count(counts.pictures, "picture")} with ${count(counts.regions, "region")} under ${count(labels.length, "label")}`,
    `- ${count(counts.nothingHere, "picture")} on which people said on purpose that there is nothing to label`,
    `- Version ${version} of project ${inline(manifest.project)}, frozen on ${day(frozenAtMs)}; it never changes`,
    ...(format === undefined ? [] : [`- Written as \`${format}\``]),
  ]
  if (manifest.only && manifest.only.labels.length > 0)
    lines.push(`- Only pictures with a region of: ${manifest.only.labels.map(inline).join(", ")}`)
  if (manifest.only && manifest.only.names.length > 0)
    lines.push(`- Only pictures named or below: ${manifest.only.names.map(inline).join(", ")}`)
  return lines.join("\n")
}

function labelTable({ ontology }: DatasetManifest, { byLabel }: DatasetFacts): string {
  if (ontology.labels.length === 0) return ""
  const counts = new Map<string, { regions: number; pictures: number }>(byLabel?.map((entry) => [entry.label, entry]))
  const rows = ontology.labels
    .filter((label) => !label.retired || (counts.get(label.id)?.regions ?? 0) > 0)
    .map((label) => {
      const attributes = label.attributes.map((attribute) => inline(attribute.name.en)).join(", ")
      const found = counts.get(label.id)
      const figures = byLabel ? ` | ${found?.regions ?? 0} | ${found?.pictures ?? 0}` : ""
      return `| ${inline(label.name.en)} | ${label.hasText ? "yes" : "no"} | ${attributes || "–"}${figures} |`
    })
  const head = `| Label | Text | Attributes |${byLabel ? " Regions | Pictures |" : ""}`
  const rule = `|---|---|---|${byLabel ? "--:|--:|" : ""}`
  return ["## Labels, in their order", "", head, rule, ...rows].join("\n")
}

const resolvedHow: Readonly<Record<ResolvedBy, string>> = {
  single: "from one person's answer",
  rule: "because independent answers agreed by rule",
  review: "by a reviewer",
  import: "as they were imported",
  gold: "as gold, known beforehand",
}

function howItWasMade({ people, ontologyVersion, guidelineVersion }: DatasetManifest, facts: DatasetFacts): string {
  const answers = people.reduce((sum, person) => sum + person.answers, 0)
  const lines = ["## How it was made", ""]
  if (people.length === 0) lines.push("- No answers of people are in it")
  else {
    lines.push(
      `- ${count(answers, "answer")} of ${count(people.length, "person", "people")}, named here by pseudonyms: ${people
        .map((person) => `${inline(person.pseudonym)} (${person.answers})`)
        .join(", ")}`,
    )
  }
  for (const [how, pictures] of Object.entries(facts.settledBy ?? {}))
    if (pictures > 0) lines.push(`- ${count(pictures, "picture")} settled ${resolvedHow[how as ResolvedBy]}`)
  lines.push(`- Under version ${ontologyVersion} of the labels and version ${guidelineVersion} of the guideline`)
  if (facts.creators && facts.creators.length > 0) lines.push(`- Published by ${facts.creators.map(inline).join(", ")}`)
  return lines.join("\n")
}

function howSure({ sure }: DatasetFacts): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const shown = (figure: CardFigure, form: (x: number) => string) =>
    `${form(figure.mean)} (95 % interval ${form(figure.low)} to ${form(figure.high)}, ${figure.n} measured)`
  const lines: string[] = []
  if (sure?.agreement) {
    lines.push(`- Agreement of independent answers: ${shown(sure.agreement, (x) => x.toFixed(3))}`)
    lines.push(`- Pictures that more than one person answered: ${sure.doubled}`)
  }
  if (sure?.error) lines.push(`- Decisions that a second look did not share: ${shown(sure.error, percent)}`)
  if (lines.length === 0) lines.push("- Not measured: nobody answered the same pictures twice, or too few")
  return [
    "## How sure it is",
    "",
    ...lines,
    "- What each label rests on (method, confidence, answers) stands in `labels.jsonl`",
    "- A label that a reviewer decided has `decided_by_reviewer` true and confidence 1 there; other confidences are shares of people, weighed by how reliable they are",
  ].join("\n")
}

function parts({ split }: DatasetManifest): string {
  if (!split) return "## Parts\n\nNone: how to split it is left to whoever uses it."
  const { rule } = split
  const lines = [
    ...split.parts.map(({ name, pictures }) => `- ${name}: ${count(pictures, "picture")}`),
    `- Drawn ${rule.by === "label" ? "so that every label is shared out alike" : "for each picture by itself"}, seed ${rule.seed}`,
    ...(rule.byDocument ? ["- Pages of one document are in one part"] : []),
    ...(rule.keptFrom === undefined ? [] : [`- What was in the test part of version ${rule.keptFrom} is in it still`]),
  ]
  return ["## Parts", "", ...lines].join("\n")
}

const states: Readonly<Record<TaskState, string>> = {
  open: "not labelled yet",
  waiting: "waiting for more answers",
  disputed: "answered differently and not decided",
  settled: "settled later, or left out by choice",
  excluded: "excluded",
}

/** Notes of a report that whoever takes the files must know. */
const NOTES: Readonly<Record<string, string>> = {
  picture_by_path: "The bytes of the pictures: the table names each by its path",
}

function notInIt({ counts }: DatasetManifest, { losses = [] }: DatasetFacts): string {
  const lines = Object.entries(counts.notInIt)
    .filter(([, pictures]) => pictures > 0)
    .map(([state, pictures]) => `- ${count(pictures, "picture")} of the project: ${states[state as TaskState]}`)
  if (lines.length === 0) lines.push("- Every picture of the project is in it")
  for (const { level, code, field, count: times } of losses) {
    if (level === "note") {
      const said = NOTES[code]
      if (said !== undefined) lines.push(`- ${said}`)
      continue
    }
    const what = [code.replaceAll("_", " "), field]
      .filter((part) => part !== undefined)
      .map((part) => inline(part ?? ""))
    const often = times === undefined ? "" : ` (${times})`
    lines.push(
      `- ${level === "lost" ? "Not held by this format" : "Changed by this format"}: ${what.join(" ")}${often}`,
    )
  }
  return ["## What is not in it", "", ...lines].join("\n")
}

function licence({ licence: own }: DatasetFacts): string {
  if (!own) return "## Licence\n\nNone was stated. Without one, nobody but its owner may use it."
  return `## Licence\n\n${isAddress(own) ? `<${own}>` : inline(own)}`
}

function proofs({ contentSha256 }: DatasetManifest): string {
  return [
    "## Proofs",
    "",
    `- SHA-256 of the version's content: \`${contentSha256}\``,
    "- `sha256sum --check SHA256SUMS` checks every file of this export",
  ].join("\n")
}
