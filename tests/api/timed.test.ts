import { randomUUID } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join as path } from "node:path"
import { toneWav } from "@justesse/fixtures/testing/tones"
import { readDataset } from "@justesse/formats/detect"
import { baseName, memoryFiles } from "@justesse/formats/io/fileSet"
import { fromTimed } from "@justesse/formats/timed/spans"
import { filesAt } from "@justesse/server/files/sets"
import { LabelId } from "@justesse/types"
import type { ImportShown } from "@justesse/types/wire/imports"
import type { HeldLeases } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { justesse } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { ROOT } from "../support/places.ts"
import { type Server, startServer } from "../support/server.ts"
import { DEFAULTS, ingestFiles, join, setUp } from "../support/studio.ts"

// What was said when comes in with its recording in every form that holds it, becomes segments with their speakers, and leaves again.

const dataDir = freshFolder("data")
let server: Server
let owner: Client

beforeAll(async () => {
  server = await startServer({ demo: false, dataDir })
  owner = await setUp(server)
})
afterAll(() => server?.stop())

/** A project of recordings. */
async function talks(slug: string): Promise<void> {
  const draft = {
    ...{ name: slug, template: "speech", kind: "audio", names: "in_house", guideline: "" },
    settings: {
      ...{ ...DEFAULTS.settings, purpose: "To hear.", overlap: { base: 1, more: 1, moreRatio: 0 } },
      proposals: { mustDecide: false, without: 0, solidFrom: 0.5 },
    },
    ...{ ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
  }
  await owner.act("project.create", { slug, draft })
}

const shown = (project: string, id: number) => owner.ask<z.infer<typeof ImportShown>>("imports.get", { project, id })
const linesOf = ({ report }: z.infer<typeof ImportShown>) =>
  report.map(({ level, code, count = 1 }) => `${level} ${code} ${count}`).sort()

/** A segment as every form has it. */
const stretch = (startMs: number, endMs: number, speaker: string, text: string) =>
  `${startMs}-${endMs} ${speaker}: ${text}`

/** What the first version of a project says, in one of the forms that it leaves in: segments by recording. */
async function leaving(project: string, format: string): Promise<Map<string, string[]>> {
  const out = path(freshFolder(project), format)
  const words = ["--project", project, "--dataset-version", "1", "--format", format, "--out", out]
  expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
  const files = await filesAt(out)
  const said = new Map<string, string[]>()
  const labels = { speech: LabelId.parse("speech"), labelOf: () => LabelId.parse("speech") }
  for await (const event of readDataset(files, { format })) {
    if (event.kind !== "record") continue
    const { name, body } = fromTimed(event.record, labels).record
    const stretches = (body?.regions ?? []).flatMap(({ geometry, speaker = "", transcript }) =>
      geometry.type === "span" ? stretch(geometry.startMs, geometry.endMs, speaker, transcript?.value ?? "") : [],
    )
    said.set(baseName(name).replace(/\.\w+$/, ""), stretches.sort())
  }
  files.close()
  return said
}

const VTT = "WEBVTT\n\n00:00.500 --> 00:01.500\n<v Ana>One moment.\n\n00:01.500 --> 00:02.000\n<v Ben>Yes &amp; no\n"
const SRT = "1\n00:00:00,500 --> 00:00:01,500\nOne moment.\n\n2\n00:00:01,500 --> 00:00:02,000\nYes & no\n"
const tier = (name: string, from: number, to: number, text: string) =>
  `"IntervalTier" "${name}" 0 3 3 0 ${from} "" ${from} ${to} "${text}" ${to} 3 ""`
const TEXT_GRID = `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0 3 <exists> 2\n${tier("Ana", 0.5, 1.5, "One moment.")}\n${tier("Ben", 1.5, 2, "Yes & no")}\n`
const said = (id: string, a: string, b: string, text: string) =>
  `<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="${id}" TIME_SLOT_REF1="${a}" TIME_SLOT_REF2="${b}"><ANNOTATION_VALUE>${text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>`
const slot = (id: string, ms: number) => `<TIME_SLOT TIME_SLOT_ID="${id}" TIME_VALUE="${ms}"/>`
const EAF = `<?xml version="1.0"?><ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>${slot("a", 500)}${slot("b", 1_500)}${slot("c", 2_000)}</TIME_ORDER>
<TIER TIER_ID="t1" PARTICIPANT="Ana">${said("x", "a", "b", "One moment.")}</TIER><TIER TIER_ID="t2" PARTICIPANT="Ben">${said("y", "b", "c", "Yes &amp; no")}</TIER></ANNOTATION_DOCUMENT>`
const CSV = "file,start,end,speaker,text\ntalk.wav,0.5,1.5,Ana,One moment.\ntalk.wav,1.5,2,Ben,Yes & no\n"
const heard = (id: string, start: number, end: number, text: string) => [
  { id, type: "labels", from_name: "labels", to_name: "audio", value: { start, end, labels: ["speech"] } },
  { id, type: "textarea", from_name: "text", to_name: "audio", value: { start, end, text: [text] } },
]
const LABEL_STUDIO = JSON.stringify([
  {
    ...{ id: 1, data: { audio: "talk.wav" } },
    annotations: [{ id: 1, result: [...heard("a", 0.5, 1.5, "One moment."), ...heard("b", 1.5, 2, "Yes & no")] }],
  },
])
const piece = (start_ms: number, end_ms: number, speaker: string, text: string) => ({
  ...{ label: "speech", start_ms, end_ms, speaker, text },
})
const JSONL = JSON.stringify({
  image: "talk.wav",
  regions: [piece(500, 1_500, "Ana", "One moment."), piece(1_500, 2_000, "Ben", "Yes & no")],
})

const TOLD = [stretch(1_500, 2_000, "Ben", "Yes & no"), stretch(500, 1_500, "Ana", "One moment.")]
const NOBODY = [stretch(1_500, 2_000, "", "Yes & no"), stretch(500, 1_500, "", "One moment.")]

test("a talk by two comes in by every form that holds it and leaves with its times, texts and speakers", async () => {
  const project = "forms"
  await talks(project)
  const forms = [
    ["vtt", (stem: string) => `${stem}.vtt`, VTT, TOLD],
    ["srt", (stem: string) => `${stem}.srt`, SRT, NOBODY],
    ["textgrid", (stem: string) => `${stem}.TextGrid`, TEXT_GRID, TOLD],
    ["eaf", (stem: string) => `${stem}.eaf`, EAF, TOLD],
    ["csv", () => "table.csv", CSV, TOLD],
    ["label-studio", () => "tasks.json", LABEL_STUDIO, NOBODY],
    ["jsonl", () => "pictures.jsonl", JSONL, TOLD],
  ] as const
  for (const [n, [format, nameOf, text]] of forms.entries()) {
    const recording = toneWav({ seconds: 3 + n, sampleRate: 8_000, channels: 1 })
    const id = await ingestFiles(owner, project, [
      [`${format}.wav`, recording],
      [nameOf(format), text.replaceAll("talk.wav", `${format}.wav`)],
    ])
    const { row, report } = await shown(project, id)
    expect([row.format, row.regions, report.filter(({ level }) => level === "lost")]).toEqual([format, 2, []])
  }
  await owner.act("dataset.freeze", { project, note: "" })
  expect(await leaving(project, "jsonl")).toEqual(new Map(forms.map(([format, , , wanted]) => [format, wanted])))
})

test("labels that come later find their recording; what lies outside of it or over itself is cut or left out, one line a kind", async () => {
  const project = "later"
  await talks(project)
  await ingestFiles(owner, project, [["talk.wav", toneWav({ seconds: 3, sampleRate: 8_000, channels: 1 })]])
  const cue = (from: string, to: string, who: string, text: string) => `${from} --> ${to}\n<v ${who}>${text}\n\n`
  const id = await ingestFiles(owner, project, [
    [
      "talk.vtt",
      `WEBVTT\n\n${cue("00:00.000", "00:01.000", "Ana", "one")}${cue("00:00.800", "00:01.400", "Ana", "two")}${cue("00:00.100", "00:00.300", "Ana", "within")}${cue("00:00.900", "00:01.200", "Ben", "over her")}${cue("00:02.000", "00:02.000", "Ana", "of no length")}${cue("00:02.500", "00:09.000", "Ana", "past the end")}${cue("00:04.000", "00:05.000", "Ben", "outside")}`,
    ],
  ])
  expect(linesOf(await shown(project, id))).toEqual([
    "changed segment_clipped 1",
    "changed segment_shortened 1",
    "lost segment_of_no_length 1",
    "lost segment_outside 1",
    "lost segment_within 1",
  ])
  await owner.act("dataset.freeze", { project, note: "" })
  expect(await leaving(project, "vtt")).toEqual(
    new Map([
      [
        "talk",
        [
          stretch(0, 1_000, "Ana", "one"),
          stretch(1_000, 1_400, "Ana", "two"),
          stretch(2_500, 3_000, "Ana", "past the end"),
          stretch(900, 1_200, "Ben", "over her"),
        ].sort(),
      ],
    ]),
  )
})

test("as proposals they are what somebody begins with, and an answer outside of its recording is refused by name", async () => {
  const project = "drafts"
  await talks(project)
  await ingestFiles(
    owner,
    project,
    [
      ["talk.wav", toneWav({ seconds: 3, sampleRate: 8_000, channels: 1 })],
      ["talk.vtt", VTT],
    ],
    "proposals",
  )
  await owner.act("project.open", { project })
  const worker = await join(owner, project, "Wanda", ["annotator"])
  const { leases } = await worker.act<HeldLeases>("work.next", { project, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("a task expected")
  const begun = lease.body.regions.map(({ geometry, speaker = "", transcript, proposed }) =>
    geometry.type === "span" && proposed
      ? stretch(geometry.startMs, geometry.endMs, speaker, transcript?.value ?? "")
      : "",
  )
  expect(begun.sort()).toEqual(TOLD)
  const answer = (startMs: number, endMs: number) => ({
    ...{ assignmentId: lease.assignmentId, fence: lease.fence, submissionId: randomUUID(), want: 1 },
    ...{ ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion, utcOffsetMinutes: 0 },
    body: { regions: [{ id: "a", geometry: { type: "span", startMs, endMs }, label: "speech" }], nothingHere: false },
  })
  const refused = await worker.send("work.submitNext", answer(2_000, 3_500))
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("segment_outside")])
  expect((await worker.send("work.submitNext", answer(2_000, 3_000))).status).toBe(200)
})

test("parts of another kind are told by the preview, before anything is written", async () => {
  const project = "kinds"
  await talks(project)
  const box = { label: "speech", x: 1, y: 1, width: 5, height: 5 }
  const line = { image: "talk.wav", regions: [box, piece(500, 900, "Ana", "one")] }
  const batch = randomUUID()
  for (const [name, body] of [
    ["talk.wav", toneWav({ seconds: 3, sampleRate: 8_000, channels: 1 })],
    ["pictures.jsonl", JSON.stringify(line)],
  ] as const)
    await owner.upload(project, batch, name, body)
  const { id } = await owner.act<{ id: number }>("imports.look", {
    project,
    batch,
    name: "x",
    format: "auto",
    origin: 0,
  })
  await expect.poll(async () => (await shown(project, id)).looked?.regions ?? null, { timeout: 15_000 }).toBe(1)
  expect(linesOf(await shown(project, id))).toEqual(["lost part_not_here 1"])
})

const AUDIO = path(ROOT, "../shared/data/audio")

/** The recordings of a folder with what is said in them: the grid beside each, else its text over all of it. */
function recordingsIn(folder: string): [name: string, bytes: Uint8Array | string][] {
  const expected = JSON.parse(readFileSync(`${folder}.expected.json`, "utf8")) as {
    files: { file: string; text?: string; seconds?: number }[]
  }
  const all = readdirSync(folder)
  return expected.files.flatMap(({ file, text = "", seconds = 0.5 }) => {
    const stem = file.replace(/\.\w+$/, "")
    const grid = `${stem}.TextGrid`
    const whole = `"IntervalTier" "whole" 0 ${seconds} 1 0 ${seconds} "${text.replaceAll('"', '""')}"`
    const made = `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0 ${seconds} <exists> 1\n${whole}\n`
    const beside = all.includes(grid) ? readFileSync(path(folder, grid)) : made
    return [
      [file, readFileSync(path(folder, file))],
      [grid, beside],
    ]
  })
}

// Without ../shared the runner says "skipped".
describe.skipIf(!existsSync(AUDIO))("recordings of ../shared/data/audio", () => {
  test("every time to a millisecond and every text, in and out", async () => {
    const project = "real"
    await talks(project)
    const given = ["mfa", "speechbrain"].flatMap((set) => recordingsIn(path(AUDIO, set)))
    const id = await ingestFiles(owner, project, given)
    const { row, report } = await shown(project, id)
    expect(report.filter(({ level }) => level === "lost")).toEqual([])
    expect(row.pictures).toBe(given.length / 2)
    await owner.act("dataset.freeze", { project, note: "" })
    const wanted = new Map<string, string[]>()
    const labels = { speech: LabelId.parse("speech"), labelOf: () => null }
    for await (const event of readDataset(memoryFiles(Object.fromEntries(given)), { format: "textgrid" })) {
      if (event.kind !== "record") continue
      const { name, body } = fromTimed(event.record, labels).record
      const stretches = (body?.regions ?? []).flatMap(({ geometry, speaker = "", transcript }) =>
        geometry.type === "span" ? stretch(geometry.startMs, geometry.endMs, speaker, transcript?.value ?? "") : [],
      )
      wanted.set(name.replace(/\.\w+$/, ""), stretches.sort())
    }
    for (const format of ["textgrid", "eaf"]) {
      const out = await leaving(project, format)
      expect([...out.keys()].sort()).toEqual([...wanted.keys()].sort())
      for (const [name, stretches] of wanted)
        expect([name, nearTo(out.get(name) ?? [])]).toEqual([name, nearTo(stretches)])
    }
  })
})

/** Stretches with their times in whole milliseconds. */
function nearTo(stretches: readonly string[]): string[] {
  const whole = (text: string) => text.replace(/^([\d.]+)-([\d.]+)/, (_, a, b) => `${Math.round(a)}-${Math.round(b)}`)
  return stretches.map(whole).sort()
}

describe("what somebody wrote down is checked", () => {
  /** A project of checks: of what files bring, or of what becomes final in another. */
  const checks = async (slug: string, of?: string) => {
    const settings = { ...DEFAULTS.settings, purpose: "To check.", overlap: { base: 1, more: 1, moreRatio: 0 } }
    const draft = {
      ...{
        name: slug,
        template: "checking",
        kind: "verification",
        names: "in_house",
        guideline: "# Right?\n\n1. Hear.",
      },
      ...{ ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
      settings: { ...settings, ...(of && { checks: { of } }) },
    }
    await owner.act("project.create", { slug, draft })
  }
  const next = async (who: Client, project: string) =>
    (await who.act<HeldLeases>("work.next", { project, want: 9 })).leases
  const said = (who: Client, lease: HeldLeases["leases"][number] | undefined, region: object) => {
    if (!lease) throw new Error("a task expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const body = { regions: [{ id: "said", geometry: { type: "whole" }, ...region }], nothingHere: false }
    return who.act("work.submitNext", {
      ...{ assignmentId, fence, submissionId: randomUUID(), want: 1, body, ontologyVersion, guidelineVersion },
    })
  }
  const heardIn = ({ about }: HeldLeases["leases"][number]) =>
    about?.type === "region" && about.region.geometry.type === "span"
      ? `${about.region.geometry.startMs} ${about.region.transcript?.value}`
      : null
  const at = (leases: HeldLeases["leases"], text: string) =>
    leases.find((lease) => heardIn(lease)?.endsWith(text)) ?? expect.fail(`no task about ${text}`)
  const finalIn = async (project: string) =>
    (await owner.ask<{ counts: Record<string, number> }>("project.overview", { project, utcOffsetMinutes: 0 })).counts[
      "settled"
    ]

  test("from timed files, a task a segment; what is right, corrected and wrong leaves with its verdict", async () => {
    const project = "hear-checks"
    await checks(project)
    const id = await ingestFiles(owner, project, [
      ["talk.wav", toneWav({ seconds: 3, sampleRate: 8_000, channels: 1 })],
      ["talk.vtt", `${VTT}\n00:02.000 --> 00:09.000\n<v Ben>past the end\n`],
    ])
    expect(linesOf(await shown(project, id))).toEqual(["changed segment_clipped 1"])
    await owner.act("project.open", { project })
    const ana = await join(owner, project, "Checking", ["annotator"])
    const leases = await next(ana, project)
    expect(leases.map(heardIn).sort()).toEqual(["1500 Yes & no", "2000 past the end", "500 One moment."])
    // They are told where it is heard, and nothing of whose it is.
    expect(leases.every(({ media }) => media.sound?.durationMs === 3_000)).toBe(true)
    const { about } = at(leases, "Yes & no")
    if (about?.type !== "region") throw new Error("a thing expected")
    const { geometry, label } = about.region
    await said(ana, at(leases, "One moment."), { label: "right" })
    await said(ana, at(leases, "Yes & no"), {
      label: "fix",
      fixed: { geometry, label, transcript: { value: "Yes and no" } },
    })
    await said(ana, at(leases, "past the end"), { label: "wrong", attributes: { reason: "nothing" } })
    await expect.poll(() => finalIn(project), { timeout: 15_000 }).toBe(3)
    await owner.act("dataset.freeze", { project, note: "" })
    const out = path(freshFolder(project), "jsonl")
    const words = ["--project", project, "--dataset-version", "1", "--format", "jsonl", "--out", out]
    expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
    const [line, ...more] = readFileSync(path(out, "pictures.jsonl"), "utf8").trim().split("\n")
    expect(more).toEqual([])
    expect(JSON.parse(line ?? "")).toMatchObject({
      image: "talk.wav",
      regions: [
        { start_ms: 500, end_ms: 1_500, text: "One moment.", check: { verdict: "right" } },
        { start_ms: 1_500, end_ms: 2_000, text: "Yes and no", check: { verdict: "fix" } },
        { start_ms: 2_000, end_ms: 3_000, check: { verdict: "wrong", reason: "nothing" } },
      ],
    })
    // A form of recordings has what is there, and what was found wrong is told.
    expect((await leaving(project, "vtt")).get("talk")).toEqual([
      stretch(1_500, 2_000, "Ben", "Yes and no"),
      stretch(500, 1_500, "Ana", "One moment."),
    ])
  })

  test("written down, then checked: what is wrong is heard once more, with the reason, and what was right to begin with", async () => {
    await talks("written")
    await ingestFiles(owner, "written", [
      ["talk.wav", toneWav({ seconds: 4, sampleRate: 8_000, channels: 1 })],
      ["talk.vtt", VTT],
    ])
    await owner.act("project.open", { project: "written" })
    await checks("written-checked", "written")
    await owner.act("project.open", { project: "written-checked" })
    const bo = await join(owner, "written-checked", "Bo", ["annotator"])
    const cy = await join(owner, "written", "Cy", ["annotator"])
    await expect.poll(async () => (await next(bo, "written-checked")).length, { timeout: 15_000 }).toBe(2)
    const leases = await next(bo, "written-checked")
    await said(bo, at(leases, "One moment."), { label: "right" })
    await said(bo, at(leases, "Yes & no"), { label: "wrong", attributes: { reason: "another_thing" } })
    await expect.poll(async () => (await next(cy, "written")).length, { timeout: 15_000 }).toBe(1)
    const [again] = await next(cy, "written")
    expect(again?.about).toMatchObject({
      type: "returned",
      found: [{ verdict: "wrong", reason: "another_thing", region: { transcript: { value: "Yes & no" } } }],
    })
    expect(again?.body.regions).toMatchObject([{ transcript: { value: "One moment." } }])
  })
})
