import type { Page } from "playwright-core"
import { type HeardSecond, type ShownAt, takeHeard } from "./ears.ts"
import type { Piece } from "./open.ts"
import { seenOnsets } from "./picture.ts"

/** A segment is as long, and begins this much after the second that is heard first when it is chosen. */
export const PIECE_SECONDS = 4
export const LEAD_MS = 250

/** Segments one after the other over all of a recording; those that touch share their border. */
export function piecesOf(seconds: number): Piece[] {
  return Array.from({ length: Math.floor(seconds / PIECE_SECONDS) - 1 }, (_, k) => {
    const startMs = k * PIECE_SECONDS * 1_000 + LEAD_MS
    return { startMs, endMs: startMs + PIECE_SECONDS * 1_000, text: k % 3 === 2 ? "" : `what piece ${k + 1} says` }
  })
}

const row = (page: Page, piece: number) => page.locator(`[data-sound-row="${piece + 1}"]`)
const wave = (page: Page) => page.locator("[data-sound-wave]")

/** From the address to a page that shows texts and sound, and takes a key; ms. */
export async function measureOpening(page: Page, address: string): Promise<number> {
  const began = performance.now()
  await page.goto(address, { waitUntil: "commit" })
  await row(page, 0).waitFor()
  while ((await seenOnsets(page)).length === 0) await page.waitForTimeout(10)
  await page.keyboard.press("Enter")
  await page.getByLabel("What is said in this segment").and(page.locator(":focus")).waitFor()
  return performance.now() - began
}

/** Brings a row into sight that is far from the one in hand, and presses it. */
async function pressRow(page: Page, piece: number): Promise<void> {
  const list = page.locator("section > ul:has([data-sound-row])").first()
  const target = row(page, piece)
  for (let tries = 0; tries < 40; tries++) {
    const by = await list.evaluate((box, wanted) => {
      const rows = [...box.querySelectorAll<HTMLElement>("[data-sound-row]")]
      const top = box.getBoundingClientRect().top
      const seen = rows.find((one) => one.getBoundingClientRect().bottom > top)
      const rowsAway = wanted - Number(seen?.dataset["soundRow"] ?? 0)
      if (Math.abs(rowsAway - 3) > 4) box.scrollBy({ top: (rowsAway - 3) * 39, behavior: "instant" })
      return rowsAway
    }, piece + 1)
    if (Math.abs(by - 3) <= 4) break
    await page.waitForTimeout(30)
  }
  // As a hand does it: the pointer comes, rests for a moment, and a press takes its time.
  await target.locator("button").first().hover()
  await page.waitForTimeout(60)
  await target.locator("button").first().click({ delay: 40 })
}

/** Works through a recording as the measures do, without listening: by keys from one to the next, then by presses anywhere. */
export async function workThrough(page: Page, by: { next: number; far: readonly number[] }): Promise<void> {
  await pressRow(page, 0)
  for (let n = 0; n < by.next; n++) {
    await page.waitForTimeout(200)
    await page.keyboard.press("Enter")
  }
  for (const piece of by.far) {
    await page.waitForTimeout(200)
    await pressRow(page, piece)
  }
  await page.keyboard.type("the quick brown fox jumps over the lazy dog")
}

/** So long after a key what was heard before it may still be on its way. */
const ON_ITS_WAY_MS = 40

/** What is heard first after a key or a press; null after three seconds. */
async function nextHeard(page: Page, wanted: number): Promise<{ heard: HeardSecond; pressedMs: number } | null> {
  let keys: readonly number[] = []
  for (let tries = 0; tries < 150; tries++) {
    const now = await takeHeard(page)
    keys = [...keys, ...now.keys]
    const pressedMs = keys.at(-1) ?? Number.POSITIVE_INFINITY
    const heard = now.heard.find(({ atMs, second }) => atMs > pressedMs + (second === wanted ? 0 : ON_ITS_WAY_MS))
    if (heard) return { heard, pressedMs }
    await page.waitForTimeout(20)
  }
  return null
}

interface Selecting {
  /** From the press to the first sample that is heard, ms, in order. */
  readonly waitsMs: readonly number[]
  /** Choices after which something else was heard than the place before the segment. */
  readonly wrong: readonly string[]
}

