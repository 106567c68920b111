import { hostname } from "node:os"
import Fastify from "fastify"
import { expect, test } from "vitest"
import { isOwnName, refuseForeignHosts } from "./hosts.ts"

const OWN = ["https://labels.example:8443/", "studio.lan"]

test.each([
  ["127.0.0.1:4300", true],
  ["[::1]:4300", true],
  ["192.168.1.7", true],
  ["localhost:4300", true],
  ["studio.localhost", true],
  ["justesse:4300", true],
  ["labels.example", true],
  ["LABELS.example.:8443", true],
  ["studio.lan:4300", true],
  ["evil.example:4300", false],
  ["labels.example.evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["localhost.evil.example", false],
  ["evil.example:80:80", false],
])("a studio may be called %s: %s", (host, expected) => {
  expect(isOwnName(host, OWN)).toBe(expected)
})

test("a name that nobody gave is refused in one sentence, but for those who ask whether it lives (found T31)", async () => {
  const app = Fastify()
  refuseForeignHosts(app, () => OWN)
  for (const path of ["/", "/healthz"]) app.get(path, async () => ({ ok: true }))
  const ask = async (host: string, url = "/", accept = "*/*") => {
    const { statusCode, body } = await app.inject({ url, headers: { host, accept } })
    return [statusCode, body]
  }
  expect(await ask("evil.example", "/healthz")).toEqual([200, '{"ok":true}'])
  expect(await ask(`${hostname()}.local`)).toEqual([200, '{"ok":true}'])
  expect(await ask("evil.example")).toEqual([421, '{"code":"not_allowed","detail":{"host":"evil.example"}}'])
  expect(await ask("evil.example", "/", "text/html")).toEqual([421, expect.stringMatching(/^This studio .*\.\n$/)])
  await app.close()
})
