import Fastify from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { accessLog } from "./accessLog.ts"

test("a stream is told from requests: its time is that of a page that was open", async () => {
  const app = Fastify()
  onTestFinished(() => app.close())
  const lines: string[] = []
  accessLog(app, (line) => lines.push(line))
  app.get("/stream", (_request, reply) => reply.header("content-type", "text/event-stream").send("data: 1\n\n"))
  app.get("/request", async () => ({ ok: true }))
  for (const url of ["/stream?project=secret", "/request"]) await app.inject({ url })
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { what: "stream", path: "/stream", status: 200 },
    { what: "request", path: "/request", status: 200 },
  ])
})
