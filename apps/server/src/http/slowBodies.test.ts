import { type AddressInfo, connect, type Socket } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import Fastify, { type FastifyInstance } from "fastify"
import { afterEach, beforeEach, expect, test } from "vitest"
import { endSlowBodies } from "./slowBodies.ts"

const PACE = { spanMs: 600, leastBytes: 1_000, callMs: 1_200, lingerMs: 200, lingerBytes: 2_000_000 }
let app: FastifyInstance
const sockets: Socket[] = []

beforeEach(async () => {
  app = Fastify()
  endSlowBodies(app, (url) => url.startsWith("/upload/"), PACE)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload))
  app.post("/upload/refused", { bodyLimit: 1e9 }, async (_request, reply) =>
    reply.code(401).send({ code: "signed_out" }),
  )
  const taken = async (body: AsyncIterable<Uint8Array>) => {
    let bytes = 0
    for await (const chunk of body) bytes += chunk.length
    return { bytes }
  }
  for (const path of ["/upload/taken", "/call"])
    app.post(path, { bodyLimit: 1e9 }, ({ body }) => taken(body as AsyncIterable<Uint8Array>)) // the parser above hands the stream on
  await app.listen({ port: 0, host: "127.0.0.1" })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await app.close()
})

/** A request whose body comes in `pieces`, one every `everyMs`; what was answered once the connection is closed. */
async function send(path: string, length: number, pieces: Iterable<string>, everyMs: number) {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1")
  sockets.push(socket)
  let answer = ""
  socket.on("data", (data) => (answer += data.toString()))
  socket.on("error", () => {})
  const closed = new Promise<void>((done) => socket.once("close", () => done()))
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nContent-Length: ${length}\r\n\r\n`)
  let sent = 0
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece)
    sent += piece.length
    if (everyMs > 0) await pause(everyMs)
    else if (socket.writableNeedDrain) await Promise.race([closed, new Promise((go) => socket.once("drain", go))])
  }
  if (sent === length) await expect.poll(() => answer, { timeout: 10_000 }).toContain("}")
  else await closed
  return { answer, sent }
}
function* again(piece: string, times: number) {
  for (let n = 0; n < times; n++) yield piece
}

test.each(["/call", "/upload/taken"])("a body that trickles into %s is ended with 408", async (path) => {
  const { answer, sent } = await send(path, 100_000, again("x", 100_000), 20)
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(sent).toBeLessThan(1_000)
})

test("a body that never begins is ended with 408", async () => {
  expect((await send("/call", 5, [], 0)).answer).toMatch(/^HTTP\/1\.1 408 /)
})

test("an upload that makes progress may take as long as it takes, a call may not", async () => {
  const slowly = () => again("x".repeat(1_000), 40)
  expect((await send("/upload/taken", 40_000, slowly(), 50)).answer).toContain('{"bytes":40000}')
  expect((await send("/call", 40_000, slowly(), 50)).answer).toMatch(/^HTTP\/1\.1 408 /)
})

test("of an upload that is refused no more is read than the answer needs to arrive", async () => {
  const fast = await send("/upload/refused", 1e9, again("x".repeat(100_000), 10_000), 0)
  expect(fast.answer).toMatch(/^HTTP\/1\.1 401 /)
  expect(fast.sent).toBeLessThan(500e6)
  const slow = await send("/upload/refused", 1e9, again("x", 100_000), 20)
  expect(slow.answer).toMatch(/^HTTP\/1\.1 401 /)
  expect(slow.sent).toBeLessThan(1_000)
})
