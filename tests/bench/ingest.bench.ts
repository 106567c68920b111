// needs: server, cli, studio, chromium
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { startPostgres } from "../engines/postgres.ts"
import { openBrowser } from "../support/browser.ts"
import { justesseWith } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freePort, type Server, serveFolder } from "../support/serverProcess.ts"
import { PASSWORD, setUp } from "../support/studio.ts"
import { fillGrid, GRID_PICTURES, gridFigures } from "./ingestGrid.ts"
import { type Made, makeLarge, makeSmall } from "./ingestMade.ts"
import { sendAsBrowser } from "./ingestSend.ts"
import { watchMemory } from "./ingestWatch.ts"

/**
 * Pictures coming into a studio that is a process of its own: `npm run bench -- ingest [sqlite|postgres] [small|large|grid]
 * [PICTURES]`; everything when nothing is named. 5,000 pictures of 160 × 120 by the command line (with and without a server), by
 * the browser's requests and by a real browser; 200 of 12 megapixels; the grid of 100,000. Reference of the same minute: bare
 * sharp over the same files, as many at once as there are cores, at the priority that decoding has. One line a figure; exit 1
 * when one is short.
 */
const words = process.argv.slice(2)
const among = (...all: string[]) =>
  words.some((word) => all.includes(word)) ? all.filter((one) => words.includes(one)) : all
const engines = among("sqlite", "postgres")
const parts = among("small", "large", "grid")
const ways = among("here", "through", "http", "browser")
const given = words.map(Number).find((one) => one > 0)
const LEAST = { small: 400, large: 0.85, first: 300, end: 500 } as const
/** How much larger the last half of an import may be than its first, MB: what a collector leaves lying differs. */
const FLAT_MB = 40
const round = (x: number) => Math.round(x * 100) / 100
let short = false

function say(engine: string, line: Record<string, unknown> & { readonly held: boolean }): void {
  if (!line.held) short = true
  console.log(JSON.stringify({ bench: "ingest", engine, ...line, load: round(loadavg()[0] ?? 0) }))
}

/** Seconds of bare sharp over the same files. */
function bareSeconds({ folder }: Made): number {
  const script = fileURLToPath(new URL("./ingestBare.mjs", import.meta.url))
  return Number(execFileSync(process.execPath, [script, folder, `${availableParallelism()}`], { encoding: "utf8" }))
}

interface Studio {
  readonly server: Server
  readonly owner: Client
  stop(): Promise<void>
}

interface Place {
  readonly dataDir: string
  readonly databaseUrl: string | null
}

const folders: string[] = []
function fresh(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `justesse-ingest-${name}-`))
  folders.push(folder)
  return folder
}

async function placeOn(engine: string): Promise<Place & { end(): void }> {
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  return { dataDir: fresh("data"), databaseUrl: postgres?.url ?? null, end: () => postgres?.stop() }
}

async function serve({ dataDir, databaseUrl }: Place): Promise<Server> {
  const port = await freePort()
  return serveFolder({ demo: false, dataDir, port, ...(databaseUrl === null ? {} : { databaseUrl }) })
}

async function studioOn(place: Place): Promise<Studio> {
  const server = await serve(place)
  const owner = await setUp(server)
  return { server, owner, stop: () => server.stop() }
}

async function makeProject(owner: Client, slug: string): Promise<void> {
  const draft = {
    ...{ name: slug, template: "empty", kind: "boxes", names: "in_house", settings: DEFAULT_SETTINGS },
    ...{ ontology: { labels: [] }, guideline: "", forecast: { people: 1, hoursPerDay: 6, secondsPerAnswer: 14 } },
  }
  await owner.act("project.create", { draft, slug })
}

interface Row {
  readonly id: number
  readonly state: string
  readonly pictures: number
}

async function ended(owner: Client, project: string, id: number): Promise<Row> {
  for (;;) {
    const { row } = await owner.ask<{ row: Row }>("imports.get", { project, id })
    if (row.state !== "running") return row
    await new Promise((wait) => setTimeout(wait, 50))
  }
}

interface Came {
  readonly pictures: number
  /** From the first byte sent to the last picture stored. */
  readonly seconds: number
  /** Of that, once everything had been sent. */
  readonly importSeconds: number
}

async function byRequests(owner: Client, project: string, made: Made): Promise<Came> {
  await makeProject(owner, project)
  const began = performance.now()
  const batch = await sendAsBrowser(owner, project, made)
  const sent = performance.now()
  const { id } = await owner.act<{ id: number }>("imports.start", { project, batch, name: "bench", as: "settled" })
  const { pictures } = await ended(owner, project, id)
  const now = performance.now()
  return { pictures, seconds: (now - began) / 1e3, importSeconds: (now - sent) / 1e3 }
}

async function byBrowser({ server, owner }: Studio, project: string, { folder, names }: Made): Promise<Came> {
  await makeProject(owner, project)
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`${server.origin}/signin`)
    await page.getByLabel("E-mail address").fill("ada@justesse.example")
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.waitForURL((url) => url.pathname !== "/signin")
    await page.goto(`${server.origin}/p/${project}/images`)
    const field = page.locator("input[type=file]:not([webkitdirectory])").first()
    await field.waitFor({ state: "attached" })
    const began = performance.now()
    await field.setInputFiles(names.map((name) => join(folder, name)))
    let row: Row | undefined
    while (!row) {
      row = (await owner.ask<{ imports: Row[] }>("imports.list", { project })).imports[0]
      if (!row) await new Promise((wait) => setTimeout(wait, 50))
    }
    const sent = performance.now()
    const { pictures } = await ended(owner, project, row.id)
    const now = performance.now()
    return { pictures, seconds: (now - began) / 1e3, importSeconds: (now - sent) / 1e3 }
  } finally {
    await browser.close()
  }
}

