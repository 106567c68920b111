import { randomUUID } from "node:crypto"
import { connect } from "node:net"
import { deflateSync } from "node:zlib"
import type { ReportLine } from "@justesse/types/dataset"
import type { HeldLeases, Lease, Receipt } from "@justesse/types/wire/work"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Answer, type Client, codeIn } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { ingestFiles, join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "bad-input"

let server: Server
let owner: Client
let annotator: Client

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((number) => jpeg(number)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures })
  annotator = await join(owner, PROJECT, "Imani", ["annotator"])
})
afterAll(() => server.stop())

/** Nothing of how the server is made leaves it. */
function expectNoTrace({ text }: Answer): void {
  expect(text).not.toMatch(/ {4}at |\.ts:|\.js:|node_modules|SQLITE/)
}

/** A PNG of one colour whose pixels are many and whose bytes are few. */
function png(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data])
    const whole = Buffer.alloc(body.length + 8)
    whole.writeUInt32BE(data.length, 0)
    body.copy(whole, 4)
    whole.writeUInt32BE(crc32(body), body.length + 4)
    return whole
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 })
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", new Uint8Array())])
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

interface Imported {
  readonly row: { readonly state: string; readonly pictures: number; readonly regions: number }
  readonly report: readonly ReportLine[]
}

async function imported(...files: readonly (readonly [string, Uint8Array | string])[]): Promise<Imported> {
  const id = await ingestFiles(owner, PROJECT, files)
  return owner.ask<Imported>("imports.get", { project: PROJECT, id })
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'

test.each([
  {
    name: "a picture that was cut off",
    file: "cut.jpg",
    bytes: async () => (await jpeg(200)).slice(0, 300),
    code: "picture_broken",
  },
  {
    name: "a text that calls itself a picture",
    file: "letter.jpg",
    bytes: async () => "Dear reader, I am no picture.",
    code: "picture_kind",
  },
  {
    name: "a page that calls itself a picture",
    file: "page.png",
    bytes: async () => "<html><script>alert(1)</script></html>",
    code: "picture_kind",
  },
  { name: "an SVG", file: "drawing.svg", bytes: async () => SVG, code: "picture_kind" },
  { name: "an SVG that calls itself a PNG", file: "drawing.png", bytes: async () => ` ${SVG}`, code: "picture_kind" },
  {
    name: "a picture of 256 megapixels in a few bytes",
    file: "bomb.png",
    bytes: async () => png(16_000, 16_000),
    code: "picture_too_large",
  },
  { name: "an empty file", file: "empty.jpg", bytes: async () => "", code: "picture_kind" },
])("$name is named in the report, and the good picture beside it goes in", async ({ file, bytes, code }) => {
  const number = 1_000 + [...file].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  const { row, report } = await imported([file, await bytes()], [`good-${file}.jpg`, await jpeg(number)])
  expect(row.state).toBe("done")
  expect(row.pictures).toBe(1)
  expect(report.map((line) => [line.code, line.file])).toContainEqual([code, file])
  expectNoTrace({ status: 200, text: JSON.stringify(report) })
})

const coco = (annotations: readonly unknown[], images: readonly unknown[]) =>
  JSON.stringify({ images, annotations, categories: [{ id: 1, name: "thing" }] })
const image = { id: 1, file_name: "coco.jpg", width: 96, height: 64 }
const good = { id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 30, 20], area: 600, iscrowd: 0 }

test("a COCO file with bad boxes keeps the good ones and names each bad one with its place", async () => {
  const bad = [
    { ...good, id: 2, image_id: 99 },
    { ...good, id: 3, bbox: [1, 2, 0, 20] },
    { ...good, id: 4, bbox: [1, null, 5, 20] },
    { id: 5, image_id: 1, category_id: 1 },
    { ...good, id: 6, category_id: 44 },
  ]
  const { row, report } = await imported(["coco.jpg", await jpeg(301)], ["labels.json", coco([good, ...bad], [image])])
  expect(row.state).toBe("done")
  expect(row.regions).toBe(1)
  const lost = report.filter((line) => line.level === "lost")
  expect(lost.length).toBeGreaterThanOrEqual(bad.length)
  expect(lost.every((line) => line.file === "labels.json")).toBe(true)
})

