import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { source } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { recording, recordings, roundTrip, said } from "../testing/timed.ts"
import { type Element, parseXml } from "../xml/parse.ts"
import { elanReader, elanWriter } from "./index.ts"

const read = (body: string, name = "talk.eaf") => gather(elanReader.read(memoryFiles({ [name]: body }), {}))
const aligned = (id: string, from: string, to: string, text: string) =>
  `<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="${id}" TIME_SLOT_REF1="${from}" TIME_SLOT_REF2="${to}"><ANNOTATION_VALUE>${text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n`
const referring = (id: string, to: string, text: string, more = "") =>
  `<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="${id}" ANNOTATION_REF="${to}"${more}><ANNOTATION_VALUE>${text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>\n`
const header =
  '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="file:///home/my%20talk.wav" MIME_TYPE="audio/x-wav"/></HEADER>'
const slots =
  '<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="ts2"/><TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/></TIME_ORDER>'
const types =
  '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="utt" TIME_ALIGNABLE="true"/><LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" LINGUISTIC_TYPE_ID="tr" TIME_ALIGNABLE="false"/>'
const rest =
  '<LOCALE LANGUAGE_CODE="en"/><CONSTRAINT DESCRIPTION="one" STEREOTYPE="Symbolic_Association"/><CONTROLLED_VOCABULARY CV_ID="POS"><DESCRIPTION LANG_REF="und">parts &amp; more</DESCRIPTION></CONTROLLED_VOCABULARY>'
const whole = `<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-01-01T00:00:00Z" FORMAT="3.0" VERSION="3.0">${header}${slots}
<TIER LINGUISTIC_TYPE_REF="utt" PARTICIPANT="P1" TIER_ID="words@P1">${aligned("a1", "ts1", "ts2", "one &amp; two")}${aligned("a2", "ts2", "ts3", " ")}</TIER>
<TIER LINGUISTIC_TYPE_REF="tr" PARENT_REF="words@P1" TIER_ID="tr">${referring("r1", "a1", "eins")}${referring("r2", "a1", "zwei", ' PREVIOUS_ANNOTATION="r1"')}</TIER>${types}${rest}</ANNOTATION_DOCUMENT>`

describe("reading", () => {
  test("aligned and referring annotations with tiers, speakers and ids; a slot without value is no time", async () => {
    const { records, report } = await read(whole)
    expect(report).toEqual([])
    const loose = (slot: (string | null)[]) => ({ foreign: { eaf: { slots: slot } } })
    expect(records[0]?.timed).toEqual([
      said(500, null, "one & two", { id: "a1", tier: "words@P1", speaker: "P1", ...loose([null, "ts2"]) }),
      said(null, 2_000, " ", { id: "a2", tier: "words@P1", speaker: "P1", ...loose(["ts2", null]) }),
      said(null, null, "eins", { id: "r1", tier: "tr", refers: "a1" }),
      said(null, null, "zwei", {
        id: "r2",
        tier: "tr",
        refers: "a1",
        foreign: { eaf: { attributes: { PREVIOUS_ANNOTATION: "r1" } } },
      }),
    ])
    expect(records[0]?.name).toBe("my talk.wav")
  })

  test("damage is named by line and the rest goes in", async () => {
    const body = whole
      .replace('TIME_VALUE="2000"', 'TIME_VALUE="soon"')
      .replace('TIME_SLOT_REF1="ts2"', 'TIME_SLOT_REF1="ts9"')
      .replace('ANNOTATION_ID="r2" ANNOTATION_REF="a1"', 'ANNOTATION_ID="r1" ANNOTATION_REF="gone"')
      .replace("<LOCALE", "<ODD/><LOCALE")
    const { records, report } = await read(body)
    expect(report.map(({ level, code, line }) => `${level} ${code} ${line}`)).toEqual([
      "lost time_unreadable 2",
      "changed time_slot_unknown 4",
      "changed id_renamed 7",
      "lost element_unknown 8",
      "note reference_unknown 7",
    ])
    expect(records[0]?.timed?.map((item) => item.id)).toEqual(["a1", "a2", "r1", "a4"])
  })

  test("a file that breaks off gives what was whole; a document type is refused", async () => {
    const cut = await read(whole.slice(0, whole.indexOf("</ANNOTATION_DOCUMENT>")))
    expect(cut.records[0]?.timed).toHaveLength(4)
    expect(cut.report.map((line) => line.code)).toEqual(["xml_malformed"])
    const evil = await read(`<!DOCTYPE x [<!ENTITY a "b">]>${whole.split("\n")[1]}`)
    expect(evil.records).toEqual([])
    expect(evil.report.map((line) => line.code)).toEqual(["xml_doctype", "not_an_eaf"])
  })

  test("is found by its ending, or by its first element in an XML file", async () => {
    expect(await elanReader.detect(memoryFiles({ "a.eaf": "" }))).toBe(0.95)
    expect(await elanReader.detect(memoryFiles({ "a.xml": whole }))).toBe(0.95)
    expect(await elanReader.detect(memoryFiles({ "a.xml": "<annotation/>" }))).toBe(0)
  })
})

