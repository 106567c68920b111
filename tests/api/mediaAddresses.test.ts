import { randomUUID } from "node:crypto"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join as path } from "node:path"
import { freshDatabase } from "@justesse/db/testing/engines"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { SentTask } from "@justesse/types/wire/work/history"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Client, codeIn } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join, openProject, setUp } from "../support/studio.ts"

describe.each(["SQLite", "PostgreSQL"])("addresses of pictures on %s", (engine) => {
  let server: Server
  let owner: Client
  let drop = async () => {}

  beforeAll(async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    if (database) drop = database.drop
    server = await startServer({ demo: false, ...(database ? { databaseUrl: database.url } : {}) })
    owner = await setUp(server)
  })
  afterAll(async () => {
    await server.stop()
    await drop()
  })

  const said = async (client: Client, address: string, init: RequestInit = {}) => {
    const answer = await client.request(address, init)
    return [answer.status, codeIn(await answer.text())]
  }
  const call = async (client: Client, name: string, input: unknown) => {
    const { status, text } = await client.send(name, input)
    return [status, codeIn(text.slice(text.indexOf("failure")))]
  }
  const ask = (client: Client, name: string, input: unknown) =>
    said(client, `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`)

  /** A project with a person who sent one answer and holds one task. */
  async function workedIn(slug: string, name: string) {
    await openProject(owner, {
      slug,
      kind: "boxes",
      overlap: 1,
      pictures: await Promise.all([7, 8, 9].map((n) => jpeg(n))),
    })
    const worker = await join(owner, slug, name, ["annotator"])
    const { leases } = await worker.act<HeldLeases>("work.next", { project: slug, want: 2 })
    const [first, second] = leases
    if (!first || !second) throw new Error("two tasks expected")
    const { assignmentId, fence } = first
    const sending = { assignmentId, fence, submissionId: randomUUID(), body: { nothingHere: true, regions: [] } }
    await worker.act("work.submitNext", { ...sending, ontologyVersion: 1, guidelineVersion: 1, want: 1 })
    return { worker, first, second }
  }

  test("end with the session and with the membership, at once (found T18, Z-08)", async () => {
    const { worker, first, second } = await workedIn(`left-${engine.toLowerCase()}`, `Lena${engine}`)
    const project = `left-${engine.toLowerCase()}`
    const sent = await worker.ask<SentTask>("work.sent", { assignmentId: first.assignmentId })
    const addresses = [first.media.full, first.media.thumbnail, second.media.preview, sent.media.full]
    for (const address of addresses) expect(await said(worker, address)).toEqual([200, ""])
    // An address alone opens nothing, and somebody else's opens nothing to a stranger of the project.
    const nobody = new Client(server.origin)
    const other = await workedIn(`other-${engine.toLowerCase()}`, `Otto${engine}`)
    for (const address of addresses) {
      expect(await said(nobody, address)).toEqual([404, "not_found"])
      expect(await said(other.worker, address)).toEqual([404, "not_found"])
    }
    // The owner of the project may see what is in it.
    expect(await said(owner, first.media.full)).toEqual([200, ""])
    const { members } = await owner.ask<{ members: { person: number; name: string }[] }>("people.list", { project })
    const person = members.find((one) => one.name.startsWith("Lena"))?.person
    await owner.act("people.remove", { project, person })
    for (const address of addresses) expect(await said(worker, address)).toEqual([404, "not_found"])
    // What they sent stays theirs to read, without its picture.
    const left = await worker.ask<SentTask>("work.sent", { assignmentId: first.assignmentId })
    expect(left.media).toEqual({ full: "", preview: "", thumbnail: "" })
    for (const name of ["work.open", "work.takeUp", "work.revise"])
      expect(await call(worker, name, { assignmentId: second.assignmentId })).toEqual([404, "not_found"])
    // Their own list of what they did stays, without its picture; the second task was only fetched ahead.
    const history = { search: "", project: null, states: [], cursor: null, limit: 10 }
    const { rows } = await worker.ask<{ rows: { thumbnail: string }[] }>("work.history", history)
    expect(rows.map((row) => row.thumbnail)).toEqual([""])
  })

  test("end with the project, and a deleted project takes nothing in (found T18)", async () => {
    const project = `gone-${engine.toLowerCase()}`
    const { worker, first, second } = await workedIn(project, `Gina${engine}`)
    const batch = randomUUID()
    await owner.act("project.remove", { project, confirm: project })
    for (const client of [worker, owner]) {
      expect(await said(client, first.media.full)).toEqual([404, "not_found"])
      expect(await ask(client, "work.guide", { project, ontologyVersion: 1, guidelineVersion: 1 })).toEqual([
        404,
        "not_found",
      ])
    }
    expect(await call(worker, "work.open", { assignmentId: second.assignmentId })).toEqual([404, "not_found"])
    expect(await call(worker, "work.next", { project, want: 1 })).toEqual([404, "not_found"])
    expect(await said(owner, `/upload/${project}/${batch}?name=a.jpg`, { method: "PUT", body: "x" })).toEqual([
      404,
      "not_found",
    ])
    const words = { project, batch, name: "a.jpg" }
    const metadata = Object.entries(words).map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
    const headers = { "tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": metadata.join(",") }
    expect(await said(owner, "/upload/tus", { method: "POST", headers })).toEqual([404, "not_found"])
    // Brought back, everything is as it was.
    await owner.act("project.restore", { project })
    expect(await said(worker, first.media.full)).toEqual([200, ""])
  })

  test("a picture of a guideline belongs to its project (found T17, Z-10)", async () => {
    const mine = `mine-${engine.toLowerCase()}`
    const { worker } = await workedIn(mine, `Mia${engine}`)
    const theirs = `theirs-${engine.toLowerCase()}`
    await workedIn(theirs, `Theo${engine}`)
    const { tiles } = await owner.ask<{ tiles: { asset: number }[] }>("asset.list", {
      ...{ project: theirs, filter: { search: "", states: [], labels: [] }, sort: "number", cursor: null, limit: 1 },
    })
    const { sha256 } = await owner.ask<{ sha256: string }>("asset.get", { project: theirs, asset: tiles[0]?.asset })
    const put = await owner.request(`/upload/${mine}/guideline`, {
      method: "PUT",
      body: new Uint8Array(await jpeg(77)),
    })
    const own: { sha256: string } = await put.json()
    const save = (hash: string) =>
      call(owner, "guideline.save", { project: mine, baseVersion: 1, markdown: `# A\n\n![x](blob:${hash})`, note: "" })
    // One that is there in another project and one that is nowhere are refused alike.
    expect(await save(sha256)).toEqual([400, "invalid_input"])
    expect(await save("0".repeat(64))).toEqual([400, "invalid_input"])
    expect((await save(own.sha256))[0]).toBe(200)
    const { pictures } = await owner.ask<{ pictures: Record<string, string> }>("guideline.get", {
      project: mine,
      version: null,
    })
    expect(Object.keys(pictures)).toEqual([own.sha256])
    const address = pictures[own.sha256] ?? ""
    expect(await said(worker, address)).toEqual([200, ""])
    expect(await said(new Client(server.origin), address)).toEqual([404, "not_found"])
  })

  test("a damaged or missing picture is a typed refusal, and the operator's page says so (found T22, D-09)", async () => {
    const project = `worn-${engine.toLowerCase()}`
    const { worker, second } = await workedIn(project, `Wim${engine}`)
    const { tiles } = await owner.ask<{ tiles: { asset: number; waitsFor: number }[] }>("asset.list", {
      ...{ project, filter: { search: "", states: ["worked_on"], labels: [] }, sort: "number", cursor: null, limit: 9 },
    })
    const { sha256 } = await owner.ask<{ sha256: string }>("asset.get", { project, asset: tiles[0]?.asset })
    const file = path(server.dataDir, "blobs", sha256.slice(0, 2), sha256)
    const bytes = readFileSync(file)
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]))
    expect(await said(worker, second.media.full)).toEqual([400, "file_unreadable"])
    expect(server.said()).toContain("picture damaged")
    const { trouble } = await owner.ask<{ trouble: { code: string; detail: object } }>("admin.health", {})
    expect(trouble).toEqual({ code: "picture_damaged", detail: { count: 1 } })
    rmSync(file)
    const answer = await worker.request(second.media.full)
    expect([answer.status, codeIn(await answer.text())]).toEqual([400, "file_unreadable"])
  })
})
