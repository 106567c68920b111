import { findAccessBySlug, listJobs } from "@justesse/db"
import { ruleEngines, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { ExportFormat } from "@justesse/types/wire/dataset"
import { expect, test } from "vitest"
import type { Background } from "../core/background.ts"
import { ingest } from "../imports/run.ts"
import { runJobs } from "../jobs/index.ts"
import { makeHarness } from "../testing/harness.ts"
import { memoryOutbox, memoryUploads, plainPack } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze } from "../versions/freeze.ts"
import { startExport } from "./index.ts"

const PICTURES = 3
/** More text than a writer puts aside in one piece, in pieces that nothing divides evenly. */
const REGIONS = 1_801

/** Nobody waits for all forms at once but this test. */
const MANY = { projects: 100, uploads: 100, jobs: 100 }

/** Boxes in COCO's form, on pictures of three sizes. */
function coco(): string {
  const images = Array.from({ length: PICTURES }, (_, i) => ({ id: i, file_name: `${i}.png`, width: 640, height: 480 }))
  const annotations = Array.from({ length: REGIONS }, (_, i) => ({
    ...{ id: i, image_id: i % PICTURES, category_id: 1, area: 12, iscrowd: 0 },
    bbox: [(i % 600) + 0.25, i % 400, 10.5, 20],
  }))
  return JSON.stringify({ images, categories: [{ id: 1, name: "RBC" }], annotations })
}

// Found T3: 772 pictures with 11,580 regions in COCO's form failed, because a fraction of a step met a whole-number column.
test.each(ruleEngines)(
  "every form is made as a job to its end, and tells whole steps, on $name",
  {
    timeout: 120_000,
  },
  async ({ open }) => {
    const store = await open()
    const folder = temporaryFolder()
    const outbox = memoryOutbox()
    const ingestFiles = { pictures: headerPictures, outbox, uploads: memoryUploads(), zip: plainPack }
    const { deps, clock, ...harness } = makeHarness({
      storage: store.storage,
      folder: folder.path,
      override: ingestFiles,
    })
    // Each look at the clock is half a second later, so that each step is stored.
    const settings = { ...deps.settings, get: () => ({ ...deps.settings.get(), quotas: MANY }) }
    const ticking = { ...deps, settings, nowMs: () => (clock.nowMs += 500) }
    const owner = await harness.addPerson("Olga")
    const who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
    await harness.addProject({ slug: "cells", owner, ontology: { labels: [] } })
    const access = async () => (await findAccessBySlug(store.storage.db, "cells", owner.id)) ?? expect.fail("no access")
    const pictures = Array.from({ length: PICTURES }, (_, i) => [`${i}.png`, pngHeader(640, 480, `${i}`)] as const)
    const files = memoryFiles({ ...Object.fromEntries(pictures), "x.json": coco() })
    await ingest(deps, { project: await access(), files, as: "settled", name: "set", who })
    const project = await access()
    const { version } = await freeze(deps, project, who, { note: "" })

    const told: number[] = []
    const background: Background = {
      run: (name, input, notify) =>
        deps.background.run(name, input, async (news) => {
          if (news.kind === "progress") told.push(news.done)
          await notify?.(news)
        }),
    }
    for (const format of ExportFormat.options)
      await startExport(ticking, project, who, { project: project.slug, version, format, withPictures: true })
    const runner = runJobs({ ...ticking, background })
    await runner.idle()
    await runner.stop()
    const made = await listJobs(store.storage.db, { kinds: ["export"], limit: 200 })
    expect(made).toHaveLength(ExportFormat.options.length)
    expect(told.filter((done) => !Number.isInteger(done))).toEqual([])
    expect(made.filter(({ state, done, total }) => state !== "done" || done !== total || total === 0)).toEqual([])
    await store.close()
    folder.remove()
  },
)
