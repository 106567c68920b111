import { reportLine } from "@justesse/formats/report/lines"
import { describe, expect, test } from "vitest"
import { Concerns, withNamed } from "./concerns.ts"

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
    const said = withNamed(line)
    expect([said.picture, said.label]).toEqual([picture, label])
    expect(withNamed(said)).toBe(said)
  })

  test("is the picture whose record comes next, where its file and line fit", () => {
    const concerns = new Concerns("cvat")
    expect(concerns.line(lost("xml_malformed", "other.xml", 1))).toEqual([])
    expect(concerns.line(lost("not_kept", "a.xml", 2))).toEqual([])
    expect(concerns.line(lost("box_of_no_size", "a.xml", 12))).toEqual([])
    const said = concerns.record({ name: "a.jpg", source: { file: "a.xml", line: 10 } })
    expect(said.map(({ line, picture }) => [line, picture])).toEqual([
      [1, undefined],
      [2, undefined],
      [12, "a.jpg"],
    ])
    expect(concerns.record({ name: "b.jpg", source: { file: "a.xml", line: 20 } })).toEqual([])
    expect(concerns.line(lost("label_refused", "a.xml", 30, "x"))).toHaveLength(1)
    concerns.line(lost("box_of_no_size", "a.xml", 31))
    expect(concerns.rest()).toHaveLength(1)
    expect(concerns.rest()).toEqual([])
  })

  test("is not guessed where annotations stand apart from their pictures", () => {
    const concerns = new Concerns("coco")
    const line = lost("box_of_no_size", "a.json", 30)
    expect(concerns.line(line)).toEqual([line])
    expect(concerns.record({ name: "a.jpg", source: { file: "a.json", line: 2 } })).toEqual([])
    const told = { ...line, picture: "b.jpg" }
    expect(concerns.line(told)).toEqual([told])
  })

  test("is waited for by a bounded number of findings, and none is lost", () => {
    const concerns = new Concerns("voc")
    let passed = 0
    for (let n = 1; n <= 700; n++) passed += concerns.line(lost("box_of_no_size", "a.xml", n)).length
    const said = concerns.record({ name: "a.jpg", source: { file: "a.xml" } })
    expect([passed, said.length]).toEqual([200, 500])
    expect(said.every(({ picture }) => picture === "a.jpg")).toBe(true)
  })
})
