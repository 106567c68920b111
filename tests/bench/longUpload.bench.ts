// needs: server, studio, chromium
import { createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { finished } from "node:stream/promises"
import { toneSamples, wavBody, wavHead } from "@justesse/fixtures/testing/tones"
import type { AssetPage } from "@justesse/types/wire/asset"
import type { ImportList } from "@justesse/types/wire/imports"
import { chromium, type Page } from "playwright-core"
import type { z } from "zod"
import { Client } from "../support/client.ts"
import { type Server, serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { openProject, PASSWORD, setUp } from "../support/studio.ts"

/**
 * A recording of three hours on its way in through the page that sends it: `npm run bench -- longUpload [SECONDS]`. The server is killed in the
 * middle of its bytes, the page is closed, the server is killed once more while the sound is read. In the end it is there once, whole, with
 * one set of peaks; until then nobody is shown any of it. Sent again it stays once. One line a moment; exit 1 when one is short.
 */
const seconds =
  process.argv
    .slice(2)
    .map(Number)
    .find((one) => one > 0) ?? 10_800
const PROJECT = "talks"
const RATE = 8_000
/** Bytes a second that go out, so that the middle is no moment. */
const LINE = 12_000_000
const MOST_WAIT_MS = 400_000
const folder = mkdtempSync(join(tmpdir(), "justesse-upload-"))
const dataDir = join(folder, "data")
let short = false

function say(what: string, line: Record<string, unknown>, held: boolean): void {
  if (!held) short = true
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100
  console.log(JSON.stringify({ bench: "longUpload", what, ...line, held, load }))
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > MOST_WAIT_MS) throw new Error(`still not so: ${what}`)
    await new Promise((go) => setTimeout(go, 20))
  }
  return Math.round(performance.now() - began) / 1_000
}

/** The recording, eight bits a sample, written a minute at a time. */
async function makeLong(path: string): Promise<void> {
  const tones = { seconds, sampleRate: RATE, channels: 1 }
  const file = createWriteStream(path)
  file.write(wavHead(tones, 8, seconds * RATE))
  for (let at = 0; at < seconds; at += 60) {
    const body = wavBody([toneSamples(tones, 0, at * RATE, Math.min(seconds, at + 60) * RATE)], 8)
    if (!file.write(body)) await new Promise<void>((go) => file.once("drain", () => go()))
  }
  file.end()
  await finished(file)
}

/** Bytes of half-sent files in the data folder. */
function partBytes(): number {
  const parts = join(dataDir, "uploads", ".tus")
  if (!existsSync(parts)) return 0
  const names = readdirSync(parts).filter((name) => !name.endsWith(".json"))
  return names.reduce((sum, name) => sum + statSync(join(parts, name)).size, 0)
}

/** Files that are kept, each under its hash, with how many bytes. */
function kept(): Map<string, number> {
  const root = join(dataDir, "blobs")
  const names = existsSync(root) ? readdirSync(root, { recursive: true }).map(String) : []
  const files = names.filter((name) => /[0-9a-f]{64}$/.test(name))
  return new Map(files.map((name) => [name, statSync(join(root, name)).size]))
}

/** What lies in folders for things half done. */
function halves(): string[] {
  return ["uploads", "blobs/incoming", "scratch", "sounds"].flatMap((name) => {
    const path = join(dataDir, name)
    const inside = existsSync(path) ? readdirSync(path, { recursive: true, withFileTypes: true }) : []
    return inside.filter((one) => one.isFile()).map((one) => `${name}/${one.name}`)
  })
}

async function listed(owner: Client): Promise<z.infer<typeof AssetPage>["tiles"]> {
  const filter = { search: "", states: [], labels: [] }
  const input = { project: PROJECT, filter, sort: "number", cursor: null, limit: 50 }
  return (await owner.ask<z.infer<typeof AssetPage>>("asset.list", input)).tiles
}

/** The imports of the project, by their states. */
async function states(owner: Client): Promise<string[]> {
  const { imports } = await owner.ask<z.infer<typeof ImportList>>("imports.list", { project: PROJECT })
  return imports.map(({ state }) => state)
}

