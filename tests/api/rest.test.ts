import { randomUUID } from "node:crypto"
import { connect } from "node:net"
import { Validator } from "@seriousme/openapi-schema-validator"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Client, codeIn } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { openProject, setUp } from "../support/studio.ts"

const SHOP = "/api/v1/p/shop"

let server: Server
let owner: Client
let script: Client

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3].map((number) => jpeg(number)))
  await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures })
  script = new Client(server.origin, await tokenFor("read", "import", "export"))
})
afterAll(() => server.stop())

async function tokenFor(...scopes: readonly string[]): Promise<string> {
  const { token } = await owner.act<{ token: string }>("account.createToken", { name: "script", scopes, days: 1 })
  return token
}

interface Said {
  readonly status: number
  readonly json: Record<string, unknown>
}

async function ask(path: string, init: RequestInit = {}): Promise<Said> {
  const answer = await script.request(path, init)
  return { status: answer.status, json: await answer.json() }
}

const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
})
const file = (method: string, body: Uint8Array | string): RequestInit => ({
  method,
  headers: { "content-type": "application/octet-stream" },
  body: typeof body === "string" ? body : new Uint8Array(body),
})

/** Waits as a script would, with one request. */
async function finished(job: unknown): Promise<Record<string, unknown>> {
  const { json } = await ask(`${SHOP}/jobs/${job}?wait=60`)
  return json
}

