import { readFileSync } from "node:fs"
import { eventually } from "@justesse/db/testing/eventually"
import { toneWav } from "@justesse/fixtures/testing/tones"
import { readPeaks } from "@justesse/types/sound/peaks"
import type { AssetPage, AssetShown } from "@justesse/types/wire/asset"
import type { ImportShown } from "@justesse/types/wire/imports"
import type { Overview } from "@justesse/types/wire/project"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { HeldLeases } from "@justesse/types/wire/work"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { z } from "zod"
import { type Answer, type Client, codeIn } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { DEFAULTS, ingestFiles, join, setUp } from "../support/studio.ts"

// Damaged sound and segments that cannot be, as they come by HTTP: one clear reason each, and nothing else is lost by it.

const PROJECT = "talks"
const SAID = "said"
const SPEECH = {
  ...{ id: "speech", name: { en: "speech", fr: "parole" }, color: "#e69f00", key: null, hasText: true },
  ...{ attributes: [], retired: false },
}
const PEOPLE = ["Awa", "Jonas"] as const
const packed = (name: string) => readFileSync(new URL(`../../fixtures/sounds/${name}`, import.meta.url))
const wav = (bits: 16 | 24 = 16) => Buffer.from(toneWav({ seconds: 2, sampleRate: 8_000, channels: 1 }, bits))
const FORMS = ["vbr.mp3", "cbr.mp3", "tagged.mp3", "tones.ogg", "tones.opus", "tones.flac", "tones.m4a"] as const

let server: Server
let owner: Client

/** A project of recordings that two people write down. */
async function begin(slug: string): Promise<void> {
  await owner.act("project.create", {
    slug,
    draft: {
      ...{ name: slug, template: "speech", kind: "audio", names: "in_house", guideline: "# What is heard" },
      settings: { ...DEFAULTS.settings, purpose: "To hear.", overlap: { base: 2, more: 2, moreRatio: 0 } },
      ...{ ontology: { labels: [SPEECH] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
    },
  })
  await owner.act("project.open", { project: slug })
}

beforeAll(async () => {
  // Every computer has these decoders; some have ffmpeg beside them.
  server = await startServer({ demo: false, env: { JUSTESSE_FFMPEG: "off" } })
  owner = await setUp(server)
  await begin(PROJECT)
  await begin(SAID)
})
afterAll(() => server.stop())

const tiles = async (project: string, search: string) => {
  const filter = { search, states: [], labels: [] }
  const input = { project, filter, sort: "number", cursor: null, limit: 100 }
  return (await owner.ask<z.infer<typeof AssetPage>>("asset.list", input)).tiles
}

/** Puts files in; what the report says of each, by name. */
async function come(files: readonly (readonly [string, Uint8Array | string])[]): Promise<Record<string, string>> {
  const id = await ingestFiles(owner, PROJECT, files)
  const { row, report } = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: PROJECT, id })
  expect(row).toMatchObject({ state: "done" })
  return Object.fromEntries(report.map(({ level, code, file }) => [file ?? "", `${level} ${code}`]))
}

/** The same bytes with some of them otherwise. */
function withBytes(bytes: Buffer, at: number, ...values: number[]): Buffer {
  const other = Buffer.from(bytes)
  other.set(values, at)
  return other
}