/** Segments chosen while others play: by the key to the next, or by a press on a row anywhere in the recording. */
export async function measureSelecting(
  page: Page,
  by: { next: number } | { far: readonly number[] },
): Promise<Selecting> {
  const waitsMs: number[] = []
  const wrong: string[] = []
  const plan = "far" in by ? by.far : Array.from({ length: by.next }, (_, n) => n + 1)
  if ("next" in by) {
    await pressRow(page, 0)
  }
  for (const piece of plan) {
    // Between two tones, while it plays on.
    await page.waitForTimeout(150 + (piece % 7) * 10)
    await takeHeard(page)
    if ("far" in by) await pressRow(page, piece)
    else await page.keyboard.press("Enter")
    const found = await nextHeard(page, piece * PIECE_SECONDS)
    const heard = found?.heard.second
    if (!found || heard !== piece * PIECE_SECONDS) wrong.push(`segment ${piece + 1}: heard second ${heard}`)
    else waitsMs.push(found.heard.atMs - found.pressedMs)
  }
  return { waitsMs: waitsMs.sort((a, b) => a - b), wrong }
}

interface Drift {
  readonly piece: number
  readonly tones: number
  /** Furthest that the line stood from where the picture shows what was heard just then, in ms of the recording; right of it is later. */
  readonly mostMs: number
  readonly meanMs: number
}

/** At some segments: where the picture shows its tones, and where the line stands when they are heard. */
export async function measureDrift(page: Page, pieces: readonly number[]): Promise<Drift[]> {
  const found: Drift[] = []
  for (const piece of pieces) {
    await pressRow(page, piece)
    await page.keyboard.press("Escape")
    await page.keyboard.press("z")
    await wave(page).focus()
    await page.keyboard.press("Space")
    await page.waitForTimeout(150)
    const first = piece * PIECE_SECONDS
    const seen = await seenOnsets(page)
    const onsets = seen.slice(0, PIECE_SECONDS + 1)
    const [left = Number.NaN] = onsets
    const msPerPx = ((onsets.length - 1) * 1_000) / ((onsets.at(-1) ?? Number.NaN) - left)
    await takeHeard(page)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Shift+Tab")
    await page.waitForTimeout((PIECE_SECONDS + 0.6) * 1_000)
    const { heard, shown } = await takeHeard(page)
    const apart = heard.flatMap(({ second, givenMs }) => {
      const x = shownAt(shown, givenMs, msPerPx)
      const at = onsets[second - first]
      return x === null || at === undefined ? [] : [(x - at) * msPerPx]
    })
    const mostMs = apart.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0)
    found.push({ piece, tones: apart.length, mostMs, meanMs: apart.reduce((sum, one) => sum + one, 0) / apart.length })
  }
  return found
}

/** Nobody reads a line to less than this while it goes on: a change of place that is not the time's is a jump. */
const JUMP_MS = 40

/**
 * Where the line stood at a moment: between the frames before and after it. Where it jumped in between, as it does when a
 * stretch begins, it stood at neither place nor between them: then from the frame after it, which is at most a frame late.
 */
function shownAt(shown: readonly ShownAt[], atMs: number, msPerPx: number): number | null {
  const next = shown.findIndex((one) => one.atMs >= atMs)
  const [a, b] = [shown[next - 1], shown[next]]
  if (!a || !b) return null
  if (Math.abs((b.x - a.x) * msPerPx - (b.atMs - a.atMs)) > JUMP_MS) return b.x - (b.atMs - atMs) / msPerPx
  return a.x + ((b.x - a.x) * (atMs - a.atMs)) / (b.atMs - a.atMs)
}

interface Speed {
  readonly wanted: number
  /** How fast it was heard. */
  readonly rate: number
  /** The pitch that was heard, over the one of the recording. */
  readonly pitch: number
}

/** A segment whose first tone is 1,000 Hz throughout, at each speed that keys reach. */
export async function measureSpeeds(page: Page, speeds: readonly number[]): Promise<Speed[]> {
  const piece = (4 * 601) / PIECE_SECONDS
  await pressRow(page, piece)
  const measured: Speed[] = []
  for (const wanted of speeds) {
    const output = page.getByRole("status", { name: "Speed" })
    for (let tries = 0; tries < 30; tries++) {
      const now = Number((await output.innerText()).replace("×", ""))
      if (Math.abs(now - wanted) < 0.01) break
      await page.keyboard.press(now < wanted ? "Alt+ArrowUp" : "Alt+ArrowDown")
    }
    await page.waitForTimeout(700)
    await takeHeard(page)
    await page.keyboard.press("Shift+Tab")
    await page.waitForTimeout(((PIECE_SECONDS + 0.5) * 1_000) / wanted)
    const { heard } = await takeHeard(page, wanted)
    const [first, last] = [heard[0], heard.at(-1)]
    const seconds = heard.length - 1
    const rate = first && last ? (seconds * 1_000) / (last.atMs - first.atMs) : Number.NaN
    measured.push({ wanted, rate, pitch: (first?.pitch ?? Number.NaN) / 1_000 })
  }
  return measured
}

