import { type Attribute, type Label, labelColor } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import { askedFor, MAX_ATTRIBUTES } from "../cvat/meta.ts"
import { baseName, extensionOf, type FileSet, listFiles, readTextWithin } from "../io/fileSet.ts"
import { reportLine } from "../report/lines.ts"
import { type Element, parseXml } from "../xml/parse.ts"
import { isXmlText, xmlAttribute } from "../xml/write.ts"
import { AskedOfAll } from "./whole.ts"

/** The file of an export that says which labels there are and in which order. */
export const CONFIG_NAME = "label_config.xml"

/** A label as a labelling configuration names it. */
interface ConfigLabel {
  readonly name: string
  readonly color: string | null
  readonly file: string
  readonly line: number
}

/** What labelling configurations beside the tasks say: labels in their order, and which key of `data` each object shows. */
export interface LabelStudioConfig {
  readonly labels: readonly ConfigLabel[]
  /** Files that look like configurations and cannot be read as such. */
  readonly said: readonly ReportLine[]
  readonly sources: ReadonlyMap<string, string>
  readonly questions: readonly ConfigQuestion[]
  /** What is asked of all of an asset; answers add to it. */
  readonly asked: AskedOfAll
}

/** A choice that is asked of regions; `labels` null asks it of all. */
interface ConfigQuestion {
  readonly asked: Attribute
  readonly labels: ReadonlySet<string> | null
}

const CONFIG_BYTES = 4_194_304

/**
 * The labels of every labelling configuration in a set. Where each label of a file has a `category`, that is their order
 * (Label Studio's own exports sort by name without it, #6416), otherwise the order in the file.
 */
export async function labelStudioConfig(files: FileSet): Promise<LabelStudioConfig> {
  const labels: ConfigLabel[] = []
  const sources = new Map<string, string>()
  const questions: ConfigQuestion[] = []
  const said: ReportLine[] = []
  const asked = new AskedOfAll()
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "xml" && baseName(name) !== "config.txt") continue
    const top = await configIn(files, name)
    if ("code" in top) {
      said.push(top)
      continue
    }
    const found: { label: ConfigLabel; category: number }[] = []
    visit(top, name, { found, sources, questions, asked })
    const ordered = found.every(({ category }) => Number.isSafeInteger(category))
    labels.push(...(ordered ? found.sort((a, b) => a.category - b.category) : found).map(({ label }) => label))
  }
  return { labels, sources, questions, said, asked }
}

/** The top of a configuration, or why the file is none. */
async function configIn(files: FileSet, file: string): Promise<Element | ReportLine> {
  const read = await readTextWithin(files, file, CONFIG_BYTES)
  if (read === null) return reportLine("lost", "file_too_large", { file })
  const text = read.text.replace(/^\uFEFF/, "")
  if (text.trim() === "") return reportLine("note", "file_empty", { file })
  // What stands before the first element may be a line end, which a declaration would not allow.
  const top = parseXml(text.trimStart())
  if ("problem" in top) {
    const before = text.length - text.trimStart().length
    const line = top.line + text.slice(0, before).split("\n").length - 1
    return reportLine("lost", top.problem, { file, line, found: top.found })
  }
  return top.name === "View" ? top : reportLine("note", "file_not_read", { file, found: top.name })
}

interface Met {
  readonly found: { label: ConfigLabel; category: number }[]
  readonly sources: Map<string, string>
  readonly questions: ConfigQuestion[]
  readonly asked: AskedOfAll
}

function visit(element: Element, file: string, met: Met): void {
  const { name, value } = element.attributes
  if (name !== undefined && value?.startsWith("$")) met.sources.set(name, value.slice(1))
  met.asked.takeElement(element)
  const question = element.name === "Choices" ? questionOf(element) : null
  if (question) met.questions.push(question)
  for (const child of element.children) {
    const called = child.attributes["value"]
    if (child.name === "Label" && element.name.endsWith("Labels") && called !== undefined)
      met.found.push({
        label: { name: called, color: colorOf(child.attributes["background"]), file, line: child.line },
        category: Number.parseInt(child.attributes["category"] ?? "", 10),
      })
    else visit(child, file, met)
  }
}

