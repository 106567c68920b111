import { LabelId, type Region, RegionId } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { ReadEvent } from "../contract.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { isRefusedStrictly } from "../report/lines.ts"
import { manifest, source, written } from "../testing/records.ts"
import { fromTimed, withTimed } from "./spans.ts"

const heard = (id: string, startMs: number, endMs: number, speaker: string, value: string): Region => ({
  id: RegionId.parse(id),
  geometry: { type: "span", startMs, endMs },
  label: LabelId.parse("speech"),
  speaker,
  transcript: { value },
})
const recordOf = (...regions: Region[]): DatasetRecord => ({
  ...{ name: "talk.wav", size: null, sha256: null },
  body: { regions, nothingHere: regions.length === 0 },
})

/** What two people say one after the other, never empty, with borders in whole milliseconds. */
const talk = fc
  .array(
    fc.record({
      pause: fc.nat(3_000),
      length: fc.integer({ min: 10, max: 9_000 }),
      speaker: fc.constantFrom("Ana", "Ben"),
      text: fc.array(fc.constantFrom("yes", "and", "été", "o’clock", "12,5"), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((said) => {
    let at = 0
    return said.map(({ pause, length, speaker, text }, i) => {
      const startMs = at + pause
      at = startMs + length
      return heard(`r${i}`, startMs, at, speaker, text.join(" "))
    })
  })

test.each(["vtt", "srt", "textgrid", "eaf"])(
  "%s has every time to the millisecond, every text and who says it",
  async (name) => {
    const { reader, writer } = formatNamed(name)
    if (!reader || !writer) throw new Error(`${name} goes both ways`)
    await fc.assert(
      fc.asyncProperty(talk, async (regions) => {
        const files = await written(writer.write(source([recordOf(...regions)]), manifest))
        const events: ReadEvent[] = []
        for await (const event of reader.read(memoryFiles(files), {})) events.push(event)
        const record = events.flatMap((event) => (event.kind === "record" ? [event.record] : []))[0]
        // Where the format has a line for each speaker, their texts stand together.
        const lines = (record?.timed ?? [])
          .filter(({ text }) => text !== "")
          .map(({ start, end, text, speaker, tier }) => `${start}-${end} ${speaker ?? tier}: ${text}`)
        const wanted = regions.map(({ geometry, speaker, transcript }) =>
          geometry.type === "span" ? `${geometry.startMs}-${geometry.endMs} ${speaker}: ${transcript?.value}` : "",
        )
        const bare = (line: string) => (name === "srt" ? line.replace(/ \w*: /, " ") : line)
        expect(lines.map(bare).sort()).toEqual(wanted.map(bare).sort())
      }),
      { numRuns: 25 },
    )
  },
)

test("a recording without speech is a file without lines, and what is no recording stays as it is", () => {
  expect(withTimed(recordOf(), "speaker", true).timed).toEqual([])
  expect(withTimed(recordOf(), "speaker", false).timed).toBeUndefined()
  const own = { ...recordOf(), timed: [] }
  expect(withTimed(own, "speaker", true)).toBe(own)
  const unanswered = { ...recordOf(), body: null }
  expect(withTimed(unanswered, "speaker", true)).toBe(unanswered)
})

test.each(["vtt", "srt", "textgrid", "eaf"])(
  "%s loses no label where all is speech, which files need not say",
  async (name) => {
    const lines = await formatNamed(name).writer?.losses(source([recordOf(heard("a", 0, 10, "", "yes"))]))
    expect(lines?.filter(isRefusedStrictly)).toEqual([])
  },
)

test("the tier of an ELAN file that is called default names nobody", () => {
  const record = recordOf(heard("a", 0, 10, "", "yes"))
  const [stretch] = withTimed(record, "speaker", true).timed ?? []
  const timed = stretch ? [{ ...stretch, tier: "default" }] : []
  const speech = "speech" as Region["label"]
  const back = fromTimed({ ...record, timed }, { speech, labelOf: () => speech }).record
  expect(back.body?.regions[1]?.speaker).toBeUndefined()
})

test("who speaks is the tier where the format has tiers alone", () => {
  const record = recordOf(heard("a", 0, 10, "Ana", "yes"))
  expect(withTimed(record, "tier", true).timed).toMatchObject([{ tier: "Ana", start: 0, end: 10, text: "yes" }])
  expect(withTimed(record, "tier", true).timed?.[0]?.speaker).toBeUndefined()
  expect(withTimed(record, "speaker", true).timed).toMatchObject([{ tier: "", speaker: "Ana", label: "speech" }])
})

test.each(["vtt", "srt", "textgrid", "eaf"])(
  "what %s cannot hold is counted beforehand: labels, marks, the language",
  async (name) => {
    const region = {
      ...heard("a", 0, 10, "Ana", "yes"),
      label: "song" as Region["label"],
      transcript: {
        value: "yes",
        language: "fr",
        marks: ["foreign" as const],
        parts: [{ from: 0, to: 2, mark: "foreign" as const }],
      },
    }
    const { writer } = formatNamed(name)
    const said = (await writer?.losses(source([recordOf(region)])))?.map(({ level, code }) => `${level} ${code}`)
    expect(said).toEqual(
      expect.arrayContaining([
        "lost labels",
        "lost transcription_marks",
        "lost transcription_parts",
        "lost transcription_language",
      ]),
    )
    expect(said?.some((one) => one.endsWith("spans"))).toBe(false)
  },
)