interface Borders {
  /** Steps by keys that went elsewhere than they should. */
  readonly wrong: readonly string[]
  /** From a key to the changed figure on the page, ms, in order. */
  readonly waitsMs: readonly number[]
}

const facts = (page: Page) => page.getByRole("region", { name: "Selected segment" }).locator("dd b")

async function factsNow(page: Page): Promise<string> {
  return (await facts(page).allInnerTexts()).slice(0, 3).join(" ")
}

/** Borders moved by keys: steps, both borders, and the border that a segment shares with its neighbour. */
export async function measureBorders(page: Page): Promise<Borders> {
  const wrong: string[] = []
  const waitsMs: number[] = []
  const step = async (keys: string, wanted: string) => {
    waitsMs.push(await keyToChange(page, keys))
    const now = await factsNow(page)
    if (now !== wanted) wrong.push(`${keys}: ${now} instead of ${wanted}`)
  }
  await pressRow(page, 10)
  await page.keyboard.press("Escape")
  // Segment 11 lies from 40.25 to 44.25 s.
  await step("ArrowRight", "0:40.25 0:44.26 4.01 s")
  await step("ArrowLeft", "0:40.25 0:44.25 4.00 s")
  await step("Shift+ArrowLeft", "0:40.25 0:44.15 3.90 s")
  await page.keyboard.press("w")
  await step("ArrowLeft", "0:40.24 0:44.15 3.91 s")
  await step("Shift+ArrowRight", "0:40.34 0:44.15 3.81 s")
  await page.keyboard.press("ArrowDown")
  // The next one began where this one ended, and still does.
  if ((await factsNow(page)) !== "0:44.15 0:48.25 4.10 s") wrong.push(`after it: ${await factsNow(page)}`)
  await page.keyboard.press("ArrowUp")
  await page.keyboard.press("ArrowUp")
  if ((await factsNow(page)) !== "0:36.25 0:40.34 4.09 s") wrong.push(`before it: ${await factsNow(page)}`)
  for (let n = 0; n < 40; n++) waitsMs.push(await keyToChange(page, n % 2 === 0 ? "ArrowRight" : "ArrowLeft"))
  await page.keyboard.press("Enter")
  await page.keyboard.press("Tab")
  await page.waitForTimeout(400)
  return { wrong, waitsMs: waitsMs.sort((a, b) => a - b) }
}

/** Letters typed into a text while it plays: from the key to the letter, ms, in order. */
export async function measureTyping(page: Page, letters: string): Promise<number[]> {
  await pressRow(page, 2)
  const waitsMs: number[] = []
  for (const letter of letters) waitsMs.push(await keyToChange(page, letter))
  return waitsMs.sort((a, b) => a - b)
}

/** From a key to the frame in which the page shows what it did; infinite where it shows nothing. */
async function keyToChange(page: Page, keys: string): Promise<number> {
  // The page begins to look before the key comes, and is asked after it.
  await page.evaluate(() => {
    let pressedAt = Number.NaN
    const read = () => {
      const field = document.activeElement instanceof HTMLTextAreaElement ? document.activeElement.value : ""
      const facts = document.querySelectorAll("section[aria-label='Selected segment'] dd b")
      return `${field} ${[...facts].map(({ textContent }) => textContent).join(" ")}`
    }
    const before = read()
    const began = performance.now()
    addEventListener("keydown", ({ timeStamp }) => void (pressedAt = timeStamp), { capture: true, once: true })
    const changed = new Promise<number>((resolve) => {
      const look = () => {
        if (read() !== before) resolve(performance.now() - pressedAt)
        else if (performance.now() - began > 3_000) resolve(Number.POSITIVE_INFINITY)
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    Object.assign(globalThis, { changed })
  })
  await page.keyboard.press(keys)
  return page.evaluate(() => (globalThis as unknown as { changed: Promise<number> }).changed)
}