test("each way of being no whole recording has its reason, and the others of the same folder come in", async () => {
  const [mp3, ogg, opus, flac] = (["vbr.mp3", "tones.ogg", "tones.opus", "tones.flac"] as const).map(packed) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ]
  const said = await come([
    ["way/a-whole.mp3", mp3],
    ["way/b-half.mp3", mp3.subarray(0, mp3.length / 2)],
    [
      "way/c-tags-alone.mp3",
      Buffer.concat([Buffer.from("ID3\x04\x00\x00\x7f\x7f\x7f\x7f", "latin1"), Buffer.alloc(500)]),
    ],
    ["way/d-zip.mp3", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(500)])],
    ["way/e-picture.wav", await jpeg(1)],
    ["way/f-all-pages.ogg", withBytes(ogg, ogg.length - 60, 1, 2, 3, 4).fill(7, 3_200)],
    ["way/g-head.opus", withBytes(opus, 36, 0, 0, 0, 0)],
    ["way/h-channels.opus", withBytes(opus, 37, 255)],
    ["way/i-cut-in-head.flac", flac.subarray(0, 60)],
    ["way/j-hole.flac", Buffer.from(flac).fill(0, 9_000, 9_900)],
    ["way/k-wrong-name.ogg", Buffer.concat([flac, Buffer.alloc(1)])],
    ["way/l-no-rate.wav", withBytes(wav(), 24, 0, 0, 0, 0)],
    ["way/m-no-data.wav", wav().subarray(0, 36)],
    ["way/n-odd-bits.wav", withBytes(wav(24), 34, 13)],
    ["way/o-says-more.wav", withBytes(wav(24), 40, 255, 255, 255, 127)],
    ["way/p-says-nothing.wav", withBytes(wav(), 40, 0, 0, 0, 0)],
    ["way/q-whole.m4a", packed("tones.m4a")],
    ["way/r-cut.m4a", packed("tones.m4a").subarray(0, 400)],
    ["way/s-no-sound.m4a", withBytes(packed("tones.m4a"), packed("tones.m4a").indexOf("soun"), ...Buffer.from("vide"))],
    ["way/t-wrong-name.mp3", Buffer.concat([packed("tones.m4a"), Buffer.alloc(1)])],
    ["way/u-of-others.amr", "#!AMR\nof an old telephone"],
  ])
  expect(said).toEqual({
    "way/b-half.mp3": "note recording_truncated",
    "way/c-tags-alone.mp3": "lost recording_kind",
    "way/d-zip.mp3": "lost recording_kind",
    "way/e-picture.wav": "lost recording_kind",
    "way/f-all-pages.ogg": "lost recording_broken",
    "way/g-head.opus": "lost recording_broken",
    "way/h-channels.opus": "lost recording_broken",
    "way/i-cut-in-head.flac": "lost recording_broken",
    "way/j-hole.flac": "note recording_truncated",
    "way/k-wrong-name.ogg": "note recording_mislabelled",
    "way/l-no-rate.wav": "lost recording_broken",
    "way/m-no-data.wav": "lost recording_broken",
    "way/n-odd-bits.wav": "lost recording_needs_ffmpeg",
    "way/o-says-more.wav": "note recording_truncated",
    "way/r-cut.m4a": "lost recording_broken",
    "way/s-no-sound.m4a": "lost recording_empty",
    "way/t-wrong-name.mp3": "note recording_mislabelled",
    "way/u-of-others.amr": "lost recording_needs_ffmpeg",
  })
  const shown = await tiles(PROJECT, "way/")
  expect(shown).toHaveLength(21)
  for (const { name, state, problem } of shown)
    expect([name, state, problem]).toEqual([
      name,
      ...(said[name]?.startsWith("lost") ? ["excluded", said[name]?.slice(5)] : ["open", null]),
    ])
  expect(server.said()).toBe("")
})

/** The same damage every time. */
function* dice(seed: number): Generator<number, never> {
  for (let at = seed; ; ) {
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0
    yield at / 2 ** 32
  }
}

test("damage anywhere costs what is damaged at most: what is played is as long as its wave", async () => {
  const roll = dice(12)
  const upTo = (most: number) => Math.floor(roll.next().value * most)
  const ways: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => bytes.subarray(0, upTo(bytes.length)),
    (bytes) => withBytes(bytes, upTo(bytes.length - 8), ...Array.from({ length: 8 }, () => upTo(256))),
    (bytes) => withBytes(bytes, upTo(120), upTo(256), upTo(256), upTo(256)),
    (bytes) => Buffer.concat([bytes.subarray(0, upTo(bytes.length)), bytes.subarray(upTo(bytes.length))]),
  ]
  const files = [...FORMS, "plain.wav"].flatMap((name) =>
    ways.map((way, i) => [`any/${i}-${name}`, way(name === "plain.wav" ? wav() : packed(name))] as const),
  )
  const said = await come(files)
  const shown = await tiles(PROJECT, "any/")
  expect(shown).toHaveLength(files.length)
  for (const { name, asset, state, problem, sound } of shown) {
    if (state === "excluded") {
      expect([name, said[name]]).toEqual([name, `lost ${problem}`])
      expect(problem).toMatch(/^recording_(kind|broken|empty|needs_ffmpeg)$/)
      continue
    }
    const { media } = await owner.ask<AssetShown>("asset.get", { project: PROJECT, asset })
    const peaks = readPeaks(new Uint8Array(await (await owner.request(media.sound?.peaks ?? "")).arrayBuffer()))
    const { sampleRate = 1, durationMs = 0 } = media.sound ?? {}
    expect([name, Math.round(((peaks?.samples ?? 0) / sampleRate) * 1_000)]).toEqual([name, durationMs])
    expect([name, durationMs]).toEqual([name, sound?.durationMs])
  }
  expect(server.said()).toBe("")
})

