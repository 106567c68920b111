import { wavBody, wavHead } from "@justesse/fixtures/testing/tones"
import sharp from "sharp"

/** A leased task as far as whoever answers it tells one from the others: by the size of its picture, by how long it is heard. */
export interface TeamLease {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly size: { readonly width: number; readonly height: number }
  readonly about?: { readonly size?: TeamLease["size"] } | null
  readonly media: { readonly sound?: { readonly durationMs: number } | null }
}

type Files = readonly (readonly [name: string, bytes: Uint8Array | string])[]

/** What a team does in a project of one kind: its files, its labels, and what somebody says of a task. */
export interface TeamKind {
  /** Beside name, kind and purpose, as `POST /projects` takes it. */
  readonly project: Readonly<Record<string, unknown>>
  /** Answers that a task asks for. */
  readonly overlap: number
  /** Tasks of so many assets. */
  tasks(assets: number): number
  files(assets: number): Promise<Files>
  /** Told after the assets are in: what the answers are about, beside them. */
  readonly pairs?: true
  /** The regions of an answer; `err` says how far this person is off at this task, 0 mostly. */
  regions(lease: TeamLease, err: number): readonly object[]
  readonly formats: readonly string[]
}

const WIDE = 250
const LEAST = 8
const sizeOf = (at: number) => ({ width: LEAST + (at % WIDE), height: LEAST + Math.floor(at / WIDE) })
const indexBy = ({ width, height }: TeamLease["size"]) => (height - LEAST) * WIDE + width - LEAST

const nameOf = (at: number) => `${String(at).padStart(5, "0")}`

async function pictures(assets: number): Promise<Files> {
  const files: [string, Uint8Array][] = []
  for (let at = 0; at < assets; at++) {
    const background = { r: at % 256, g: (at >> 8) % 256, b: 90 }
    const bytes = await sharp({ create: { ...sizeOf(at), channels: 3, background } })
      .png()
      .toBuffer()
    files.push([`${nameOf(at)}.png`, bytes])
  }
  return files
}

const RATE = 8_000
/** Segments of a recording, and how long each and the pause behind it are. */
export const SEGMENTS = 4
const SEGMENT_MS = 250
const LEAST_MS = SEGMENTS * SEGMENT_MS

/** Recordings of which no two are as long: a pitch of its own for each. */
async function recordings(assets: number): Promise<Files> {
  return Array.from({ length: assets }, (_, at) => {
    const samples = (RATE / 1_000) * (LEAST_MS + at)
    const wave = Float32Array.from({ length: samples }, (_, i) => 0.4 * Math.sin((2 * Math.PI * (200 + at) * i) / RATE))
    const file = Buffer.concat([wavHead({ sampleRate: RATE, channels: 1 }, 16, samples), wavBody([wave], 16)])
    return [`${nameOf(at)}.wav`, new Uint8Array(file)] as const
  })
}

const whole = (label: string, rest: object = {}) => ({ id: "r0", label, geometry: { type: "whole" }, ...rest })
const CLASSES = ["a", "b", "c", "d"] as const
const WORDS = ["one", "two", "three", "four", "five", "six"] as const
const asked = { must: true, cannotTell: false, compared: "exactly" }
const named = (id: string, field: object) => ({
  ...{ id, name: { en: id, fr: id }, color: "#0072b2", key: null, hasText: false, attributes: [], retired: false },
  field: { ...asked, ...field },
})
const option = (id: string) => ({ id, name: { en: id, fr: id } })
const each = (assets: number) => assets

/** How a team of eight works in each kind. */
export const TEAM_KINDS: Readonly<Record<string, TeamKind>> = {
  audio: {
    ...{ project: { labels: ["speech"] }, overlap: 3, tasks: each, files: recordings },
    regions: ({ media }, err) => {
      const at = (media.sound?.durationMs ?? LEAST_MS) - LEAST_MS
      return Array.from({ length: SEGMENTS }, (_, n) => ({
        ...{ id: `r${n}`, label: "speech", speaker: n % 2 === 0 ? "s1" : "s2" },
        geometry: { type: "span", startMs: n * SEGMENT_MS + 20, endMs: n * SEGMENT_MS + 220 + (n === 1 ? err * 3 : 0) },
        transcript: { value: `${WORDS[(at + n + (n === 2 ? err : 0)) % WORDS.length]} ${WORDS[n]}` },
      }))
    },
    formats: ["vtt", "srt", "textgrid", "eaf", "jsonl", "csv"],
  },
  classification: {
    ...{ project: { labels: CLASSES, question: "What is it?" }, overlap: 8, tasks: each, files: pictures },
    regions: ({ size }, err) => [whole(CLASSES[(indexBy(size) + err) % 4] ?? "a")],
    formats: ["jsonl", "csv"],
  },
  verification: {
    ...{ project: {}, overlap: 8, tasks: each },
    files: async (assets) => {
      const drawn = Array.from({ length: assets }, (_, at) =>
        JSON.stringify({
          image: `${nameOf(at)}.png`,
          regions: [{ label: "thing", x: 1, y: 1, width: 5, height: 5 }],
        }),
      )
      return [...(await pictures(assets)), ["drawn.jsonl", `${drawn.join("\n")}\n`] as const]
    },
    regions: ({ size }, err) => [whole((indexBy(size) + err) % 3 === 0 ? "wrong" : "right")],
    formats: ["jsonl", "csv"],
  },
  rating: {
    ...{ project: {}, overlap: 8, tasks: each, files: pictures },
    regions: ({ size }, err) => [whole(`${1 + ((indexBy(size) + err) % 5)}`)],
    formats: ["jsonl", "csv"],
  },
  comparison: {
    ...{ project: { pairs: 4 }, overlap: 4, tasks: (assets: number) => assets * 2, files: pictures, pairs: true },
    regions: ({ size, about }, err) => {
      const other = about?.size ? indexBy(about.size) : 0
      return [whole(indexBy(size) > other === (err === 0) ? "first" : "second")]
    },
    formats: ["jsonl", "comparisons"],
  },
  form: {
    project: {
      ontology: {
        labels: [
          named("open", { kind: "yes_no" }),
          named("sort", { kind: "choice", options: CLASSES.map(option) }),
          named("count", { kind: "number" }),
        ],
      },
    },
    ...{ overlap: 8, tasks: each, files: pictures },
    regions: ({ size }, err) => {
      const at = indexBy(size)
      const said = { open: at % 2 === 0, sort: CLASSES[(at + err) % 4], count: at % 17 }
      return Object.entries(said).map(([label, value], n) => ({ ...whole(label, { value }), id: `r${n}` }))
    },
    formats: ["jsonl", "form"],
  },
}

/** What a reviewer is given, as far as a script decides it. */
export interface Opened {
  readonly task: {
    readonly task: number
    readonly revision: number
    readonly differences: readonly { readonly difference: { readonly id: string; readonly proposal: unknown } }[]
  } | null
}
