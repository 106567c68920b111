import { getEventListeners } from "node:events"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { childPool } from "./pool.ts"

const BUILT = new URL("../../dist/", import.meta.url)

/** What a child of these tests does when asked: each is something that a decoder of foreign bytes has done. */
const ACTS = `{
  pid: () => process.pid,
  pidLater: () => new Promise((go) => setTimeout(() => go(process.pid), 200)),
  double: (x) => 2 * x,
  keep: (bytes) => (globalThis.kept = Buffer.alloc(bytes, 1)).length,
  // As native code takes memory: outside of what JavaScript counts.
  hoard: async () => { const all = []; for (;;) { all.push(Buffer.alloc(8_000_000, 1)); await new Promise((go) => setImmediate(go)) } },
  hoardAtOnce: () => Buffer.alloc(600_000_000, 1).length,
  spin: () => { for (;;); },
  crash: () => process.abort(),
  crashOnce: (path) => { if (fs.existsSync(path)) return "well"; fs.writeFileSync(path, ""); process.abort() },
  rest: () => new Promise(() => {}),
}`

type Asked = readonly [act: string, with_?: unknown]

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe("processes that take orders about foreign bytes", () => {
  let folder: ReturnType<typeof temporaryFolder>
  let pool: ReturnType<typeof childPool<Asked, unknown>>
  const limits = { rssBytes: 150_000_000, cpuMs: 700 }
  const ask = (...asked: Asked) => pool.ask(asked, limits)

  beforeEach(() => {
    if (!existsSync(fileURLToPath(new URL("childOrders.js", BUILT))))
      throw new Error("The server is not built: run the tests by `npm test`.")
    folder = temporaryFolder()
    const entry = join(folder.path, "child.mjs")
    writeFileSync(
      entry,
      `import fs from "node:fs"
import { takeOrders } from ${JSON.stringify(new URL("childOrders.js", BUILT).href)}
const acts = ${ACTS}
takeOrders(new URL(${JSON.stringify(new URL("childWatch.js", BUILT).href)}), async ([name, input]) => acts[name](input))`,
    )
    pool = childPool({ entry: pathToFileURL(entry), most: 1, heapMb: 64, restBytes: 60_000_000 })
  })
  afterEach(async () => {
    await pool.close()
    folder.remove()
  })

  test("one process answers one order after the other", async () => {
    const first = await ask("pid")
    expect(await Promise.all([1, 2, 3].map((x) => ask("double", x)))).toEqual([2, 4, 6])
    expect(await ask("pid")).toBe(first)
  })

  test("a second process is begun for a backlog, not for one order that waits a moment", async () => {
    const entry = pathToFileURL(join(folder.path, "child.mjs"))
    const two = childPool<Asked, unknown>({ entry, most: 2, heapMb: 64, restBytes: 60_000_000 })
    const pids = (count: number) =>
      Promise.all(Array.from({ length: count }, () => two.ask(["pidLater"], limits))).then((all) => new Set(all).size)
    expect(await pids(2)).toBe(1)
    // Now one is idle: it is not promised to both.
    expect(await pids(2)).toBe(1)
    expect(await pids(6)).toBe(2)
    await two.close()
  })

  test("after a rush one process stays ready, and the memory of the others is given back soon", async () => {
    const entry = pathToFileURL(join(folder.path, "child.mjs"))
    const two = childPool<Asked, unknown>({ entry, most: 2, heapMb: 64, restBytes: 60_000_000 })
    const orders = Array.from({ length: 6 }, () => two.ask(["pidLater"], limits))
    const pids = [...new Set(await Promise.all(orders))].map(Number)
    expect(pids).toHaveLength(2)
    const running = () => pids.filter((pid) => isRunning(pid))
    await eventually(() => running().length).toBe(1)
    expect(running()).toEqual([await two.ask(["pid"], limits)])
    await two.close()
  })

  test("a process that kept much from one order is not used for the next", async () => {
    const before = await ask("pid")
    await ask("keep", 60_000_000)
    expect(await ask("pid")).not.toBe(before)
  })

  test.each([
    ["takes more and more memory", "hoard", "memory"],
    ["takes much memory at once", "hoardAtOnce", "memory"],
    ["never comes to an end", "spin", "time"],
    ["crashes again when tried anew", "crash", "crash"],
  ])("an order that %s ends its process, and the next has a new one", async (_, act, why) => {
    const before = await ask("pid")
    const [ended, next] = await Promise.allSettled([ask(act), ask("double", 4)])
    expect(ended).toMatchObject({ status: "rejected", reason: { name: "ChildEnded", why } })
    expect(next).toEqual({ status: "fulfilled", value: 8 })
    expect(await ask("pid")).not.toBe(before)
  })

  test("a process that the system ended is given its order once more", async () => {
    expect(await ask("crashOnce", join(folder.path, "once"))).toBe("well")
  })

  test.each(["at once", "later"])(
    "what is given up %s ends, in hand or in line, and the others go on",
    async (when) => {
      const stop = new AbortController()
      const inHand = pool.ask(["rest"], limits, { signal: stop.signal })
      const inLine = pool.ask(["rest"], limits, { signal: stop.signal })
      const ended = [inHand, inLine].map((each) => expect(each).rejects.toThrow("cancelled"))
      const after = ask("double", 5)
      if (when === "later") await new Promise((go) => setTimeout(go, 300))
      stop.abort(new Error("cancelled"))
      await Promise.all(ended)
      expect(await after).toBe(10)
    },
  )

  test("who may still give up is told of nothing that was done", async () => {
    const stop = new AbortController()
    const { signal } = stop
    await Promise.all([1, 2, 3, 4, 5].map((n) => pool.ask(["double", n], limits, { signal })))
    expect(getEventListeners(signal, "abort")).toEqual([])
  })

  test("a pool that is closing ends what it has in hand and takes nothing more", async () => {
    await ask("pid")
    const inHand = ask("rest").then(
      () => "answered",
      () => "ended",
    )
    await new Promise((go) => setTimeout(go, 50))
    await pool.close()
    expect(await inHand).toBe("ended")
    await expect(ask("double", 1)).rejects.toMatchObject({ code: "busy" })
  })

  test("a child that cannot begin is a fault of the studio, not of a picture", async () => {
    const broken = join(folder.path, "broken.mjs")
    writeFileSync(broken, 'throw new Error("no decoder here")')
    const other = childPool<Asked, unknown>({ entry: pathToFileURL(broken), most: 1, heapMb: 64, restBytes: 0 })
    await expect(other.ask(["double", 1], limits)).rejects.toThrow("no decoder here")
    await other.close()
  })
})
