import type { LabelledSegment } from "@justesse/quality/sound/index"
import { type Fields, nameOf, objectsOf } from "./boxFiles.ts"
import { type InputFile, wrongLine } from "./input.ts"

const SEGMENT = '{"startMs": …, "endMs": …, "speaker": "…", "text": "…"}'
const FORM = `{"recording": …, "annotator": …, "segments": [${SEGMENT}, …]}`

/** What people heard in one recording. */
interface HeardAnswers {
  readonly task: string
  readonly answers: readonly { readonly person: string; readonly segments: readonly LabelledSegment[] }[]
}

/** Reads JSON lines of answers: `{"recording","annotator","segments":[{"startMs","endMs","speaker","text"}]}`; no segments: nobody speaks. */
export function readSoundAnswers(file: InputFile): HeardAnswers[] {
  const lineOf = new Map<string, number>()
  const answers = new Map<string, { person: string; segments: LabelledSegment[] }[]>()
  for (const { line, fields } of objectsOf(file, FORM)) {
    const task = nameOf(file, line, fields, ["recording"])
    const person = nameOf(file, line, fields, ["annotator", "worker", "person"])
    const key = JSON.stringify([task, person])
    const before = lineOf.get(key)
    if (before !== undefined) {
      const what = `${person} answered ${task} on line ${before} already`
      throw wrongLine(file, line, what, "Leave one line for each recording and annotator")
    }
    lineOf.set(key, line)
    const own = answers.get(task) ?? []
    answers.set(task, own)
    own.push({ person, segments: segmentsOf(file, line, fields) })
  }
  if (answers.size === 0)
    throw wrongLine(file, 1, "there are no answers", "Write one line for each recording and annotator")
  return [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([task, own]) => ({ task, answers: own }))
}

/** Reads JSON lines of recordings as they are: `{"recording","segments"}`. */
export function readSoundGold(file: InputFile): Map<string, LabelledSegment[]> {
  const gold = new Map<string, LabelledSegment[]>()
  for (const { line, fields } of objectsOf(file, `{"recording": …, "segments": [${SEGMENT}, …]}`)) {
    const task = nameOf(file, line, fields, ["recording"])
    if (gold.has(task))
      throw wrongLine(file, line, `the recording ${task} stands there twice`, "Leave one line for each recording")
    gold.set(task, segmentsOf(file, line, fields))
  }
  return gold
}

function segmentsOf(file: InputFile, line: number, { segments }: Fields): LabelledSegment[] {
  if (!Array.isArray(segments))
    throw wrongLine(file, line, '"segments" is missing', 'Write "segments": […]; an empty list says that nobody speaks')
  return segments.map((segment: unknown, index) => {
    const { startMs, endMs, speaker = "", text = "", label } = (segment ?? {}) as Fields // a value of JSON: members or none
    const isTime = typeof startMs === "number" && typeof endMs === "number" && startMs >= 0 && endMs > startMs
    if (!isTime || !Number.isFinite(endMs)) {
      const what = `segment ${index + 1} has no time in which something can be heard`
      throw wrongLine(file, line, what, "Write startMs and endMs in milliseconds, the end after the start")
    }
    const named = typeof speaker === "number" ? String(speaker) : speaker
    if (typeof named !== "string" || typeof text !== "string")
      throw wrongLine(file, line, `segment ${index + 1}: speaker and text are no text`, `Write ${SEGMENT}`)
    if (label !== undefined && (typeof label !== "string" || label === ""))
      throw wrongLine(file, line, `segment ${index + 1}: its label is no name`, 'Write "label": "…", or leave it out')
    return {
      ...(label !== undefined && { label }),
      startMs: Math.round(startMs),
      endMs: Math.max(Math.round(endMs), Math.round(startMs) + 1),
      speaker: named,
      text,
    }
  })
}