describe("what a script does", () => {
  test("projects, progress and labels", async () => {
    const { json } = await ask("/api/v1/projects")
    expect(json["projects"]).toEqual([expect.objectContaining({ project: "shop", pictures: 3, state: "open" })])
    const progress = await ask(SHOP)
    expect(progress).toMatchObject({
      status: 200,
      json: { pictures: 3, answers: 0, answersLeft: 3, lastVersion: null },
    })
    expect(progress.json["counts"]).toMatchObject({ open: 3, settled: 0 })
    expect(progress.json).not.toHaveProperty("people")
    const labels = await ask(`${SHOP}/labels`)
    expect((labels.json["labels"] as { id: string }[]).map(({ id }) => id)).toEqual(["thing", "other"])
  })

  test("lists pictures by state, page by page", async () => {
    const first = await ask(`${SHOP}/pictures?state=open&limit=2`)
    expect(first.json).toMatchObject({ total: 3, pictures: [{ id: 1, name: "picture-0.jpg" }, { id: 2 }] })
    const rest = await ask(`${SHOP}/pictures?state=open&limit=2&cursor=${first.json["next"]}`)
    expect(rest.json).toMatchObject({
      pictures: [{ id: 3, state: "open", size: { width: 96, height: 64 } }],
      next: null,
    })
    expect((await ask(`${SHOP}/pictures?state=settled&state=disputed`)).json).toMatchObject({ total: 0, pictures: [] })
  })

  test("adds one picture at once, and answers the one that is there for the same bytes", async () => {
    const bytes = await jpeg(4)
    const added = await ask(`${SHOP}/pictures?name=${encodeURIComponent("étagère/a b.jpg")}`, file("POST", bytes))
    expect(added).toEqual({ status: 200, json: { id: 4, name: "étagère/a b.jpg", twice: false, problem: null } })
    const again = await ask(`${SHOP}/pictures?name=again.jpg`, file("POST", bytes))
    expect(again.json).toEqual({ id: 4, name: "étagère/a b.jpg", twice: true, problem: null })
    const shown = await ask(`${SHOP}/pictures/4`)
    expect(shown.json).toMatchObject({ id: 4, state: "open", answer: null, size: { width: 96, height: 64 } })
    const href = await script.request(String(shown.json["href"]))
    expect(Buffer.from(await href.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true)
    // What claims to be a picture and cannot be read is kept with its reason; what does not claim it is refused.
    expect((await ask(`${SHOP}/pictures?name=broken.jpg`, file("POST", "no picture"))).json).toMatchObject({
      problem: expect.stringMatching(/^picture_/),
    })
    expect(await ask(`${SHOP}/pictures?name=notes.txt`, file("POST", "words"))).toMatchObject({
      status: 415,
      json: { code: "picture_kind" },
    })
  })

  test("takes a batch of pictures and labels in, and waits for it", async () => {
    const batch = randomUUID()
    const coco = {
      images: [{ id: 1, file_name: "picture-0.jpg", width: 96, height: 64 }],
      categories: [{ id: 1, name: "thing" }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 30, 40], area: 1200, iscrowd: 0 }],
    }
    const put = (name: string, body: Uint8Array | string) =>
      ask(`${SHOP}/batches/${batch}/files?name=${name}`, file("PUT", body))
    const picture = await jpeg(5)
    expect(await put("new.jpg", picture)).toEqual({ status: 200, json: { bytes: picture.length } })
    await put("labels.json", JSON.stringify(coco))
    const started = await ask(`${SHOP}/imports`, post({ batch, name: "from a script", as: "settled" }))
    expect(started).toMatchObject({ status: 202, json: { import: expect.any(Number), job: expect.any(Number) } })
    const job = await finished(started.json["job"])
    expect(job).toMatchObject({ kind: "import", state: "done", error: null })
    const { json } = await ask(String(job["href"]))
    expect(json).toMatchObject({
      name: "from a script",
      state: "done",
      pictures: 1,
      regions: 1,
      report: expect.any(Array),
    })
    expect((await ask(`${SHOP}/imports`)).json["imports"]).toContainEqual(expect.objectContaining({ id: json["id"] }))
    expect((await ask(`${SHOP}/pictures?state=settled`)).json).toMatchObject({
      total: 1,
      pictures: [{ id: 1, regions: 1 }],
    })
    expect((await ask(`${SHOP}/pictures/1`)).json["answer"]).toMatchObject({
      regions: [{ label: "thing", x: 1, width: 30 }],
    })
  })

  test("attaches predictions by name, as scores, and by SHA-256, as proposals", async () => {
    const results = ["picture-0.jpg", "picture-1.jpg", "nowhere.jpg"].map((image_id) => ({
      image_id,
      category_id: "thing",
      bbox: [1, 2, 30, 40],
      score: 0.75,
    }))
    const started = await ask(`${SHOP}/predictions?name=model-1`, post(results))
    expect(started.status).toBe(202)
    const job = await finished(started.json["job"])
    expect(job).toMatchObject({ kind: "import", state: "done" })
    expect((await ask(String(job["href"]))).json).toMatchObject({ as: "scores", unmatched: 1, set: 1 })
    const { json } = await ask(`${SHOP}/predictions`)
    expect(json["sets"]).toEqual([
      expect.objectContaining({
        name: "model-1",
        state: "ready",
        pictures: 2,
        unmatched: 1,
        regions: 2,
        ap: expect.closeTo(1, 9),
      }),
    ])
    const { sha256 } = (await ask(`${SHOP}/pictures/2`)).json
    const byHash = results.slice(0, 1).map((row) => ({ ...row, image_id: sha256 }))
    const second = await ask(`${SHOP}/predictions?name=model-2&as=proposals`, post(byHash))
    const { href } = await finished(second.json["job"])
    expect((await ask(String(href))).json).toMatchObject({ as: "proposals", unmatched: 0, regions: 1, set: 2 })
  })

  test("freezes, exports, and takes the file in pieces", async () => {
    const frozen = await ask(`${SHOP}/versions`, post({ note: "first" }))
    expect(frozen.status).toBe(202)
    const freezing = await finished(frozen.json["job"])
    expect(freezing).toMatchObject({ kind: "freeze", state: "done", href: `${SHOP}/versions/1` })
    expect((await ask(`${SHOP}/versions`)).json).toMatchObject({
      versions: [{ version: 1, pictures: 1, note: "first" }],
    })
    expect((await ask(`${SHOP}/versions/latest`)).json).toMatchObject({ version: 1, regions: 1 })
    const started = await ask(`${SHOP}/versions/latest/exports`, post({ format: "coco" }))
    const job = await finished(started.json["job"])
    expect(job).toMatchObject({ kind: "export", state: "done", href: `${SHOP}/versions/1/coco.zip` })
    const whole = await script.request(String(job["href"]))
    const bytes = Buffer.from(await whole.arrayBuffer())
    expect([whole.status, whole.headers.get("content-type"), bytes.subarray(0, 2).toString()]).toEqual([
      200,
      "application/zip",
      "PK",
    ])
    expect(whole.headers.get("content-disposition")).toMatch(/^attachment; filename="shop-v1-coco.*\.zip"$/)
    const tail = await script.request(`${SHOP}/versions/latest/coco.zip`, { headers: { range: "bytes=10-" } })
    expect([tail.status, tail.headers.get("content-range")]).toEqual([
      206,
      `bytes 10-${bytes.length - 1}/${bytes.length}`,
    ])
    expect(Buffer.from(await tail.arrayBuffer()).equals(bytes.subarray(10))).toBe(true)
    const beyond = await script.request(`${SHOP}/versions/1/coco.zip`, { headers: { range: `bytes=${bytes.length}-` } })
    expect(beyond.status).toBe(416)
  })

  test("a file nobody asked for yet is made by the request for it", async () => {
    const answer = await script.request(`${SHOP}/versions/1/justesse.zip?pictures=true`)
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer()).includes("picture-0.jpg")).toBe(true)
  })

  test("a table is safe for spreadsheets unless exact texts are asked for", async () => {
    const nameOf = async (query: string) => {
      const answer = await script.request(`${SHOP}/versions/1/csv.zip${query}`)
      expect(answer.status).toBe(200)
      return answer.headers.get("content-disposition")
    }
    expect(await nameOf("")).toContain("-spreadsheet")
    expect(await nameOf("?spreadsheet=true")).toContain("-spreadsheet")
    expect(await nameOf("?spreadsheet=false")).not.toContain("-spreadsheet")
  })
})

