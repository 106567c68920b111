// needs: studio, chromium
import { loadavg } from "node:os"
import { setTimeout as wait } from "node:timers/promises"
import { chromium, type Page } from "playwright-core"
import { type DocumentPage, openDocument } from "./effort/document.ts"

/**
 * Somebody types lines on the real task page: `npm run bench -- typing [LINES] [CHARACTERS A SECOND] [SEED]`. Each line is drawn and
 * written at once, with letters and digits that are keys of the page, at so many characters a second with random pauses, the first
 * letter also before the field can have the focus. A line is wrong when its text or its place differs from what was meant, when
 * anything else on the page changed, or when the task was left. Exit 1 with any wrong line, or with fewer than 2,000.
 */
const lines = Number(process.argv[2] ?? 2_000)
const perSecond = Number(process.argv[3] ?? 10)
let state = Number(process.argv[4] ?? 3) | 0
const SIZE = { width: 1_440, height: 840 }
/** So many write at the same time. */
const PEOPLE = 8
/** Lines of one document; then the next task is opened by its own key. */
const A_DOCUMENT = 24
const SIGNS = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,-+/?:;()#*"

/** mulberry32: the same seed types the same lines. */
function random(most = 1): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * most
}

function randomText(): string {
  const signs = Array.from({ length: 4 + Math.floor(random(16)) }, () => SIGNS[Math.floor(random(SIGNS.length))] ?? "a")
  const text = signs.join("").replace(/ +/g, " ").trim()
  return text === "" ? "s" : text
}

const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
})
const wrong: string[] = []
let typed = 0
const started = performance.now()

/** One key after the other, as slow as a hand, with a pause now and then. */
async function write(page: Page, text: string): Promise<void> {
  for (const sign of text) {
    await page.keyboard.press(sign === " " ? "Space" : sign)
    typed++
    await wait(random() < 0.02 ? 300 + random(500) : random(2_000 / perSecond))
  }
}

async function drawLine({ page, locate }: DocumentPage, at: number): Promise<void> {
  const from = await locate({ x: 340 + random(60), y: 12 + 27 * at })
  const to = await locate({ x: 640 + random(90), y: 30 + 27 * at })
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 2 })
  await page.mouse.up()
}

/** What the page has that was not meant. */
async function faultsOf(
  { page, answer }: DocumentPage,
  written: readonly string[],
  address: string,
): Promise<string[]> {
  const { texts, shapes } = await answer()
  const dialogs = await page.locator("[role=dialog]:visible").count()
  const isRight = [...texts].sort().join("\n") === [...written].sort().join("\n") && shapes.length === written.length
  return [
    ...(isRight ? [] : [`${shapes.length} lines of ${written.length}: ${JSON.stringify(texts)}`]),
    ...(dialogs === 0 ? [] : [`${dialogs} panels stand open`]),
    ...(page.url() === address ? [] : [`the page is at ${page.url()}`]),
  ]
}

/** One person, one document after the other. */
async function work(count: number): Promise<void> {
  const document = await openDocument(browser, SIZE)
  const { page } = document
  const address = page.url()
  let written: string[] = []
  for (let line = 0; line < count; line++) {
    const at = line % A_DOCUMENT
    if (at === 0) written = []
    await drawLine(document, at)
    // Half of the time the first letter comes as fast as it can, else after a moment of up to a second.
    if (random() < 0.5) await wait(random(1_000))
    const text = randomText()
    await write(page, text)
    written.push(text)
    // A line that is not ended by Enter is in the field still; the next one that is drawn ends it.
    if (random() < 0.2 && at < A_DOCUMENT - 1 && line < count - 1) continue
    await page.keyboard.press("Enter")
    const faults = await faultsOf(document, written, address)
    wrong.push(...faults.map((fault) => `after “${text}”: ${fault}`))
    if (faults.length > 0) return document.close()
    if (at < A_DOCUMENT - 1) continue
    await page.keyboard.press("Control+Enter")
    for (let tries = 0; tries < 200 && (await document.answer()).texts.length > 0; tries++) await wait(20)
  }
  await document.close()
}

await Promise.all(Array.from({ length: PEOPLE }, () => work(Math.ceil(lines / PEOPLE))))
await browser.close()
for (const what of wrong.slice(0, 20)) console.log(JSON.stringify({ name: "wrong", what }))
const ok = wrong.length === 0 && lines >= 2_000
console.log(
  JSON.stringify({
    ...{ name: "typing", lines, typed, perSecond, wrong: wrong.length, goal: 0, ok },
    ...{
      seconds: Math.round((performance.now() - started) / 1_000),
      load: Math.round(100 * (loadavg()[0] ?? 0)) / 100,
    },
  }),
)
if (!ok) process.exitCode = 1
