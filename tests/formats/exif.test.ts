import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pictureSize } from "@justesse/formats/io/pictureSize"
import sharp from "sharp"
import { expect, test } from "vitest"
import { expectedOf, formatsFolder, present, realFiles } from "./support/real.ts"

interface ExifFile {
  readonly file: string
  readonly orientation: number
  readonly stored: readonly [number, number]
  readonly oriented: readonly [number, number]
}

/**
 * The answer's reader turns a TIFF already when it opens it, so that its `stored` is the upright size and `oriented` turns
 * it once too often: the file's own tags say 150 wide, 100 high, orientation 6, which sharp confirms.
 */
const ROTATED_WHEN_OPENED = new Set(["tif_left.tif"])

test.each(present ? ["exif/own-basics", "exif/cvat"] : [])(
  "%s: sizes of turned pictures are those of the upright picture, as sharp finds them too",
  async (path) => {
    const files = realFiles(path)
    const want = expectedOf(path)["files"] as readonly ExifFile[] // the answer's own shape
    for (const { file, orientation, oriented, stored } of want) {
      const size = await pictureSize(files, file)
      const upright = ROTATED_WHEN_OPENED.has(file) ? stored : oriented
      expect([file, size?.orientation, size?.width, size?.height]).toEqual([file, orientation, ...upright])
      const { autoOrient } = await sharp(readFileSync(join(formatsFolder, path, file))).metadata()
      expect([file, autoOrient.width, autoOrient.height]).toEqual([file, ...upright])
    }
    console.log(`${path}: ${want.length} of ${want.length} sizes equal`)
  },
)

test("the real files are here, or nothing was compared", () => {
  if (!present) console.log("the real files are not here (../shared/data/formats): no turned pictures compared")
})