describe("a GET changes nothing for whoever is signed in", () => {
  test("a link to a file that nobody made yet begins no export, whatever page it stands on (found T25)", async () => {
    const exportsOf = async () => {
      const { exports } = await owner.ask<{ exports: unknown[] }>("dataset.get", { project: "shop", version: 1 })
      return exports.length
    }
    const before = await exportsOf()
    for (const site of ["cross-site", "same-origin"]) {
      const answer = await owner.request(`${SHOP}/versions/1/voc.zip`, { headers: { "sec-fetch-site": site } })
      expect([answer.status, codeIn(await answer.text())]).toEqual([409, "export_not_ready"])
    }
    expect(await exportsOf()).toBe(before)
    // What is made already is theirs to take.
    expect((await owner.request(`${SHOP}/versions/1/coco.zip`)).status).toBe(200)
  })
})

/** What the server says on a connection, up to `end`; null: until it closes the connection. */
function speech(port: number, text: string, end: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(text))
    socket.on("data", (chunk) => {
      said += chunk
      if (end !== null && said.includes(end)) socket.destroy()
    })
    socket.once("close", () => resolve(said))
    socket.once("error", reject)
  })
}

describe("what a page of another site can send in somebody's name", () => {
  const said = async (headers: Record<string, string>, body = '{"note":""}') => {
    const answer = await owner.request(`${SHOP}/versions`, { method: "POST", headers, body })
    return [answer.status, codeIn(await answer.text())]
  }
  const json = { "content-type": "application/json" }

  test("is refused: forms, other sites by what the browser says of them, an Origin of another scheme (found T31, T36)", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      expect(await said({ "content-type": type })).toEqual([400, "invalid_input"])
    for (const site of ["cross-site", "same-site"])
      expect(await said({ ...json, "sec-fetch-site": site })).toEqual([403, "not_allowed"])
    expect(await said({ ...json, origin: server.origin.replace("http:", "https:") })).toEqual([403, "not_allowed"])
    // A word of a proxy that nobody configured is not believed, and a header that proves nothing opens nothing.
    const elsewhere = { ...json, origin: "http://elsewhere.example" }
    expect(await said({ ...elsewhere, "x-forwarded-host": "elsewhere.example" })).toEqual([403, "not_allowed"])
    expect(await said({ ...elsewhere, authorization: "Basic eDp4" })).toEqual([403, "not_allowed"])
    const call = { method: "POST", headers: elsewhere, body: "{}" }
    expect((await owner.request("/trpc/account.signOut", call)).status).toBe(403)
    const picture = { method: "POST", headers: { "content-type": "text/plain" }, body: "x" }
    expect((await owner.request(`${SHOP}/pictures?name=a.jpg`, picture)).status).toBe(400)
  })

  test("reaches nothing under a name that somebody made mean this machine (found T31)", async () => {
    const { port } = new URL(server.origin)
    const said = await speech(Number(port), `GET /api/v1/projects HTTP/1.1\r\nhost: evil.example:${port}\r\n\r\n`, "}}")
    expect(said).toMatch(/^HTTP\/1\.1 421 [^]*"not_allowed"/)
  })

  test("an upload that is refused is not read to its end (found T28)", async () => {
    const { port } = new URL(server.origin)
    const head = `PUT /upload/shop/${randomUUID()}?name=a.jpg HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 1000000000\r\n`
    expect(await speech(Number(port), `${head}\r\nx`, null)).toMatch(/^HTTP\/1\.1 401 /)
  })

  test("is taken from the studio's own pages", async () => {
    const own = { ...json, origin: server.origin, "sec-fetch-site": "same-origin" }
    expect(await said(own, "{")).toEqual([400, "invalid_input"])
    expect((await said(own))[0]).toBe(202)
  })
})

