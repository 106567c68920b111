import { DatasetManifest } from "@justesse/types/dataset"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { KIND_DATA } from "../testing/kinds.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { labelStudioReader } from "./read.ts"
import { labelStudioWriter } from "./write.ts"

/** A result as Label Studio exports it: each control's has an id of its own. */
const result = (from_name: string, type: string, value: object, id = `${from_name}1`) => ({
  ...{ id, from_name, to_name: "image", type, origin: "manual", value },
})
const task = (id: number, ...results: object[]) => ({
  ...{ id, data: { image: `/data/upload/1/0a1b2c3d-${id}.jpg` } },
  annotations: [{ id, was_cancelled: false, result: results }],
})

async function read(tasks: object, config?: string) {
  const files = { "tasks.json": JSON.stringify(tasks), ...(config && { "config.xml": config }) }
  const { records, report, ontology } = await gather(labelStudioReader.read(memoryFiles(files, 97), {}))
  const said = records.map(({ name, body }) => [
    name,
    body?.regions.map(({ geometry, label, value }) => [geometry.type, label, ...(value === undefined ? [] : [value])]),
  ])
  return { said, report, ontology: ontology[0] ?? expect.fail() }
}

describe("what is asked of a whole picture alone", () => {
  test("choices are classes, in the configuration's order, chosen or not", async () => {
    const config = `<View><Image name="image" value="$image"/><Choices name="scene" toName="image"><Choice value="street"/><Choice value="nature"/><Choice alias="in" value="indoors"/></Choices></View>`
    const tasks = [task(1, result("scene", "choices", { choices: ["nature"] })), task(2)]
    const { said, report, ontology } = await read(tasks, config)
    expect(report).toEqual([])
    expect(said).toEqual([
      ["1.jpg", [["whole", "nature"]]],
      ["2.jpg", []],
    ])
    expect(ontology.labels.map(({ name }) => name.en)).toEqual(["street", "nature", "in"])
    expect(ontology.answers).toEqual({ of: "whole", several: false })
  })

  test("several choices are several labels, and without a configuration those that were chosen are there", async () => {
    const { said, ontology } = await read([task(1, result("scene", "choices", { choices: ["wet", "dark"] }))])
    expect(said).toEqual([
      [
        "1.jpg",
        [
          ["whole", "wet"],
          ["whole", "dark"],
        ],
      ],
    ])
    expect(ontology.answers).toEqual({ of: "whole", several: true })
  })

  test("a taxonomy's labels are its paths", async () => {
    const config = `<View><Taxonomy name="t" toName="image"><Choice value="animal"><Choice value="dog"/></Choice></Taxonomy></View>`
    const { said, ontology } = await read(
      [task(1, result("t", "taxonomy", { taxonomy: [["animal", "dog"], ["plant"]] }))],
      config,
    )
    expect(said).toEqual([
      [
        "1.jpg",
        [
          ["whole", "animal/dog"],
          ["whole", "plant"],
        ],
      ],
    ])
    expect(ontology.labels.map(({ name }) => name.en)).toEqual(["animal", "animal/dog", "plant"])
  })

  test("stars are grades, as many as the configuration has", async () => {
    const { said, ontology } = await read(
      [task(1, result("stars", "rating", { rating: 3 }))],
      '<View><Rating name="stars" toName="image" maxRating="7"/></View>',
    )
    expect(said).toEqual([["1.jpg", [["whole", "3"]]]])
    expect(ontology.labels.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5", "6", "7"])
  })

  test("several controls are the questions of a form", async () => {
    const config = `<View><Image name="image" value="$image"/><Choices name="damage" toName="image"><Choice value="none"/><Choice value="much"/></Choices>
<Choices name="parts" toName="image" choice="multiple"><Choice value="roof"/><Choice value="wall"/></Choices>
<Rating name="grade" toName="image" maxRating="4"/><Number name="floors" toName="image"/><TextArea name="street" toName="image"/><DateTime name="day" toName="image" only="date"/></View>`
    const all = [
      result("damage", "choices", { choices: ["much"] }),
      result("parts", "choices", { choices: ["roof", "wall"] }),
      result("grade", "rating", { rating: 2 }),
      result("floors", "number", { number: 3 }),
      result("street", "textarea", { text: ["Rue d’Or"] }),
      result("day", "datetime", { datetime: "2026-11-30" }),
    ]
    const { said, report, ontology } = await read([task(1, ...all)], config)
    expect(report).toEqual([])
    expect(said).toEqual([
      [
        "1.jpg",
        [
          ["whole", "damage", "much"],
          ["whole", "parts", ["roof", "wall"]],
          ["whole", "grade", 2],
          ["whole", "floors", 3],
          ["whole", "street", "Rue d’Or"],
          ["whole", "day", "2026-11-30"],
        ],
      ],
    ])
    expect(ontology.labels.map(({ field }) => field?.kind)).toEqual([
      ...["choice", "several", "scale", "number", "text", "date"],
    ])
  })

  test("an answer that fits no question is lost, by its place", async () => {
    const bad = [
      result("n", "number", { number: "many" }),
      result("d", "datetime", { datetime: "tomorrow" }),
      result("c", "choices", { choices: [] }),
    ]
    const { said, report } = await read([task(1, ...bad)])
    expect(said).toEqual([["1.jpg", []]])
    expect(report.map(({ level, code, field }) => `${level} ${code} ${field}`)).toEqual([
      "lost result_unreadable result.0",
      "lost result_unreadable result.1",
      "lost result_unreadable result.2",
    ])
  })
})

test("beside boxes an answer about the whole picture travels, and a caption alone is the picture's text", async () => {
  const box = { x: 1, y: 2, width: 3, height: 4, rotation: 0, rectanglelabels: ["car"] }
  const place = { ...result("label", "rectanglelabels", box, "b"), original_width: 100, original_height: 50 }
  const { said, report, ontology } = await read([task(1, place, result("scene", "choices", { choices: ["wet"] }))])
  expect(said).toEqual([["1.jpg", [["box", "car"]]]])
  expect(report.map(({ code }) => code)).toEqual(["picture_label_carried"])
  expect(ontology.answers).toBeUndefined()
  const caption = await read([task(1, result("caption", "textarea", { text: ["a car"] }))])
  expect(caption.said).toEqual([["1.jpg", []]])
})

test.each(KIND_DATA)(
  "the configuration of $kind has every control that its tasks name",
  async ({ manifest: of, kind }) => {
    const files = await written(labelStudioWriter.write(source([]), of))
    const config = files["label_config.xml"] ?? ""
    const wanted: Readonly<Record<string, string[]>> = {
      classification: ['<Choices name="choice"', 'choice="single"', '<Choice value="street, wide"/>'],
      rating: ['<Rating name="rating" toName="image" maxRating="5"/>'],
      form: ['<Header value="colour"/>', '<Choices name="colours"', 'choice="multiple"', '<DateTime name="day"'],
      verification: ['<RectangleLabels name="label"'],
      audio: ["<View>"],
    }
    for (const part of wanted[kind] ?? []) expect(config).toContain(part)
    expect((config.match(/<View>/g) ?? []).length).toBe(1)
  },
)

test("places and what cannot be told have no control, and that is counted", async () => {
  const field = { kind: "point", must: false, cannotTell: true, compared: "within" }
  const label = { id: "where", name: { en: "where" }, color: "#e69f00", key: null, hasText: false, attributes: [] }
  const labels = [{ ...label, retired: false, field }]
  const of = DatasetManifest.parse({ ...manifest, ontology: { labels, answers: { of: "whole", several: true } } })
  const record = {
    ...{ name: "a.jpg", size: null, sha256: null },
    body: {
      regions: [{ id: "r", geometry: { type: "whole" }, label: "where", value: { x: 1, y: 2 } }],
      nothingHere: false,
    },
  }
  const codes: string[] = []
  const options = { report: ({ code }: { code: string }) => codes.push(code) }
  // Ids are branded texts.
  await written(labelStudioWriter.write(source([record as never]), of, options))
  expect(codes).toContain("field_answers")
})
