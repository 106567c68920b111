import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BackgroundNews } from "@justesse/api/core/background"
import { computeHere } from "@justesse/api/testing/here"
import { freeze } from "@justesse/api/versions/freeze"
import { diskBlobs, findProject, findVersion, insertAssets, listItems, putStatuses } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { addPeople, addProject, NOW } from "@justesse/db/testing/seed"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { filesAt } from "../files/sets.ts"
import { backgroundPool } from "./pool.ts"

const WORKER = new URL("../../dist/backgroundWorker.js", import.meta.url)
const PICTURES = 600

beforeAll(() => {
  if (!existsSync(fileURLToPath(WORKER))) throw new Error("The server is not built: run the tests by `npm test`.")
})

describe.each(engines)("long readings in another thread on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let pool: ReturnType<typeof backgroundPool>
  let project = 0
  let owner = 0

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    // The thread looks for the database in its data folder.
    if ("file" in store.at) symlinkSync(store.at.file, join(folder.path, "justesse.db"))
    mkdirSync(join(folder.path, "exports"))
    pool = backgroundPool(WORKER, { dataDir: folder.path, databaseUrl: "url" in store.at ? store.at.url : null })
    ;[owner = 0] = await addPeople(store.storage, 1)
    project = await addProject(store.storage, owner, PICTURES, 1)
    await seed()
  })
  afterAll(async () => {
    await pool.close()
    await store.close()
    folder.remove()
  })

  const seed = async () => {
    const { sha256 } = await diskBlobs(join(folder.path, "blobs")).put(new TextEncoder().encode("a picture"))
    const ids = Array.from({ length: PICTURES }, (_, i) => i + 1)
    const { db } = store.storage
    await db.updateTable("ontology_version").set({ body: '{"labels":[]}' }).where("project_id", "=", project).execute()
    const rest = { previewSha256: null, thumbnailSha256: null, uprightSha256: null, problem: null, importId: null }
    await insertAssets(
      db,
      project,
      ids.map((id) => ({
        ...rest,
        ...{ id, name: `${id}.jpg`, sha256, mediaType: "image/jpeg", bytes: 9, madeAtMs: NOW },
        ...{ size: { width: 64, height: 48 }, extra: {}, document: null },
      })),
    )
    await putStatuses(
      db,
      project,
      ids.map((taskId) => {
        const region = {
          id: `r${taskId}`,
          geometry: { type: "box", x: taskId % 50, y: 1, width: 9, height: 9 },
          label: "crate",
        }
        const answer = JSON.stringify({ nothingHere: false, regions: [region] })
        return {
          ...{ taskId, state: "settled", settledBy: "import", settledAtMs: NOW, answer, provenance: null },
          ...{ answerSha256: createHash("sha256").update(answer).digest("hex"), labels: " ", texts: "" },
          ...{ regions: 1, nothingHere: false },
        }
      }),
      NOW,
    )
  }
  const deps = () => ({
    storage: store.storage,
    background: pool,
    nowMs: () => NOW,
    hmac: String,
    compute: computeHere,
  })
  const frozen = async () => {
    const found = await findProject(store.storage.db, project)
    if (!found) throw new Error("no project")
    return freeze(deps(), found, { personId: owner }, { note: "" })
  }
  const wanted = (version: number, stored: string) => ({
    ...{ projectId: project, version, format: "justesse" as const, stored },
    choices: { withPictures: true, spreadsheet: false, withoutMetadata: false },
  })
  const outbox = () => readdirSync(join(folder.path, "exports")).sort()

  test("freezes what another thread reads while this one stores, and says how far it is", async () => {
    const { version, sha256 } = await frozen()
    const head = await findVersion(store.storage.db, project, version)
    expect([head?.pictures, head?.regions, head?.contentSha256]).toEqual([PICTURES, PICTURES, sha256])
    expect((await listItems(store.storage.db, project, version, PICTURES - 1, 9)).length).toBe(1)
  })

  test("makes a file whose SHA-256 it tells, with news on the way", async () => {
    const { version } = await frozen()
    const news: BackgroundNews[] = []
    const made = await pool.run("export", wanted(version, "whole.zip"), async (one) => void news.push(one))
    const files = await filesAt(join(folder.path, "exports", "whole.zip"))
    expect((await files.list()).length).toBeGreaterThan(PICTURES)
    files.close()
    const last = news.at(-1)
    expect(last).toMatchObject({ kind: "progress", bytes: made.bytes })
    expect(last?.kind === "progress" && last.done === last.total).toBe(true)
    expect(made.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test("ends with the very failure of whoever refuses its news, and leaves no whole file", async () => {
    const { version } = await frozen()
    const stop = new Error("cancelled")
    const refused = pool.run("export", wanted(version, "stopped.zip"), () => Promise.reject(stop))
    await expect(refused).rejects.toBe(stop)
    expect(outbox()).not.toContain("stopped.zip")
    expect((await pool.run("changes", { projectId: project, version, other: version })).changed).toBe(0)
  })

  test("failures keep their code between threads", async () => {
    const gone = pool.run("export", wanted(99, "gone.zip"))
    await expect(gone).rejects.toMatchObject({ name: "JustesseError", code: "not_found" })
    expect(outbox()).not.toContain("gone.zip")
  })

  test("what each form loses comes back for every form", async () => {
    const { version } = await frozen()
    const { byFormat, rotated } = await pool.run("losses", { projectId: project, version })
    expect([byFormat.justesse, rotated, Object.keys(byFormat).length > 10]).toEqual([[], null, true])
  })
})

describe("a pool that is closing", () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  test("takes nothing more", async () => {
    const pool = backgroundPool(WORKER, { dataDir: folder.path, databaseUrl: null })
    await pool.close()
    const call = pool.run("changes", { projectId: 1, version: 2, other: 1 })
    await expect(call).rejects.toMatchObject({ code: "busy" })
  })
})
