import { isPictureName } from "@justesse/formats/io/pictures"
import { reportLine } from "@justesse/formats/report/lines"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"

/** Findings whose `found` is the name of the picture that they concern. */
const NAMES_PICTURE: ReadonlySet<string> = new Set([
  "picture_unknown",
  "picture_ambiguous",
  "picture_missing",
  "name_twice",
  "name_unsafe",
  "name_from_id",
  "size_needed",
  "size_unknown",
  "regions_of_lost_picture",
  "too_many_regions",
])
/** Findings whose `found` is the label that they concern, as the files call it. */
const NAMES_LABEL: ReadonlySet<string> = new Set([
  "label_left_out",
  "label_refused",
  "label_unknown",
  "label_not_here",
  "label_renamed",
  "category_unknown",
])
/** Lines that wait for their picture at most; the oldest go on without. */
const MOST_WAITING = 500

/**
 * Which picture or label each finding of files concerns. What a reader says of a part of a picture comes before the picture's
 * record: such lines wait for it. Formats whose annotations stand apart from their pictures (COCO) say the picture themselves.
 */
export class Attribution {
  readonly #mayInfer: boolean
  #waiting: ReportLine[] = []

  /** `format`: the one that is read. */
  constructor(format: string) {
    this.#mayInfer = !format.startsWith("coco")
  }

  /** A finding; answers those that nothing more will be learned about. */
  line(line: ReportLine): readonly ReportLine[] {
    const said = withNamed(line)
    if (!this.#mayInfer || said.picture !== undefined || said.label !== undefined) return [said]
    this.#waiting.push(said)
    return this.#waiting.length > MOST_WAITING ? this.#waiting.splice(0, 1) : []
  }

  /** A record; answers the findings that waited for it. */
  record({ name, source }: Pick<DatasetRecord, "name" | "source">): readonly ReportLine[] {
    const waiting = this.#waiting
    if (waiting.length === 0) return waiting
    this.#waiting = []
    return waiting.map((line) => (isOf(line, source) ? { ...line, picture: name } : line))
  }

  /** What still waits when all was read. */
  rest(): readonly ReportLine[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }
}

/** A finding with the picture or label that it names itself. */
function withNamed(line: ReportLine): ReportLine {
  if (line.picture !== undefined || line.label !== undefined) return line
  if (line.found !== undefined && NAMES_PICTURE.has(line.code)) return { ...line, picture: line.found }
  if (line.found !== undefined && NAMES_LABEL.has(line.code)) return { ...line, label: line.found }
  return isPictureName(line.file) ? { ...line, picture: line.file } : line
}

/** Whether a finding stands where a record does: in its file and, where both have one, not above its line. */
function isOf({ file, line }: ReportLine, source: DatasetRecord["source"]): boolean {
  if (source?.file !== file) return false
  return source.line === undefined || line === undefined || line >= source.line
}

/** A line about what files say of one picture. */
export function lineAbout(record: DatasetRecord, level: ReportLine["level"], code: string, found: string): ReportLine {
  const line = reportLine(level, code, { file: record.source?.file ?? record.name, line: record.source?.line, found })
  return { ...line, picture: record.name }
}

/** Lines of a report that stand with the import's row; the whole lies beside it. */
export const STORED_LINES = 500
/** Lines kept in memory. */
const KEPT_LINES = 100_000

/** What reading files told: its report, with how much of it is lost, changed or only said. */
export class Findings {
  readonly lines: ReportLine[] = []
  readonly counts = { lost: 0, changed: 0, note: 0 }
  /** Answers whose picture is neither in the files nor in the project. */
  unmatched = 0

  add(lines: readonly ReportLine[]): void {
    for (const line of lines) {
      this.counts[line.level] += line.count ?? 1
      if (this.lines.length < KEPT_LINES) this.lines.push(withNamed(line))
    }
  }
}