const span = (id: string, startMs: number, endMs: number, rest: object = {}) => ({
  ...{ id, label: "speech", geometry: { type: "span", startMs, endMs } },
  ...{ transcript: { value: "words" }, ...rest },
})
const NEVER: readonly (readonly [string, readonly object[], rule: string | null])[] = [
  ["behind the end", [span("a", 500, 2_900)], "segment_outside"],
  ["wholly behind the end", [span("a", 90_000, 91_000)], "segment_outside"],
  ["of no length", [span("a", 500, 500)], null],
  ["that ends before it begins", [span("a", 900, 500)], null],
  ["before the beginning", [span("a", -200, 500)], null],
  ["that is no number", [{ ...span("a", 0, 1), geometry: { type: "span", startMs: "x", endMs: 9 } }], null],
  ["over another of the same speaker", [span("a", 0, 900), span("b", 800, 1_500)], "segments_overlap"],
  ["twice the same", [span("a", 0, 900), span("b", 0, 900)], "segments_overlap"],
  [
    "that is a box",
    [{ ...span("a", 0, 1), geometry: { type: "box", x: 1, y: 1, width: 5, height: 5 } }],
    "part_of_other_kind",
  ],
]

/** A refusal has a code and a rule, and says nothing of how the program is made. */
function expectRefusal(what: string, { status, text }: Answer, rule: string | null): void {
  expect([what, status, codeIn(text)]).toEqual([what, 400, "invalid_input"])
  if (rule !== null) expect([what, text]).toEqual([what, expect.stringContaining(`"rule":"${rule}"`)])
  expect(text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/)
}

test("segments that cannot be are refused by whoever sends them, and the task is answered after it", async () => {
  await ingestFiles(owner, SAID, [["two.wav", toneWav({ seconds: 2, sampleRate: 16_000, channels: 1 })]])
  for (const [at, name] of PEOPLE.entries()) {
    const worker = await join(owner, SAID, name, ["annotator"])
    const { leases } = await worker.act<HeldLeases>("work.next", { project: SAID, want: 1 })
    const [lease] = leases
    if (!lease) throw new Error("a task expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const key = { assignmentId, fence, ontologyVersion, guidelineVersion, want: 1 }
    const send = (regions: readonly object[]) =>
      worker.send("work.submitNext", {
        ...{ ...key, submissionId: crypto.randomUUID(), body: { regions, nothingHere: false } },
      })
    for (const [what, regions, rule] of NEVER) expectRefusal(what, await send(regions), rule)
    // Two who speak at once are two.
    const mine = [span("a", 0, 900, { speaker: "s1" }), span("b", 800, 1_500 + 400 * at, { speaker: "s2" })]
    expect((await send(mine)).status).toBe(200)
  }
})

test("and by reviewers, and as answers that are known", async () => {
  const open = { project: SAID, task: null, kinds: [], labels: [] }
  await eventually(async () => {
    const { counts } = await owner.ask<z.infer<typeof Overview>>("project.overview", {
      project: SAID,
      utcOffsetMinutes: 0,
    })
    return counts.disputed
  }).toBe(1)
  const { task } = await owner.act<{ task: ReviewTask | null }>("review.open", open)
  if (!task) throw new Error("a task with differences expected")
  const reason = { code: "edges", clause: null, note: "" }
  const decide = (region: object | undefined) =>
    owner.send("review.decide", {
      ...{ project: SAID, task: task.task, revision: task.revision, difference: task.differences[0]?.difference.id },
      decision: { outcome: "edit", region, reason },
    })
  for (const [what, regions, rule] of NEVER)
    if (regions.length === 1) expectRefusal(what, await decide(regions[0]), rule)
  expect((await decide(span("a", 800, 1_700, { speaker: "s2" }))).status).toBe(200)

  await ingestFiles(owner, SAID, [["known.wav", toneWav({ seconds: 2, sampleRate: 11_025, channels: 1 })]])
  const [known] = await tiles(SAID, "known.wav")
  const make = (regions: readonly object[]) =>
    owner.send("gold.make", {
      ...{ project: SAID, assets: [known?.asset], as: "active" },
      answer: { regions, nothingHere: false },
    })
  for (const [what, regions, rule] of NEVER) expectRefusal(what, await make(regions), rule)
  expect((await make([span("a", 0, 900)])).status).toBe(200)
  expect(server.said()).toBe("")
})
