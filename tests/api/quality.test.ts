import { eventually } from "@justesse/db/testing/eventually"
import type { Quality } from "@justesse/types/wire/quality"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Client } from "../support/client.ts"
import { type Worker, work } from "../support/crowd.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "crowd"
const PICTURES = 34

describe("figures of a studio in a process of its own", () => {
  let server: Server
  let owner: Client
  let workers: Worker[] = []

  beforeAll(async () => {
    server = await startServer({ demo: false })
    owner = await setUp(server)
    const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, i) => jpeg(i)))
    await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 2, pictures })
    const names = ["Nadia", "Oliver"]
    const clients = await Promise.all(names.map((name) => join(owner, PROJECT, name, ["annotator"])))
    workers = clients.map((client, i) => ({ client, name: names[i] ?? "", held: [], sent: [] }))
  })
  afterAll(() => server.stop())

  const page = () => owner.ask<Quality>("quality.page", { project: PROJECT, utcOffsetMinutes: 60 })

  test("are computed in worker threads from what people sent, and shown with what is new since", async () => {
    const odd: never[] = []
    await Promise.all(workers.map((worker) => work(worker, odd, () => false)))
    expect(odd).toEqual([])
    const before = await page()
    expect(before).toMatchObject({ doubled: PICTURES, newAnswers: 2 * PICTURES })
    await owner.act("quality.compute", { project: PROJECT })
    await eventually(async () => {
      const now = await page()
      return now.computedAtMs !== null && !now.computing
    }).toBe(true)
    const shown = await page()
    expect(shown.agreement?.n).toBe(PICTURES)
    expect(shown.newAnswers).toBe(0)
    expect(shown.people.map(({ who, items }) => [who, items])).toEqual([
      ["Nadia", PICTURES],
      ["Oliver", PICTURES],
    ])
    expect(shown.method?.name).toBe("majority")
    expect(server.said()).not.toContain('"level":"error"')
  })
})