test("a box partly outside is kept as it is, and flagged", async () => {
  const outside = { ...good, bbox: [-5, 10, 40, 20] }
  const { row, report } = await imported(["coco.jpg", await jpeg(302)], ["labels.json", coco([outside], [image])])
  expect(row.regions).toBe(1)
  expect(report.some((line) => line.level === "note")).toBe(true)
})

test.each([
  { name: "JSON that breaks off", file: "labels.json", text: '{"images": [{"id": 1, "file_na' },
  { name: "VOC that breaks off", file: "voc.xml", text: "<annotation><filename>voc.jpg</filename><object><name>thing" },
  {
    name: "VOC with words for numbers",
    file: "voc.xml",
    text: "<annotation><filename>voc.jpg</filename><size><width>96</width><height>64</height></size><object><name>thing</name><bndbox><xmin>left</xmin><ymin>1</ymin><xmax>20</xmax><ymax>NaN</ymax></bndbox></object></annotation>",
  },
])("$name is named, and the picture beside it goes in", async ({ file, text }) => {
  const number = 400 + text.length
  const { row, report } = await imported(["voc.jpg", await jpeg(number)], [file, text])
  expect(row.state).toBe("done")
  expect(row.regions).toBe(0)
  expect(report.map((line) => line.file)).toContain(file)
  expectNoTrace({ status: 200, text: JSON.stringify(report) })
})

test.each(["../up.jpg", "a/../../up.jpg", "/etc/up.jpg", "C:\\up.jpg", "..\\up.jpg", "a\0.jpg"])(
  "a file that wants to be called %j is refused",
  async (name) => {
    const answer = await owner.upload(PROJECT, randomUUID(), name, "x")
    expect(answer.status).toBe(400)
    expect(codeIn(answer.text)).toBe("name_unsafe")
    expectNoTrace(answer)
  },
)

test("names inside a COCO file that climb out of its folder are lost with a line, never followed", async () => {
  const climbing = { ...image, file_name: "../../../../etc/passwd" }
  const { row, report } = await imported(["other.jpg", await jpeg(303)], ["labels.json", coco([good], [climbing])])
  expect(row.regions).toBe(0)
  expect(report.some((line) => line.level === "lost" && line.file === "labels.json")).toBe(true)
})

async function task(): Promise<Lease> {
  const { leases } = await annotator.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const lease = leases[0]
  if (!lease) throw new Error("There is no task left.")
  return lease
}