async function byCommand({ dataDir, databaseUrl }: Place, project: string, { folder }: Made): Promise<Came> {
  const env = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }
  const began = performance.now()
  const given = ["import", folder, "--project", project, "--json", "--data", dataDir]
  const { code, out, error } = await justesseWith(env, dataDir, ...given)
  const seconds = (performance.now() - began) / 1e3
  if (code !== 0) throw new Error(`import ended with ${code}: ${out}${error}`)
  const { pictures }: { pictures: number } = JSON.parse(out)
  return { pictures, seconds, importSeconds: seconds }
}

function sayCame(engine: string, name: string, made: Made, came: Came, bare: number, more: { held: boolean }): void {
  const { pictures, seconds, importSeconds } = came
  const held = more.held && pictures === made.names.length
  say(engine, {
    ...{ name, unit: "pictures/s", value: round(pictures / seconds), pictures, seconds: round(seconds) },
    ...{ importSeconds: round(importSeconds), fileMb: Math.round(made.bytes / 1e6) },
    ...{ reference: round(made.names.length / bare), what: "bare sharp", ratio: round(bare / seconds) },
    ...{ importRatio: round(bare / importSeconds), ...more, held },
  })
}

async function small(engine: string, place: Place, made: Made): Promise<void> {
  const verdict = ({ pictures, seconds }: Came) => ({ bound: LEAST.small, held: pictures / seconds >= LEAST.small })
  if (ways.includes("here")) {
    const bare = bareSeconds(made)
    const here = await byCommand(place, "small-here", made)
    sayCame(engine, "small, command line alone", made, here, bare, verdict(here))
  }
  const studio = await studioOn(place)
  try {
    const run = async (name: string, act: () => Promise<Came>) => {
      const bare = bareSeconds(made)
      const memory = watchMemory(studio.server.pid)
      const came = await act()
      const taken = memory.end()
      const { held, ...rest } = verdict(came)
      sayCame(engine, name, made, came, bare, { ...rest, ...taken, held: held && isFlat(taken) })
    }
    if (ways.includes("through"))
      await run("small, command line beside the server", () => byCommand(place, "small-through", made))
    if (ways.includes("http"))
      await run("small, the browser's requests", () => byRequests(studio.owner, "small-http", made))
    if (ways.includes("browser")) await run("small, a real browser", () => byBrowser(studio, "small-browser", made))
  } finally {
    await studio.stop()
  }
}

function isFlat({ firstHalfMb, lastHalfMb }: { firstHalfMb: number; lastHalfMb: number }): boolean {
  return lastHalfMb <= firstHalfMb + FLAT_MB
}

async function large(engine: string, place: Place, made: Made): Promise<void> {
  if (ways.includes("here")) {
    const bare = bareSeconds(made)
    const here = await byCommand(place, "large-here", made)
    const held = bare / here.seconds >= LEAST.large
    sayCame(engine, "12 megapixels, command line alone", made, here, bare, { ...{ bound: LEAST.large }, held })
  }
  if (!ways.includes("http")) return
  const studio = await studioOn(place)
  try {
    const bare = bareSeconds(made)
    const memory = watchMemory(studio.server.pid)
    const came = await byRequests(studio.owner, "large-http", made)
    const taken = memory.end()
    // What decoding is beside is the import; sending has a line of its own before it.
    const held = bare / came.importSeconds >= LEAST.large && isFlat(taken)
    const name = "12 megapixels, the import after the browser's requests"
    sayCame(engine, name, made, came, bare, { ...{ bound: LEAST.large }, ...taken, held })
  } finally {
    await studio.stop()
  }
}

async function grid(engine: string, place: Place): Promise<void> {
  const before = await studioOn(place)
  await makeProject(before.owner, "grid")
  await before.stop()
  const { dataDir, databaseUrl } = place
  await fillGrid(databaseUrl === null ? { file: join(dataDir, "justesse.db") } : { url: databaseUrl }, "grid")
  const server = await serve(place)
  try {
    const { owner } = before
    const signed = owner.on(server.origin)
    for (const sort of ["newest", "name", "number"]) {
      const { first, end, isWhole } = await gridFigures(signed, "grid", sort)
      const shown = { unit: "ms", pictures: GRID_PICTURES, totalsRight: isWhole }
      const of = ({ median, worst }: typeof first) => ({ value: round(median), worst: round(worst) })
      const line = { ...shown, bound: LEAST.first, ...of(first), held: isWhole && first.median <= LEAST.first }
      say(engine, { name: `grid by ${sort}, first page`, ...line })
      const last = { ...shown, bound: LEAST.end, ...of(end), held: isWhole && end.median <= LEAST.end }
      say(engine, { name: `grid by ${sort}, jump to the end`, ...last })
    }
  } finally {
    await server.stop()
  }
}

try {
  const smallMade = parts.includes("small") ? await makeSmall(fresh("small"), given ?? 5_000) : null
  const largeMade = parts.includes("large") ? await makeLarge(fresh("large"), given ?? 200) : null
  for (const engine of engines) {
    for (const part of parts) {
      const place = await placeOn(engine)
      try {
        if (part === "small" && smallMade) await small(engine, place, smallMade)
        if (part === "large" && largeMade) await large(engine, place, largeMade)
        if (part === "grid") await grid(engine, place)
      } finally {
        place.end()
        rmSync(place.dataDir, { recursive: true, force: true })
      }
    }
  }
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
if (short) process.exitCode = 1
