import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { justesse, justesseDone } from "../support/cli.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { startServer } from "../support/server.ts"
import { setUp } from "../support/studio.ts"

const PICTURES = 6
const images = Array.from({ length: PICTURES }, (_, i) => ({ id: i + 1, file_name: `${i}.jpg`, width: 64, height: 48 }))
const categories = [{ id: 1, name: "car" }]
const annotations = images.map(({ id }) => ({ id, image_id: id, category_id: 1, bbox: [5, 5, 20, 20], iscrowd: 0 }))
const results = [
  ...annotations.map(({ image_id, category_id, bbox }) => ({ image_id, category_id, bbox, score: 0.9 })).slice(1),
  { image_id: 1, category_id: 1, bbox: [40, 20, 20, 20], score: 0.95 },
]

/** A folder with pictures and their COCO file, and one with what a model found in them. */
async function folders() {
  const folder = freshFolder("scores")
  const [gold, model] = [join(folder, "gold"), join(folder, "model")]
  mkdirSync(gold)
  mkdirSync(model)
  for (const { id, file_name } of images) writeFileSync(join(gold, file_name), await jpeg(id, 64, 48))
  writeFileSync(join(gold, "coco.json"), JSON.stringify({ images, categories, annotations }))
  writeFileSync(join(model, "results.json"), JSON.stringify(results))
  return { gold, model, data: join(folder, "data") }
}

describe("import --as scores", () => {
  test("reads results by the ids of an earlier import, and prints how they compare", async () => {
    const { gold, model, data } = await folders()
    await justesseDone(data, "import", gold, "--project", "cars")
    const json = JSON.parse(await justesseDone(data, "import", model, "--project", "cars", "--as", "scores", "--json"))
    expect(json).toMatchObject({ project: "cars", set: 1, pictures: PICTURES, unmatched: 0, regions: PICTURES })
    expect(json.ap50).toBeGreaterThan(0.6)
    expect(json.ap50).toBeLessThan(1)
    const text = await justesseDone(data, "import", model, "--project", "cars", "--as", "scores")
    expect(text).toMatch(
      /^cars: set 2, 6 pictures, 6 boxes\.\nAP 0\.\d{3}, at 0\.50 0\.\d{3}, at 0\.75 0\.\d{3}; \d+ likely label errors\.$/,
    )
    const wrong = await justesse(data, "import", gold, "--project", "cars", "--as", "guesses")
    expect([wrong.code, wrong.out + wrong.error]).toEqual([2, expect.stringContaining("--as guesses")])
    const absent = await justesse(data, "import", model, "--project", "nowhere", "--as", "scores")
    expect(absent.code).toBe(2)
  })

  // found O5: nothing was found, and the exit code was 0.
  test("ends with 1 and says why when not one picture is found", async () => {
    const { gold, model, data } = await folders()
    await justesseDone(data, "import", gold, "--project", "cars")
    writeFileSync(join(model, "results.json"), JSON.stringify(results.map((row) => ({ ...row, image_id: 7_000 }))))
    const { code, out } = await justesse(data, "import", model, "--project", "cars", "--as", "scores")
    expect([code, out]).toEqual([1, expect.stringMatching(/^cars: set 1, 0 pictures, 0 boxes; 1 picture not here\./)])
    expect(out).toContain("None of its pictures was found")
    expect(out).toContain("7000")
  })

  test("goes through a running server as well", async () => {
    const { gold, model } = await folders()
    const server = await startServer({ demo: false })
    try {
      await setUp(server)
      await justesseDone(server.dataDir, "import", gold, "--project", "cars")
      const said = await justesseDone(server.dataDir, "import", model, "--project", "cars", "--as", "scores", "--json")
      expect(JSON.parse(said)).toMatchObject({ set: 1, pictures: PICTURES, regions: PICTURES })
    } finally {
      await server.stop()
    }
  })
})