/** Choices of one answer that are asked of regions, perhaps only of some labels' (`whenLabelValue`). */
function questionOf({ attributes, children }: Element): ConfigQuestion | null {
  const { name, perRegion, choice, whenLabelValue: labels } = attributes
  if (name === undefined || perRegion !== "true" || choice === "multiple") return null
  const options = children.flatMap((child) => child.attributes["alias"] ?? child.attributes["value"] ?? [])
  const asked = askedFor(name, "choice", options)
  return asked && { asked, labels: labels === undefined ? null : new Set(labels.split(",").map((one) => one.trim())) }
}

/** `#rrggbb` or `rgba(r, g, b, a)`; null for names of colours. */
function colorOf(background: string | undefined): string | null {
  const text = background?.trim().toLowerCase() ?? ""
  if (/^#[0-9a-f]{6}$/.test(text)) return text
  const parts = /^rgba?\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})/.exec(text)?.slice(1).map(Number)
  if (!parts?.every((part) => part <= 255)) return null
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`
}

/** `label` with the colour of its configuration, and with what is asked of its regions. */
export function withConfig(label: Label, { color, name }: ConfigLabel, questions: readonly ConfigQuestion[]): Label {
  const asked = questions.filter(({ labels }) => labels === null || labels.has(name)).map((one) => one.asked)
  const distinct = [...new Map(asked.map((attribute) => [attribute.id, attribute])).values()].slice(0, MAX_ATTRIBUTES)
  return { ...label, ...(color === null ? {} : { color }), attributes: distinct }
}

/** What our export's configuration has besides the labels: names of attributes by kind. */
export interface ConfigParts {
  readonly polygons: boolean
  readonly texts: boolean
  readonly sound: boolean
  readonly choices: ReadonlyMap<string, ReadonlySet<string>>
  readonly numbers: ReadonlySet<string>
  /** The controls of what is asked of all of an asset, and whether things are marked on it. */
  readonly asked: string
  readonly marks: boolean
}

/** A configuration that shows our export: labels in the ontology's order, each with its `category`. */
export function configText(labels: readonly Label[], parts: ConfigParts): string {
  const options = labels
    .map(
      ({ name, color }, i) =>
        `    <Label${xmlAttribute("value", name.en)}${xmlAttribute("background", color ?? labelColor(i))} category="${i}"/>\n`,
    )
    .join("")
  const object = parts.sound ? '  <Audio name="audio" value="$audio"/>\n' : '  <Image name="image" value="$image"/>\n'
  const to = parts.sound ? "audio" : "image"
  const tag = (kind: string, name: string) => `  <${kind} name="${name}" toName="${to}">\n${options}  </${kind}>\n`
  if (!parts.marks) return `<View>\n${object}${parts.asked}</View>\n`
  const shapes = parts.sound
    ? tag("Labels", "label")
    : `${tag("RectangleLabels", "label")}${parts.polygons ? tag("PolygonLabels", "polygon") : ""}`
  const text = parts.texts
    ? `  <TextArea name="transcription" toName="${to}" perRegion="true" editable="true" displayMode="region-list"/>\n`
    : ""
  const choices = [...parts.choices].map(([key, values]) => {
    const inside = [...values].filter(isXmlText).map((value) => `    <Choice${xmlAttribute("value", value)}/>\n`)
    return `  <Choices${xmlAttribute("name", key)} toName="${to}" perRegion="true">\n${inside.join("")}  </Choices>\n`
  })
  const numbers = [...parts.numbers].map(
    (key) => `  <Number${xmlAttribute("name", key)} toName="${to}" perRegion="true"/>\n`,
  )
  return `<View>\n${object}${shapes}${text}${choices.join("")}${numbers.join("")}${parts.asked}</View>\n`
}