describe("what is refused", () => {
  test.each([
    ["no version of that number", `${SHOP}/versions/9`, 404, "not_found"],
    ["no format of that name", `${SHOP}/versions/1/doc.zip`, 400, "invalid_input"],
    ["a job of nobody", `${SHOP}/jobs/99999`, 404, "not_found"],
    ["no picture of that number", `${SHOP}/pictures/77`, 404, "not_found"],
    ["a state that is none", `${SHOP}/pictures?state=lost`, 400, "invalid_input"],
    ["a word that is not asked for", `${SHOP}/pictures?colour=red`, 400, "invalid_input"],
    ["too large a page", `${SHOP}/pictures?limit=1000`, 400, "invalid_input"],
    ["a wait without end", `${SHOP}/jobs/1?wait=100000`, 400, "invalid_input"],
    ["a project that is not there", "/api/v1/p/nowhere", 404, "not_found"],
    ["a project that cannot be there", "/api/v1/p/No%20Where", 404, "not_found"],
    ["a road that is none", "/api/v1/no/such", 404, "not_found"],
  ])("%s", async (_what, path, status, code) => {
    const { status: found, json } = await ask(path)
    expect([found, json["code"], Object.keys(json)]).toEqual([status, code, ["code", "detail"]])
  })

  test("a wrong token, no token, a token of another scope", async () => {
    const read = new Client(server.origin, await tokenFor("read"))
    const said = async (client: Client, path: string, init: RequestInit = {}) => {
      const answer = await client.request(path, init)
      return [answer.status, codeIn(await answer.text())]
    }
    expect(await said(new Client(server.origin, "jst_wrong"), "/api/v1/projects")).toEqual([401, "not_signed_in"])
    expect(await said(new Client(server.origin), SHOP)).toEqual([401, "not_signed_in"])
    expect(await said(read, SHOP)).toEqual([200, ""])
    expect(await said(read, `${SHOP}/versions`)).toEqual([403, "not_allowed"])
    expect(await said(read, `${SHOP}/pictures?name=a.jpg`, file("POST", "x"))).toEqual([403, "not_allowed"])
    // The person's cookie from a page of another site changes nothing.
    const foreign = { origin: "https://elsewhere.example", "content-type": "application/json" }
    const sent = { method: "POST", headers: foreign, body: '{"note":""}' }
    expect(await said(owner, `${SHOP}/versions`, sent)).toEqual([403, "not_allowed"])
  })

  test("a token of one project opens that one alone", async () => {
    await openProject(owner, { slug: "depot", kind: "boxes", overlap: 1, pictures: [await jpeg(60)] })
    const made = { name: "one", scopes: ["read", "import"], days: 1, project: "depot" }
    const { token, row } = await owner.act<{ token: string; row: { project: string } }>("account.createToken", made)
    expect(row.project).toBe("depot")
    const bound = new Client(server.origin, token)
    const said = async (path: string, init: RequestInit = {}) => (await bound.request(path, init)).status
    expect(await said("/api/v1/p/depot")).toBe(200)
    expect(await said(`/upload/depot/${randomUUID()}?name=a.txt`, file("PUT", "x"))).toBe(200)
    expect(await said(SHOP)).toBe(404)
    expect(await said("/api/v1/projects")).toBe(403)
    expect(await said(`/upload/shop/${randomUUID()}?name=a.txt`, file("PUT", "x"))).toBe(404)
    expect((await bound.ask<{ person: unknown }>("account.me", {})).person).toBeNull()
    // What is done as a person cannot be bound; a project of others cannot be named.
    const refused = { ...made, scopes: ["work"] }
    expect((await owner.send("account.createToken", refused)).status).toBe(403)
    expect((await owner.send("account.createToken", { ...made, project: "nowhere" })).status).toBe(404)
  })

  test("bodies that are no JSON, names that leave the folder, and too much", async () => {
    const broken = { method: "POST", headers: { "content-type": "application/json" }, body: "{" }
    expect(await ask(`${SHOP}/imports`, broken)).toMatchObject({ status: 400, json: { code: "invalid_input" } })
    expect(await ask(`${SHOP}/imports`, post({}))).toMatchObject({ status: 400, json: { detail: { field: "batch" } } })
    const away = `${SHOP}/batches/${randomUUID()}/files?name=${encodeURIComponent("../../away")}`
    expect(await ask(away, file("PUT", "x"))).toMatchObject({ status: 400, json: { code: "name_unsafe" } })
    const large = post({ batch: randomUUID(), name: "x".repeat(1_100_000), as: "settled" })
    expect(await ask(`${SHOP}/imports`, large)).toMatchObject({ status: 413, json: { code: "file_too_large" } })
    const nothing = post({ batch: randomUUID(), name: "none", as: "settled" })
    expect(await ask(`${SHOP}/imports`, nothing)).toMatchObject({ status: 404, json: { code: "not_found" } })
  })
})

describe("the document", () => {
  test("is valid OpenAPI 3.1, open to everybody, and names this address", async () => {
    const answer = await new Client(server.origin).request("/openapi.json")
    const document = await answer.json()
    expect(document.servers).toEqual([{ url: server.origin }])
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap(Object.values)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    expect(operations.length).toBeGreaterThanOrEqual(16)
  })
})
