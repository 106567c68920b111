// Draws the pictures of the wizard's tiles anew, from scenes of the sample whose truth is known: apps/studio/src/pages/wizard/pictures.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadFaces, scene } from "@justesse/fixtures"
import { leaf } from "@justesse/fixtures/leaf"
import { boxOf } from "@justesse/types"
import sharp from "sharp"
import { ROOT } from "../support/places.ts"

const FOLDER = join(ROOT, "apps/studio/src/pages/wizard/pictures")
/** Shown half as large on most screens. */
const SIZE = { width: 640, height: 420 }

const drawn = scene(3, SIZE, loadFaces())
const pictures = { market: drawn.svg, leaf: leaf(4, "spots").svg }
for (const [name, svg] of Object.entries(pictures)) {
  const bytes = await sharp(Buffer.from(svg)).resize({ width: SIZE.width }).webp({ quality: 62 }).toBuffer()
  writeFileSync(join(FOLDER, `${name}.webp`), bytes)
  console.log(JSON.stringify({ picture: name, bytes: bytes.length }))
}
const boxes = drawn.truth.regions.map((region) => {
  const { x, y, width, height } = boxOf(region)
  return { label: region.label, box: [x, y, width, height].map(Math.round) }
})
writeFileSync(join(FOLDER, "market.json"), `${JSON.stringify({ ...SIZE, boxes })}\n`)
