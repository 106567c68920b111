import { reportLine } from "@justesse/formats/report/lines"
import { describe, expect, test } from "vitest"
import { Attribution, Findings } from "./attribution.ts"

const lost = (code: string, file: string, line?: number, found?: string) =>
  reportLine("lost", code, { file, ...(line === undefined ? {} : { line }), ...(found === undefined ? {} : { found }) })

describe("what a finding concerns", () => {
  test.each([
    {
      name: "a picture that is not there",
      line: lost("picture_unknown", "a.json", 3, "gone.jpg"),
      picture: "gone.jpg",
    },
    { name: "a picture itself", line: lost("picture_broken", "night/a.JPG"), picture: "night/a.JPG" },
    { name: "a label that was left out", line: lost("label_left_out", "a.json", 3, "junk"), label: "junk" },
    { name: "a file as a whole", line: lost("not_json", "a.json", 3, "{") },
  ])("is said by the finding: $name", ({ line, picture, label }) => {
    const findings = new Findings()
    findings.add([line])
    const said = findings.lines[0] ?? expect.fail("no line")
    expect([said.picture, said.label]).toEqual([picture, label])
    findings.add([said])
    expect(findings.lines[1]).toBe(said)
  })

  test("is the picture whose record comes next, where its file and line fit", () => {
    const attribution = new Attribution("cvat")
    expect(attribution.line(lost("xml_malformed", "other.xml", 1))).toEqual([])
    expect(attribution.line(lost("not_kept", "a.xml", 2))).toEqual([])
    expect(attribution.line(lost("box_of_no_size", "a.xml", 12))).toEqual([])
    const said = attribution.record({ name: "a.jpg", source: { file: "a.xml", line: 10 } })
    expect(said.map(({ line, picture }) => [line, picture])).toEqual([
      [1, undefined],
      [2, undefined],
      [12, "a.jpg"],
    ])
    expect(attribution.record({ name: "b.jpg", source: { file: "a.xml", line: 20 } })).toEqual([])
    expect(attribution.line(lost("label_refused", "a.xml", 30, "x"))).toHaveLength(1)
    attribution.line(lost("box_of_no_size", "a.xml", 31))
    expect(attribution.rest()).toHaveLength(1)
    expect(attribution.rest()).toEqual([])
  })

  test("is not guessed where annotations stand apart from their pictures", () => {
    const attribution = new Attribution("coco")
    const line = lost("box_of_no_size", "a.json", 30)
    expect(attribution.line(line)).toEqual([line])
    expect(attribution.record({ name: "a.jpg", source: { file: "a.json", line: 2 } })).toEqual([])
    const told = { ...line, picture: "b.jpg" }
    expect(attribution.line(told)).toEqual([told])
  })

  test("is waited for by a bounded number of findings, and none is lost", () => {
    const attribution = new Attribution("voc")
    let passed = 0
    for (let n = 1; n <= 700; n++) passed += attribution.line(lost("box_of_no_size", "a.xml", n)).length
    const said = attribution.record({ name: "a.jpg", source: { file: "a.xml" } })
    expect([passed, said.length]).toEqual([200, 500])
    expect(said.every(({ picture }) => picture === "a.jpg")).toBe(true)
  })
})
