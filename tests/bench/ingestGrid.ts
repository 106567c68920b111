import { findProjectBySlug, openStorage, type Storage } from "@justesse/db"
import { sql } from "kysely"
import type { Client } from "../support/client.ts"

export const GRID_PICTURES = 100_000
const PIECE = 2_000
const LIMIT = 120
const TIMES = 7

/** Fills a project with pictures as rows alone, their tasks open; what the grid reads of them is there. */
export async function fillGrid(place: { file: string } | { url: string }, slug: string): Promise<void> {
  const storage = await openStorage(place)
  try {
    const project = await findProjectBySlug(storage.db, slug)
    if (!project) throw new Error(`${slug} is not there`)
    for (let at = 0; at < GRID_PICTURES; at += PIECE) await fillSome(storage, project.id, at)
    await sql`analyze`.execute(storage.db)
  } finally {
    await storage.close()
  }
}

async function fillSome({ db, hot }: Storage, projectId: number, at: number): Promise<void> {
  const ids = Array.from({ length: PIECE }, (_, i) => at + i + 1)
  await db.transaction().execute(async (tx) => {
    for (let k = 0; k < ids.length; k += 500)
      await tx
        .insertInto("asset")
        .values(
          ids.slice(k, k + 500).map((id) => ({
            ...{ project_id: projectId, id, name: `street/IMG_${id}.jpg`, search: `street/img_${id}.jpg` },
            ...{ sha256: String(id).padStart(64, "0"), media_type: "image/jpeg", bytes: 1, width: 640, height: 480 },
            ...{ upright_sha256: null, preview_sha256: String(id).padStart(64, "1"), problem: null, foreign: null },
            ...{
              thumbnail_sha256: String(id).padStart(64, "2"),
              import_id: 1,
              made_at_ms: 1,
              document: null,
              page: null,
            },
          })),
        )
        .execute()
  })
  const tasks = ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 }))
  await hot.addTasks(projectId, tasks, 1)
}

interface Page {
  readonly tiles: readonly { readonly asset: number }[]
  readonly total: number
  readonly all: number
}

async function timed(ask: () => Promise<Page>): Promise<{ page: Page; worst: number; median: number }> {
  const times: number[] = []
  let page: Page | null = null
  for (let n = 0; n < TIMES; n++) {
    const began = performance.now()
    page = await ask()
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  if (page === null) throw new Error("nothing was asked")
  return { page, worst: times.at(-1) ?? 0, median: times[Math.floor(TIMES / 2)] ?? 0 }
}

/** What the grid of a large project takes through the server, ms; the totals are checked. */
export async function gridFigures(owner: Client, project: string, sort: string) {
  const input = { project, filter: { search: "", states: [], labels: [] }, sort, limit: LIMIT }
  const first = await timed(() => owner.ask<Page>("asset.list", { ...input, cursor: null }))
  const end = await timed(() => owner.ask<Page>("asset.list", { ...input, cursor: null, from: "end" }))
  const { page } = end
  const isWhole = [first, end].every(({ page: one }) => one.total === GRID_PICTURES && one.all === GRID_PICTURES)
  const wanted = sort === "newest" ? 1 : GRID_PICTURES
  // By name the last one is IMG_99999.
  const lastId = sort === "name" ? GRID_PICTURES - 1 : wanted
  return { first, end, isWhole: isWhole && page.tiles.length === LIMIT && page.tiles[0]?.asset === lastId }
}
