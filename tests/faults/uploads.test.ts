import { createHash, randomBytes, randomUUID } from "node:crypto"
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { expect, test } from "vitest"
import { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { PASSWORD, setUp } from "../support/studio.ts"

const MIB = 1_048_576
const TUS = { "tus-resumable": "1.0.0" }
const word = (text: string) => Buffer.from(text).toString("base64")

async function owned(server: Server): Promise<Client> {
  const owner = await setUp(server)
  const draft = {
    name: "Large",
    template: "empty",
    kind: "boxes",
    names: "in_house",
    settings: DEFAULT_SETTINGS,
    ontology: { labels: [] },
    guideline: "",
    forecast: { people: 1, hoursPerDay: 6, secondsPerAnswer: 14 },
  }
  await owner.act("project.create", { draft, slug: "large" })
  return owner
}

function begin(client: Client, batch: string, name: string, length: number, project = "large"): Promise<Response> {
  const metadata = Object.entries({ project, batch, name }).map(([key, value]) => `${key} ${word(value)}`)
  const headers = { ...TUS, "upload-length": `${length}`, "upload-metadata": metadata.join(",") }
  return client.request("/upload/tus", { method: "POST", headers })
}

function send(client: Client, place: string, offset: number, bytes: Uint8Array | ReadableStream): Promise<Response> {
  const headers = { ...TUS, "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" }
  const body = bytes instanceof Uint8Array ? new Uint8Array(bytes) : bytes
  return client.request(place, { method: "PATCH", headers, body, duplex: "half" } as RequestInit)
}

async function offsetOf(client: Client, place: string): Promise<number> {
  const answer = await client.request(place, { method: "HEAD", headers: TUS })
  return Number(answer.headers.get("upload-offset"))
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest("hex")
}

/** Gives the first part, then nothing more: the server has it when it is killed. */
function stalling(bytes: Uint8Array): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(bytes)) })
}

test("an upload goes on where it was after the server was killed in the middle, to the same bytes", async () => {
  let server = await startServer({ demo: false })
  const { port, dataDir } = server
  let owner = await owned(server)
  const whole = randomBytes(24 * MIB)
  const batch = randomUUID()
  const begun = await begin(owner, batch, "scans/roll.bin", whole.length)
  expect(begun.status).toBe(201)
  const place = new URL(begun.headers.get("location") ?? "", server.origin).pathname
  expect((await send(owner, place, 0, whole.subarray(0, 5 * MIB))).status).toBe(204)
  // Half a request has arrived, and the process is gone.
  const cut = send(owner, place, 5 * MIB, stalling(whole.subarray(5 * MIB, 11 * MIB))).catch(() => null)
  while (partBytes(dataDir) < 11 * MIB) await new Promise((resolve) => setTimeout(resolve, 20))
  await server.kill()
  await cut
  server = await startServer({ demo: false, dataDir, port })
  owner = new Client(server.origin)
  await owner.act("account.signIn", { email: "ada@justesse.example", password: PASSWORD })
  const offset = await offsetOf(owner, place)
  expect(offset).toBe(11 * MIB)
  expect((await send(owner, place, offset - 1, whole.subarray(offset - 1, offset + 1_000))).status).toBe(409)
  expect((await send(owner, place, offset, whole.subarray(offset))).status).toBe(204)
  const arrived = join(dataDir, "uploads", "large", batch, "scans", "roll.bin")
  expect(await hashOfFile(arrived)).toBe(createHash("sha256").update(whole).digest("hex"))
  const list = await owner.request(`/upload/large/${batch}`)
  expect(await list.json()).toEqual({ files: [{ name: "scans/roll.bin", sizeBytes: whole.length }] })
  expect(partBytes(dataDir)).toBe(0)
  await server.stop()
})

/** Bytes of parts that lie in the data folder. */
function partBytes(dataDir: string): number {
  const folder = join(dataDir, "uploads", ".tus")
  if (!existsSync(folder)) return 0
  const names = readdirSync(folder).filter((name) => !name.endsWith(".json"))
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

test("only an owner may begin an upload, ask about it or go on with it, and only below its batch", async () => {
  const server = await startServer({ demo: false })
  const owner = await owned(server)
  const batch = randomUUID()
  const stranger = new Client(server.origin)
  expect((await begin(stranger, batch, "a.bin", 9)).status).toBe(401)
  expect((await begin(owner, batch, "a.bin", 9, "elsewhere")).status).toBe(404)
  for (const name of ["../a.bin", "/etc/passwd", "C:\\a.bin", "a/../../b"])
    expect([name, (await begin(owner, batch, name, 9)).status]).toEqual([name, 400])
  expect((await begin(owner, "no-uuid", "a.bin", 9)).status).toBe(400)
  const place = new URL((await begin(owner, batch, "a.bin", 9)).headers.get("location") ?? "", server.origin).pathname
  expect((await send(stranger, place, 0, new Uint8Array(9))).status).toBe(401)
  expect((await stranger.request(place, { method: "HEAD", headers: TUS })).status).toBe(401)
  expect((await owner.request("/upload/tus/0123", { method: "HEAD", headers: TUS })).status).toBe(404)
  expect((await send(owner, place, 0, new Uint8Array(9))).status).toBe(204)
  expect(existsSync(join(server.dataDir, "uploads", "large", batch, "a.bin"))).toBe(true)
  await server.stop()
})