/** Names of the children of the top element, each run once. */
function order(text: string): string[] {
  const top = parseXml(text) as Element
  const names = top.children.map((child) => child.name)
  return names.filter((name, i) => name !== names[i - 1])
}

describe("writing", () => {
  test("what was carried goes back, elements in the schema's order", async () => {
    const { records } = await read(whole)
    const { files, back } = await roundTrip(elanWriter, elanReader, records)
    const text = files["my talk.eaf"] ?? ""
    expect(order(text)).toEqual([
      "HEADER",
      "TIME_ORDER",
      "TIER",
      "LINGUISTIC_TYPE",
      "LOCALE",
      "CONSTRAINT",
      "CONTROLLED_VOCABULARY",
    ])
    expect(text).toContain('DATE="2023-11-14T22:13:20.000Z"')
    for (const part of [header, types.replace("/><", "/>\n<"), rest.split("<CONTROLLED")[1] ?? ""])
      expect(text).toContain(part)
    expect(back).toEqual(records.map((record) => ({ ...record, source: { file: "my talk.eaf" } })))
  })

  test("every reference of what we write names something, for any recordings", async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (records) => {
        const { files } = await roundTrip(elanWriter, elanReader, records)
        for (const text of Object.values(files)) {
          const top = parseXml(text) as Element
          expect(order(text).filter((name) => name !== "TIER")).toEqual(["HEADER", "TIME_ORDER", "LINGUISTIC_TYPE"])
          const slots = top.children[1]?.children.map(({ attributes }) => attributes["TIME_SLOT_ID"]) ?? []
          const tiers = top.children.filter((child) => child.name === "TIER")
          const all = tiers.flatMap((tier) => tier.children.flatMap((child) => child.children))
          const ids = [...slots, ...all.map(({ attributes }) => attributes["ANNOTATION_ID"])]
          expect(new Set(ids).size).toBe(ids.length)
          for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/)
          for (const { attributes } of all)
            for (const slot of [attributes["TIME_SLOT_REF1"], attributes["TIME_SLOT_REF2"]])
              expect(slots).toContain(slot)
          expect(new Set(tiers.map((tier) => tier.attributes["TIER_ID"])).size).toBe(tiers.length)
        }
      }),
      { numRuns: 40 },
    )
  })

  test("everything that ELAN holds is equal; the rest is what the report says", async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (records) => {
        const { back, losses, report, said: problems } = await roundTrip(elanWriter, elanReader, records)
        expect(report).toEqual(losses)
        expect(problems.filter((line) => line.code !== "end_before_start")).toEqual([])
        expect(byName(back).map(bare)).toEqual(byName(records).map(held))
      }),
      { numRuns: 40 },
    )
  })

  test("says exactly what is lost and changed", async () => {
    const records = [
      recording("a.wav", [
        said(0, 1.5, "a\u0001", { id: "1", tier: "t", label: "noise", refers: "elsewhere" }),
        said(0, 1, "b", { id: "2", tier: "t", speaker: "Ana" }),
        said(0, 1, "c", { id: "3", tier: "t", refers: "1" }),
        said(null, null, "d", { id: "4", tier: "" }),
      ]),
    ]
    expect(
      (await elanWriter.losses(source(records))).map(({ level, code, field }) => `${level} ${code} ${field ?? ""}`),
    ).toEqual([
      "changed tiers_named t@Ana",
      "changed order ",
      "changed characters ",
      "lost labels noise",
      "lost refers ",
      "changed time_rounded ",
      "lost times_of_referring ",
    ])
  })
})

const byName = (records: readonly DatasetRecord[]) => [...records].sort((a, b) => (a.name < b.name ? -1 : 1))
const byId = (items: TimedText[]) =>
  items
    .map(({ id, tier, start, end, text, speaker }) => ({ id, tier, start, end, text, speaker }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
const bare = ({ name, timed = [] }: DatasetRecord) => ({ name, timed: byId(timed) })
const asXml = (text: string) => text.replaceAll(/(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, "\ufffd")

/** What ELAN holds of a record: whole milliseconds, a tier for each name and speaker. */
function held({ name, timed = [] }: DatasetRecord) {
  const names = new Map<string, string>()
  const items = timed.map((item) => {
    const key = JSON.stringify([item.tier, item.speaker])
    const stem = item.tier || "default"
    const isTaken = (id: string) => [...names.values()].includes(id)
    const wanted = isTaken(stem) && item.speaker !== undefined ? `${stem}@${item.speaker}` : stem
    const free = isTaken(wanted) ? `${wanted}-2` : wanted
    const tier = names.get(key) ?? free
    names.set(key, tier)
    const whole = (ms: number | null) => (ms === null ? null : Math.round(ms))
    const speaker = item.speaker === undefined ? undefined : asXml(item.speaker)
    return {
      ...item,
      tier: asXml(tier),
      speaker,
      text: asXml(item.text),
      start: whole(item.start),
      end: whole(item.end),
    }
  })
  return { name, timed: byId(items) }
}
