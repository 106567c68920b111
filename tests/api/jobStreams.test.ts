import { eventually } from "@justesse/db/testing/eventually"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join, openProject, PASSWORD, setUp } from "../support/studio.ts"

let server: Server
let owner: Client

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await setUp(server)
  await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures: [await jpeg(1)] })
})
afterAll(() => server.stop())

/** A stream as it comes over the wire. */
interface Stream {
  readonly response: Response
  /** What came so far. */
  text: string
  isOver: boolean
}

async function follow(client: Client, path = "jobs.follow", input: unknown = { project: "shop" }): Promise<Stream> {
  const stop = new AbortController()
  const address = `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`
  const response = await client.request(address, { signal: stop.signal })
  const stream: Stream = { response, text: "", isOver: false }
  const read = async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) stream.text += part
  }
  const reading = read()
    .catch(() => undefined)
    .finally(() => {
      stream.isOver = true
    })
  onTestFinished(async () => {
    stop.abort()
    await reading
  })
  return stream
}

const FIRST = 'data: {"all":true,"changed":[]}'

/** Signed in once more, with a session of its own. */
async function signedIn(email = "ada@justesse.example"): Promise<Client> {
  const client = new Client(server.origin)
  await client.act("account.signIn", { email, password: PASSWORD })
  return client
}

test("a stream says first that everything is to be read, then what changed, with the headers of every answer", async () => {
  const stream = await follow(owner, "jobs.followAll", {})
  await eventually(() => stream.text).toContain(FIRST)
  await owner.act("admin.backupNow", {})
  await eventually(() => stream.text).toContain('{"kind":"backup","state":"done"')
  const { headers } = stream.response
  expect(headers.get("content-type")).toBe("text/event-stream")
  expect(headers.get("cache-control")).toContain("no-cache")
  expect(headers.get("connection")).toBe("close")
  const other = await owner.request("/healthz")
  const own = ["content-type", "content-length", "connection", "keep-alive", "date"]
  const everywhere = [...other.headers].filter(([name]) => !own.includes(name))
  expect(everywhere.length).toBeGreaterThan(5)
  for (const [name, value] of everywhere) expect([name, headers.get(name)]).toEqual([name, value])
})

test("visitors and strangers get a refusal and no stream, whatever they ask for", async () => {
  const ben = await join(owner, "shop", "Ben", ["annotator"])
  for (const [client, path, input, code] of [
    [new Client(server.origin), "jobs.follow", { project: "shop" }, "not_signed_in"],
    [ben, "jobs.follow", { project: "shop" }, "not_allowed"],
    [ben, "jobs.follow", { project: "elsewhere" }, "not_found"],
    [ben, "jobs.followAll", {}, "not_allowed"],
  ] as const) {
    const stream = await follow(client, path, input)
    await eventually(() => stream.isOver).toBe(true)
    expect(stream.text).toContain(`"failure":{"code":"${code}"`)
    expect(stream.text).not.toContain("changed")
  }
})

test("a stream ends with its session, and with the role", async () => {
  const again = await signedIn()
  const cleo = await join(owner, "shop", "Cleo", ["reviewer"])
  const [session, role] = [await follow(again), await follow(cleo)]
  for (const stream of [session, role]) await eventually(() => stream.text).toContain(FIRST)
  await again.act("account.signOut", {})
  await eventually(() => session.isOver).toBe(true)
  expect(session.text).toContain('"code":"not_signed_in"')
  const { members } = await owner.ask<{ members: { person: number; name: string }[] }>("people.list", {
    project: "shop",
  })
  const person = members.find(({ name }) => name === "Cleo")?.person
  await owner.act("people.setRoles", { project: "shop", person, roles: ["annotator"] })
  await eventually(() => role.isOver).toBe(true)
  expect(role.text).toContain('"code":"not_allowed"')
})

test("open streams do not keep a server from stopping", async () => {
  const own = await startServer({ demo: false })
  const operator = await setUp(own)
  const streams = await Promise.all(Array.from({ length: 20 }, () => follow(operator, "jobs.followAll", {})))
  for (const stream of streams) await eventually(() => stream.text).toContain(FIRST)
  // Calls are answered meanwhile: an open stream holds no place of its person's calls.
  const calls = await Promise.all(Array.from({ length: 20 }, () => operator.ask("account.me", {})))
  expect(calls).toHaveLength(20)
  const begunMs = performance.now()
  await own.stop()
  const tookMs = performance.now() - begunMs
  console.log(`stopped in ${Math.round(tookMs)} ms with ${streams.length} open streams`)
  expect(tookMs).toBeLessThan(3_000)
  for (const stream of streams) {
    await eventually(() => stream.isOver).toBe(true)
    expect(stream.text).toContain('"code":"busy"')
  }
})
