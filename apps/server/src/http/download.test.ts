import { createHash, createHmac } from "node:crypto"
import { join } from "node:path"
import type { Deps } from "@justesse/api/core"
import { downloadUrl } from "@justesse/api/files"
import { temporaryFolder } from "@justesse/db/testing/engines"
import Fastify, { type FastifyInstance } from "fastify"
import { afterEach, beforeEach, expect, test } from "vitest"
import { outboxFolder } from "../files/folders.ts"
import { mediaRoutes } from "./mediaRoutes.ts"

const STORED = "shop-v3-yolo-AbCdEf0123456789.zip"
const BODY = Buffer.from("0123456789".repeat(10))
const NOW = Date.UTC(2026, 10, 24)

let folder: ReturnType<typeof temporaryFolder>
let app: FastifyInstance
let url: string
const outbox = () => outboxFolder(join(folder.path, "exports"))
const clock = { nowMs: NOW }

async function* body() {
  yield BODY
}
beforeEach(async () => {
  folder = temporaryFolder()
  clock.nowMs = NOW
  const own = {
    outbox: outbox(),
    hmac: (text: string) => createHmac("sha256", "secret").update(text).digest("hex"),
    sha256: (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex"),
    nowMs: () => clock.nowMs,
    log: () => {},
  }
  await own.outbox.write(STORED, body())
  app = Fastify({ routerOptions: { maxParamLength: 2_000 } })
  await app.register(mediaRoutes(own as unknown as Deps)) // downloads ask for nothing else
  url = downloadUrl(own, STORED, NOW)
})
afterEach(async () => {
  await app.close()
  folder.remove()
})
const get = (headers: Record<string, string> = {}) => app.inject({ method: "GET", url, headers })

test("a file is taken whole, under the name that people know", async () => {
  const answer = await get()
  expect([answer.statusCode, answer.body]).toEqual([200, BODY.toString()])
  expect(answer.headers).toMatchObject({
    "accept-ranges": "bytes",
    "content-type": "application/zip",
    "content-length": "100",
    "content-disposition": 'attachment; filename="shop-v3-yolo.zip"',
  })
  expect(answer.headers.etag).toMatch(/^"[0-9a-f]{32}"$/)
})

test("a download that broke off goes on where it stopped, while the file is the same", async () => {
  const etag = String((await get()).headers.etag)
  const rest = await get({ range: "bytes=90-", "if-range": etag })
  expect([rest.statusCode, rest.body, rest.headers["content-range"]]).toEqual([206, "0123456789", "bytes 90-99/100"])
  const other = await get({ range: "bytes=90-", "if-range": '"another file"' })
  expect([other.statusCode, other.body.length, other.headers["content-range"]]).toEqual([200, 100, undefined])
  expect((await get({ range: "bytes=90-" })).statusCode).toBe(206)
})

test("what is there already is not sent again, and what is beyond the end cannot be had", async () => {
  const etag = String((await get()).headers.etag)
  const same = await get({ "if-none-match": `"x", ${etag}` })
  expect([same.statusCode, same.body]).toEqual([304, ""])
  const beyond = await get({ range: "bytes=100-" })
  expect([beyond.statusCode, beyond.headers["content-range"]]).toEqual([416, "bytes */100"])
})

test("another file has another tag", async () => {
  const etag = (await get()).headers.etag
  const again = "shop-v3-yolo-ZZZZZZZZZZZZZZZZ.zip"
  await outbox().write(again, body())
  const deps = { hmac: (text: string) => createHmac("sha256", "secret").update(text).digest("hex") }
  url = downloadUrl(deps, again, NOW)
  expect((await get()).headers.etag).not.toBe(etag)
})

test("a removed file, an address that is over and one that was changed are not there", async () => {
  await outbox().remove(STORED)
  expect((await get()).statusCode).toBe(404)
  await outbox().write(STORED, body())
  expect((await get()).statusCode).toBe(200)
  clock.nowMs = NOW + 14 * 86_400_000 + 1
  expect((await get()).statusCode).toBe(404)
  clock.nowMs = NOW
  url = `${url.slice(0, -1)}${url.endsWith("0") ? "1" : "0"}`
  expect((await get()).statusCode).toBe(404)
})