async function choose(page: Page, origin: string, path: string): Promise<void> {
  await page.goto(`${origin}/p/${PROJECT}/imports`)
  await page.locator("input[type=file]:not([webkitdirectory])").first().setInputFiles(path)
}

/** What was looked at comes in once its owner says so. */
async function takeAll(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/p/${PROJECT}/imports/1`)
  await page.getByRole("radio", { name: "Finished answers" }).check({ timeout: MOST_WAIT_MS })
  await page.getByRole("button", { name: "Import all" }).click({ timeout: MOST_WAIT_MS })
}

async function signedIn(server: Server): Promise<Client> {
  const owner = new Client(server.origin)
  await owner.act("account.signIn", { email: "ada@justesse.example", password: PASSWORD })
  return owner
}

const env = { JUSTESSE_FFMPEG: "off", JUSTESSE_RUNNING: "" }
let server = await serveFolder({ demo: false, dataDir, env })
const { port } = server
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
})
try {
  const path = join(folder, "three hours.wav")
  await makeLong(path)
  const { size } = statSync(path)
  let owner = await setUp(server)
  await openProject(owner, { slug: PROJECT, kind: "audio", overlap: 1, pictures: [] })
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, locale: "en-GB" })
  const first = await context.newPage()
  await signIn(first, server.origin, "ada@justesse.example")
  const wire = await context.newCDPSession(first)
  await wire.send("Network.enable")
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: LINE }
  await wire.send("Network.emulateNetworkConditions", slow)

  await choose(first, server.origin, path)
  await until("half of it has come", () => partBytes() > size / 2)
  await server.kill()
  const had = partBytes()
  await first.close()
  server = await serveFolder({ demo: false, dataDir, port, env })
  owner = await signedIn(server)
  const shown = await listed(owner)
  say(
    "cut in the middle",
    { bytes: size, had, shown: shown.length },
    had > size / 2 && had < size && shown.length === 0,
  )

  const page = await context.newPage()
  const sent: number[] = []
  page.on("request", (request) => {
    if (request.method() === "PATCH") sent.push(Number(request.headers()["upload-offset"]))
  })
  await page.goto(`${server.origin}/p/${PROJECT}/imports`)
  const resumed = await until("the page goes on by itself", async () => (await states(owner)).length > 0)
  say(
    "goes on in another page",
    { seconds: resumed, from: sent[0] ?? null },
    (sent[0] ?? 0) >= had && partBytes() === 0,
  )

  await takeAll(page, server.origin)
  await until("its sound is being read", async () =>
    (await states(owner)).some((state) => state === "running" || state === "done"),
  )
  const during = await states(owner)
  const early = await listed(owner)
  await server.kill()
  server = await serveFolder({ demo: false, dataDir, port, env })
  owner = await signedIn(server)
  const read = await until("it is in", async () => (await states(owner)).join() === "done")
  const [tile, ...more] = await listed(owner)
  const isWhole = tile?.state === "open" && tile.problem === null && tile.sound?.durationMs === seconds * 1_000
  say(
    "killed while it is read",
    { during, shown: early.length, imports: await states(owner), seconds: read },
    during.join() === "running" && early.length === 0,
  )
  say("there once and whole", { durationMs: tile?.sound?.durationMs, more: more.length }, isWhole && more.length === 0)

  const before = kept()
  const left = await until("nothing half done is left", () => halves().length === 0).catch(() => halves())
  say("nothing half done is left", { left, kept: [...before.values()].sort((a, b) => b - a) }, typeof left === "number")
  await choose(page, server.origin, path)
  await until("it is looked at", async () => (await states(owner)).length === 2)
  // The same bytes are nothing new: nobody is offered to take them in.
  await until("sent again", async () => (await states(owner)).includes("waiting"))
  const after = kept()
  const fresh = [...after.keys()].filter((name) => !before.has(name))
  say(
    "sent again",
    { shown: (await listed(owner)).length, fresh: fresh.length },
    fresh.length === 0 && (await listed(owner)).length === 1,
  )
  say("the server", { printed: server.said() }, server.said() === "")
} finally {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = short ? 1 : 0
