import { expect, test } from "vitest"
import { memoryFiles } from "./fileSet.ts"
import { isPictureName, PictureIndex } from "./pictures.ts"

const index = new PictureIndex(["x/a.jpg", "y/a.jpg", "images/only.png", "y/caf\u0065\u0301.JPG", "x/deep/z.tif"])

test.each([
  { name: "x/a.jpg", found: "x/a.jpg" },
  { name: "a.jpg", found: null },
  { name: "only.png", found: "images/only.png" },
  { name: "elsewhere/only.png", found: "images/only.png" },
  { name: "caf\u00e9.JPG", found: "y/caf\u0065\u0301.JPG" },
  { name: "deep/z.tif", found: "x/deep/z.tif" },
  { name: "no.jpg", found: null },
])("the picture called $name", ({ name, found }) => expect(index.find(name)).toBe(found))

test("a stem finds its picture unless two could be meant", () => {
  expect([index.findStem("only"), index.findStem("a"), index.findStem("y/a")]).toEqual([
    "images/only.png",
    null,
    "y/a.jpg",
  ])
})

test("pictures are told by their extension", async () => {
  expect(["a.JPG", "a.xml", "jpg"].map(isPictureName)).toEqual([true, false, false])
  expect((await PictureIndex.of(memoryFiles({ "b.png": "", "a.jpg": "", "c.txt": "" }))).names).toEqual([
    "a.jpg",
    "b.png",
  ])
})
