// needs: server, studio, chromium
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join as joined } from "node:path"
import type { Page } from "playwright-core"
import sharp from "sharp"
import { openBrowser } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

/**
 * A picture of 600 megapixels from its upload to work on it: `npm run bench -- tiles [WIDTH HEIGHT]`. Tiling by a server that
 * is a process of its own, then the task page in Chromium: from the page's first line to a sharp picture, at fit and at 100 %,
 * a walk over 40 places, and what the page's process takes in memory after it. One line a figure; exit 1 when one is short.
 */
const [width = 30_000, height = 20_000] = process.argv.slice(2).map(Number)
const MOST = { tilingSeconds: 60, tilingMb: 300, openSeconds: 1, browserMb: 300 } as const
const EVERY_MS = 40
let short = false

const round = (x: number) => Math.round(x * 100) / 100
function say(name: string, value: number, unit: string, goal: number | null): void {
  const ok = goal === null || value <= goal
  if (!ok) short = true
  console.log(JSON.stringify({ name, value: round(value), unit, goal, ok, load: round(loadavg()[0] ?? 0) }))
}

/** Light over grain, drawn at a tenth and made as large as it is asked for: JPEG of about a bit and a half a pixel. */
async function makeLarge(): Promise<Buffer> {
  const [across, down] = [Math.ceil(width / 10), Math.ceil(height / 10)]
  const pixels = Buffer.alloc(across * down * 3)
  let state = 1
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    pixels[at] = ((at / 3 / across / down) * 120 + ((at / 3) % across) / (across / 60) + ((state >>> 16) % 70)) & 255
  }
  return sharp(pixels, { raw: { width: across, height: down, channels: 3 } })
    .resize(width, height, { kernel: "nearest", fit: "fill" })
    .jpeg({ quality: 80, optimiseCoding: false })
    .toBuffer()
}

/** Processes below a process, itself included. */
function below(pid: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n")
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number))
  const found = [pid]
  for (const parent of found) found.push(...pairs.flatMap(([own = 0, of]) => (of === parent ? [own] : [])))
  return found
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
const megabytes = (text: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1_024

/** The most memory that one of the decoding processes of a server had. */
function peakOfChildren(pid: number): number {
  const peaks = below(pid)
    .slice(1)
    .map((one) => megabytes(read(`/proc/${one}/status`), "VmHWM"))
  return Math.max(0, ...peaks)
}

/** Memory of the pages of a browser, shared pages counted once. */
function pagesMb(pid: number): number {
  const pages = below(pid).filter((one) => read(`/proc/${one}/cmdline`).includes("--type=renderer"))
  return pages.reduce((sum, one) => sum + megabytes(read(`/proc/${one}/smaps_rollup`), "Pss"), 0)
}

/** Waits for the tiles of the only picture; the most memory that cutting took, MB. */
async function untilTiled(owner: Client, pid: number, address: string): Promise<number> {
  let peakMb = 0
  for (;;) {
    peakMb = Math.max(peakMb, peakOfChildren(pid))
    const answer: { state?: string } = await (await owner.request(`${address}/tiles`)).json()
    if (answer.state === "made") return peakMb
    if (answer.state !== "wanted") throw new Error(`no tiles: ${answer.state}`)
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
}

/** When a mark of the page was set last, milliseconds since the page's beginning; waits for one after `afterMs`. */
async function marked(page: Page, name: string, afterMs = 0): Promise<number> {
  const found = await page.waitForFunction(
    ([wanted, after]) => {
      const at = performance.getEntriesByName(`justesse:${wanted}`).at(-1)?.startTime ?? -1
      return at > Number(after) ? at : null
    },
    [name, afterMs] as const,
    { timeout: 60_000, polling: 20 },
  )
  return Number(await found.jsonValue())
}
const nowMs = (page: Page) => page.evaluate(() => performance.now())

const folder = mkdtempSync(joined(tmpdir(), "justesse-tiles-"))
const server = await serveFolder({ demo: false, dataDir: folder })
const browserServer = await openBrowser()
try {
  const picture = await makeLarge()
  say("file", picture.length / 1e6, "MB", null)
  const owner = await setUp(server)
  const begun = performance.now()
  await openProject(owner, { slug: "large", kind: "boxes", overlap: 9, pictures: [picture] })
  say("taking it in", (performance.now() - begun) / 1_000, "s", null)
  const listed = {
    project: "large",
    filter: { search: "", states: [], labels: [] },
    sort: "number",
    cursor: null,
    limit: 1,
  }
  const { tiles } = await owner.ask<{ tiles: readonly { asset: number }[] }>("asset.list", listed)
  const { media } = await owner.ask<{ media: { full: string } }>("asset.get", {
    project: "large",
    asset: tiles[0]?.asset,
  })
  const cutting = performance.now()
  say("tiling, memory of its process", await untilTiled(owner, server.pid, media.full), "MB", MOST.tilingMb)
  say("tiling", (performance.now() - cutting) / 1_000, "s", MOST.tilingSeconds)

  await join(owner, "large", "Iris", ["annotator"])
  const page = await (await browserServer.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await signIn(page, server.origin, "iris@justesse.example")
  await page.goto(`${server.origin}/label/large`)
  await marked(page, "image-sharp")
  // The second visit: what the browser keeps of the studio itself is there.
  await page.reload()
  const sharpMs = await marked(page, "image-sharp")
  const openedMs = await marked(page, "task-open")
  say("page to sharp picture", sharpMs / 1_000, "s", null)
  say("task to sharp picture", (sharpMs - openedMs) / 1_000, "s", MOST.openSeconds)
  const before = await nowMs(page)
  await page.keyboard.press("z")
  say("sharp at 100 %", ((await marked(page, "image-sharp", before)) - before) / 1_000, "s", MOST.openSeconds)
  const pid = Number(
    execFileSync("pgrep", ["-P", String(process.pid), "-f", "chrom"], { encoding: "utf8" }).split("\n")[0],
  )
  say("memory of the page at 100 %", pagesMb(pid), "MB", MOST.browserMb)
  const surface = page.getByRole("img", { name: /^Picture, / })
  const box = (await surface.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.keyboard.press("h")
  for (let i = 0; i < 40; i++) {
    const at = await nowMs(page)
    await page.mouse.move(box.x + box.width - 60, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + 60, box.y + box.height / 2 + (i % 4 < 2 ? 200 : -200), { steps: 4 })
    await page.mouse.up()
    await marked(page, "image-sharp", at)
  }
  say("memory of the page after 40 places", pagesMb(pid), "MB", MOST.browserMb)
} finally {
  await browserServer.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = short ? 1 : 0
