import { isStorable } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"

/** Where something was found. Parts that are not known are left out. */
export interface ReportLocation {
  readonly file: string
  readonly line?: number | undefined
  readonly field?: string | undefined
  readonly found?: unknown
  readonly count?: number | undefined
}

const FOUND_LENGTH = 80

/** A value as a report shows it: at most 80 characters, control characters and lone surrogates escaped. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))
  const short = text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH - 1)}…` : text
  return isStorable(short) ? short : JSON.stringify(short)
}

/** A report line without the parts that are not known. */
export function reportLine(level: ReportLine["level"], code: string, location: ReportLocation): ReportLine {
  return {
    level,
    code,
    file: location.file,
    ...(location.line === undefined ? {} : { line: location.line }),
    ...(location.field === undefined ? {} : { field: location.field }),
    ...(location.found === undefined ? {} : { found: shown(location.found) }),
    ...(location.count === undefined ? {} : { count: location.count }),
  }
}

/** Codes of numbers that a form cannot keep: told, but nobody chooses a form for them. */
const ID_CODES: readonly string[] = ["ids", "ids_renumbered"]
/** Codes that touch no label: those numbers, and what was carried for another form. */
const BESIDE_LABELS: readonly string[] = [...ID_CODES, "carried_for_other_format"]

/** Whether a strict conversion or export refuses for this line: something of pictures or labels is lost or changed. */
export function isRefusedStrictly({ level, code }: ReportLine): boolean {
  return level !== "note" && !BESIDE_LABELS.includes(code)
}

/** Events of reading a part of a picture: what they report says which picture it concerns. */
export function* about<T>(nameOf: () => string | null, events: Generator<ReadEvent, T>): Generator<ReadEvent, T> {
  for (let step = events.next(); ; step = events.next()) {
    if (step.done) return step.value
    const event = step.value
    const picture = event.kind === "report" ? nameOf() : null
    yield event.kind === "report" && picture !== null ? { ...event, line: { ...event.line, picture } } : event
  }
}

/** {@link reportLine} as an event of a reader. */
export function report(level: ReportLine["level"], code: string, location: ReportLocation): ReadEvent {
  return { kind: "report", line: reportLine(level, code, location) }
}

/** True for an event that says that something is lost. */
export function isLoss(event: ReadEvent): boolean {
  return event.kind === "report" && event.line.level === "lost"
}

/** Lines of a file beside the labels that cannot be read, told as one: the first of them, and how many there are. */
export class OddLines {
  readonly #file: string
  #first: { readonly line: number; readonly found: string } | null = null
  #count = 0

  constructor(file: string) {
    this.#file = file
  }

  add(line: number, found: string): void {
    this.#first ??= { line, found }
    this.#count++
  }

  *lines(): Generator<ReadEvent> {
    if (this.#first) yield report("lost", "line_unreadable", { file: this.#file, ...this.#first, count: this.#count })
  }
}

/** Counts what an export changes or cannot hold, so that a million alike come out as one line each kind. */
export class Tally {
  readonly #counts = new Map<string, { level: ReportLine["level"]; code: string; field: string; count: number }>()

  add(level: ReportLine["level"], code: string, field = "", count = 1): void {
    const key = `${level} ${code} ${field}`
    const entry = this.#counts.get(key)
    if (entry) entry.count += count
    else this.#counts.set(key, { level, code, field, count })
  }

  /** One line each kind, in the order they were first met. `file` is the export's file they concern. */
  lines(file: string): ReportLine[] {
    return [...this.#counts.values()].map(({ level, code, field, count }) =>
      reportLine(level, code, { file, count, field: field === "" ? undefined : field }),
    )
  }
}
