import { createHash } from "node:crypto"
import { join } from "node:path"
import { diskBlobs, insertAssets, openStorage, putStatuses } from "@justesse/db"
import { type AnnotationBody, boxShape, canonicalJson, type Ontology, type Region } from "@justesse/types"
import { jpeg } from "../support/pictures.ts"

const PIECE = 1_000
export const SIZE = { width: 960, height: 640 }
const NOW = 1_700_000_100_000

/** Labels of which one has a name that markup spells otherwise, and one nobody drew. */
export const LABELS = ["person", "traffic light", "R&D; why?", "text", "never drawn"]

export const ONTOLOGY = {
  labels: LABELS.map((name, i) => ({
    ...{ id: `label-${i}`, name: { en: name }, color: ["#e69f00", "#56b4e9", "#009e73", "#0072b2", "#d55e00"][i] },
    ...{ key: null, hasText: name === "text", attributes: [], retired: false },
  })),
} as unknown as Ontology // ids are branded texts

/** Names that several folders have, and characters that files spell otherwise. */
const FOLDERS = ["", "street/", "street/night/", "R&D; why/", "train/", "val/"]
const nameOf = (i: number) => `${FOLDERS[i % FOLDERS.length]}img_${Math.floor(i / FOLDERS.length)}.jpg`

const TEXTS = ["12,50 €", 'say "x" & <y>', "مرحبا", "e\u0301té", "###", "a;b?c"]

/** A region of a picture: plain, turned, with an outline, or with a text, by its number; always inside the picture. */
function regionOf(i: number, k: number): Region {
  const spot = (i * 7_919 + k * 104_729) % 99_991
  const box = { x: 100 + (spot % 61_000) / 100, y: 100 + ((spot * 31) % 32_000) / 100, width: 0, height: 0 }
  const sides = { width: 8 + (spot % 9_000) / 100, height: 6 + ((spot * 17) % 7_000) / 100 }
  const plain = { ...box, ...sides }
  const region = { id: `${i}-${k}`, geometry: boxShape(plain), label: `label-${(i + k) % 4}` } as Region
  if (k % 4 === 1) return { ...region, geometry: { type: "rotatedBox", ...plain, rotation: (spot % 3_590) / 10 + 0.5 } }
  if (k % 4 === 2) {
    const { x, y, width, height } = plain
    const corners = [
      { x, y: y + height / 3 },
      { x: x + width / 2, y },
      { x: x + width, y: y + height / 2 },
      { x: x + width / 4, y: y + height },
    ]
    return { ...region, geometry: { type: "polygon", rings: [corners] } }
  }
  if (region.label === "label-3") return { ...region, transcript: { value: TEXTS[(i + k) % TEXTS.length] ?? "" } }
  return k % 4 === 3 ? { ...region, flags: { occluded: true } } : region
}

/** What is known of a picture: every tenth has nothing in it, half of those said so. */
function bodyOf(i: number, regions: number): AnnotationBody {
  if (i % 10 === 9) return { regions: [], nothingHere: i % 20 === 9 }
  const count = Math.round((regions * 10) / 9)
  return { regions: Array.from({ length: count }, (_, k) => regionOf(i, k)), nothingHere: false }
}

/** Settled pictures with `regions` regions each on average, straight into the storage of a studio that does not run. */
export async function seedPictures(
  at: { readonly file: string } | { readonly url: string },
  dataDir: string,
  projectId: number,
  size: { readonly pictures: number; readonly regions: number },
): Promise<Map<string, AnnotationBody>> {
  const storage = await openStorage(at)
  const blobs = diskBlobs(join(dataDir, "blobs"))
  const picture = await jpeg(7, SIZE.width, SIZE.height)
  const bodies = new Map<string, AnnotationBody>()
  try {
    for (let from = 1; from <= size.pictures; from += PIECE) {
      const ids = Array.from({ length: Math.min(PIECE, size.pictures - from + 1) }, (_, i) => from + i)
      // What stands behind a JPEG's end makes each file another one.
      const stored = await Promise.all(ids.map((id) => blobs.put(Buffer.concat([picture, Buffer.from(`${id}`)]))))
      const none = { previewSha256: null, thumbnailSha256: null, uprightSha256: null, problem: null, extra: {} }
      await storage.hot.addTasks(
        projectId,
        ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 })),
        NOW,
      )
      await insertAssets(
        storage.db,
        projectId,
        ids.map((id, n) => ({
          ...none,
          ...{ id, name: nameOf(id), sha256: stored[n]?.sha256 ?? "", bytes: stored[n]?.bytes ?? 0 },
          ...{ mediaType: "image/jpeg", size: SIZE, importId: null, madeAtMs: NOW },
        })),
      )
      await putStatuses(
        storage.db,
        projectId,
        ids.map((id) => {
          const body = bodyOf(id, size.regions)
          bodies.set(nameOf(id), body)
          const answer = canonicalJson(body)
          return {
            ...{ taskId: id, state: "settled" as const, settledBy: "import" as const, settledAtMs: NOW, answer },
            ...{ provenance: null, answerSha256: createHash("sha256").update(answer).digest("hex") },
            ...{ labels: " ", texts: "", regions: body.regions.length, nothingHere: body.nothingHere },
          }
        }),
        NOW,
      )
    }
  } finally {
    await storage.close()
  }
  return bodies
}
