import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createDeflateRaw } from "node:zlib"
import { insertAssets, insertProject, putStatuses, type Storage } from "@justesse/db"
import { addPeople, NOW } from "@justesse/db/testing/seed"
import { canonicalJson, DEFAULT_SETTINGS, type Ontology } from "@justesse/types"
import Database from "better-sqlite3"
import { SYNTHETIC } from "./syntheticCoco.ts"

const PIECE = 2_000

const ONTOLOGY: Ontology = {
  labels: Array.from({ length: SYNTHETIC.classes }, (_, i) => ({
    id: `class-${i}` as Ontology["labels"][number]["id"],
    name: { en: `class ${i}` },
    color: "#56b4e9",
    key: null,
    hasText: false,
    attributes: [],
    retired: false,
  })),
}

function bodyOf(picture: number, boxes: number): string {
  const regions = Array.from({ length: boxes }, (_, k) => ({
    id: `${picture}-${k}`,
    geometry: {
      type: "box" as const,
      x: ((picture * 37 + k * 91) % 50_000) / 100,
      y: ((picture * 53 + k * 71) % 40_000) / 100,
      width: 1 + ((picture * 11 + k * 131) % 13_000) / 100,
      height: 1 + ((picture * 17 + k * 61) % 7_000) / 100,
    },
    label: `class-${(picture * 7 + k * 13) % SYNTHETIC.classes}`,
  }))
  return canonicalJson({ regions, nothingHere: regions.length === 0 })
}

/** A project of settled pictures with as many boxes each as {@link SYNTHETIC} has; the blob of each is the one given. */
export async function seedFinal(storage: Storage, pictures: number, sha256: string, bytes: number): Promise<number> {
  const [owner = 0] = await addPeople(storage, 1)
  const project = await insertProject(storage.db, {
    ...{ slug: "large", name: "Large", kind: "boxes", names: "in_house", state: "open", settings: DEFAULT_SETTINGS },
    ...{ draft: null, ontology: canonicalJson(ONTOLOGY), guideline: "", madeBy: owner, madeAtMs: NOW },
  })
  const each = SYNTHETIC.boxes / SYNTHETIC.pictures
  for (let from = 1; from <= pictures; from += PIECE) {
    const ids = Array.from({ length: Math.min(PIECE, pictures - from + 1) }, (_, i) => from + i)
    await storage.hot.addTasks(
      project,
      ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 })),
      NOW,
    )
    const rest = { previewSha256: null, thumbnailSha256: null, uprightSha256: null, problem: null, extra: {} }
    await insertAssets(
      storage.db,
      project,
      ids.map((id) => ({
        ...rest,
        ...{ id, name: `train/${String(id).padStart(12, "0")}.jpg`, sha256, bytes, mediaType: "image/jpeg" },
        ...{ size: { width: 640, height: 480 }, importId: null, madeAtMs: NOW },
      })),
    )
    await putStatuses(
      storage.db,
      project,
      ids.map((id) => {
        const boxes = Math.floor(id * each) - Math.floor((id - 1) * each)
        const answer = bodyOf(id, boxes)
        return {
          ...{ taskId: id, state: "settled", settledBy: "import", settledAtMs: NOW, answer, provenance: null },
          ...{ answerSha256: createHash("sha256").update(answer).digest("hex"), labels: " ", texts: "" },
          ...{ regions: boxes, nothingHere: boxes === 0 },
        }
      }),
      NOW,
    )
  }
  return project
}

/** The least that an export must do: read the stored bodies with plain better-sqlite3, parse, write COCO's shape, deflate. */
export async function plainExport(file: string, project: number, version: number, to: string): Promise<number> {
  const before = process.cpuUsage()
  const db = new Database(file, { readonly: true })
  const rows = db.prepare(
    `select a.id, a.name, b.body from version_item i join asset a on a.project_id = i.project_id and a.id = i.item_id
      join version_body b on b.project_id = i.project_id and b.body_sha256 = i.body_sha256
      where i.project_id = ? and i.version = ? order by a.id`,
  )
  const texts = function* () {
    for (const row of rows.iterate(project, version) as IterableIterator<{ id: number; name: string; body: string }>) {
      const { regions } = JSON.parse(row.body) as { regions: { x: number; y: number; width: number; height: number }[] }
      const boxes = regions.map((r) => JSON.stringify({ image_id: row.id, bbox: [r.x, r.y, r.width, r.height] }))
      yield `${JSON.stringify({ id: row.id, file_name: row.name, width: 640, height: 480 })}\n${boxes.join("\n")}\n`
    }
  }
  await pipeline(Readable.from(texts()), createDeflateRaw(), createWriteStream(to))
  db.close()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