function submission(lease: Lease, label = "thing", x = 5) {
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const regions = [{ id: "r1", geometry: { type: "box", x, y: 5, width: 20, height: 20 }, label }]
  const body = { nothingHere: false, regions }
  return { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
}

test("a submission sent twice gives the same receipt; with another body it is refused, and the first one stands", async () => {
  const sent = submission(await task())
  const first = await annotator.act<{ receipt: Receipt }>("work.submitNext", sent)
  const second = await annotator.act<{ receipt: Receipt }>("work.submitNext", sent)
  expect(second.receipt).toEqual(first.receipt)
  const other = await annotator.send("work.submitNext", { ...sent, body: { nothingHere: true, regions: [] } })
  expect([other.status, codeIn(other.text)]).toEqual([409, "submission_differs"])
  expectNoTrace(other)
  const stored = await annotator.ask<{ body: { regions: unknown[] } }>("work.sent", { assignmentId: sent.assignmentId })
  expect(stored.body.regions).toHaveLength(1)
})

test("a fencing number that is no longer the newest is refused as taken over", async () => {
  const lease = await task()
  const anew = await annotator.act<Lease>("work.takeUp", { assignmentId: lease.assignmentId })
  expect(anew.fence).toBeGreaterThan(lease.fence)
  const late = await annotator.send("work.saveDraft", {
    assignmentId: lease.assignmentId,
    fence: lease.fence,
    revision: 1,
    body: submission(lease).body,
  })
  expect(codeIn(late.text)).toBe("taken_over")
  expectNoTrace(late)
  await annotator.act("work.submitNext", submission(anew))
})

test("what was drawn under a label that was taken away meanwhile is taken as it is", async () => {
  const lease = await task()
  const { version, ontology } = await owner.ask<{ version: number; ontology: { labels: { id: string }[] } }>(
    "ontology.get",
    { project: PROJECT, version: null },
  )
  const labels = ontology.labels.filter((label) => label.id !== "other")
  await owner.act("ontology.save", { project: PROJECT, baseVersion: version, ontology: { labels } })
  const { receipt } = await annotator.act<{ receipt: Receipt }>("work.submitNext", submission(lease, "other"))
  expect(receipt.counted).toBe("counted")
})

test.each([
  { name: "no JSON", body: "{{{" },
  { name: "a number where a box should be", body: JSON.stringify({ assignmentId: 3 }) },
  { name: "a field that nobody knows", body: JSON.stringify({ project: PROJECT, want: 1, admin: true }) },
  { name: "a body of 2 MiB", body: JSON.stringify({ project: "x".repeat(2 * 1024 * 1024) }) },
])("a call with $name gets a typed answer without a trace", async ({ body }) => {
  for (const path of ["work.next", "work.submitNext", "account.update"]) {
    const response = await annotator.request(`/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    })
    const answer = { status: response.status, text: await response.text() }
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(codeIn(answer.text)).toMatch(/^(invalid_input|file_too_large)$/)
    expectNoTrace(answer)
  }
})

test("a page of another site cannot act with somebody's cookie", async () => {
  const response = await annotator.request("/trpc/account.signOut", {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
    body: "{}",
  })
  expect(response.status).toBe(403)
  const me = await annotator.ask<{ person: unknown }>("account.me", {})
  expect(me.person).not.toBeNull()
})

test("text that no storage holds is refused wherever it stands, before anything is asked of the storage (found T23)", async () => {
  const activity = { project: PROJECT, search: "a\0b", kinds: [], cursor: null, limit: 20 }
  const list = { project: PROJECT, filter: { search: "", states: [], labels: [] }, sort: "name", limit: 20 }
  const calls: [string, object][] = [
    ["activity.list", activity],
    ["activity.list", { ...activity, search: "\ud800" }],
    ["activity.list", { ...activity, search: "", kinds: ["\0"] }],
    ["asset.list", { ...list, cursor: "\0" }],
    ["asset.saveView", { project: PROJECT, name: "a\0", filter: list.filter, sort: "name", shared: false }],
    ["work.submitNext", { assignmentId: "\0" }],
  ]
  for (const [path, input] of calls) {
    const query = path.endsWith("list")
    const answer = query
      ? await owner.request(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
      : await owner.request(`/trpc/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(input),
        })
    expect([path, answer.status, codeIn(await answer.text())]).toEqual([path, 400, "invalid_input"])
  }
})

test("nesting without end is refused in one sentence (found T32)", async () => {
  const { leases } = await annotator.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`
  const [lease] = leases
  if (!lease) throw new Error("a lease expected")
  const region = `{"id":"r","shape":"box","label":"thing","x":1,"y":1,"width":5,"height":5,"foreign":${deep}}`
  const head = `"assignmentId":"${lease.assignmentId}","fence":${lease.fence},"submissionId":"${randomUUID()}"`
  const rest = `"ontologyVersion":1,"guidelineVersion":1,"want":1,"body":{"nothingHere":false,"regions":[${region}]}`
  const answer = await annotator.request("/trpc/work.submitNext", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{${head},${rest}}`,
  })
  const text = await answer.text()
  expect([answer.status, codeIn(text)]).toEqual([400, "invalid_input"])
  expect(text).toContain("too_deep")
})

test("a path that leaves the pages names nothing (found T32)", async () => {
  const { host } = new URL(server.origin)
  const [hostname = "", port = ""] = host.split(":")
  for (const path of ["/%2e%2e/package.json", "/..%2fpackage.json", "/assets/%2e%2e/%2e%2e/x", "/%"]) {
    expect([path, await rawStatus(hostname, Number(port), path)]).toEqual([path, expect.stringMatching(/^4\d\d$/)])
  }
})

/** The status that a path gets which `fetch` would write otherwise. */
function rawStatus(host: string, port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
    )
    let said = ""
    socket.on("data", (chunk) => {
      said += chunk
    })
    socket.once("end", () => resolve(said.slice(9, 12)))
    socket.once("error", reject)
  })
}
