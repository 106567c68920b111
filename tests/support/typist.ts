import { setTimeout as wait } from "node:timers/promises"
import type { Page } from "playwright-core"
import { drag, picture } from "./taskPage.ts"

/** A source of chance: the same seed gives the same numbers in [0, most). */
export type Chance = (most?: number) => number

/** mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0
  return (most = 1) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * most
  }
}

/** What a page shows that letters could change. */
interface Sight {
  /** Address, panels, pressed and unfolded buttons: a letter that was a command changes one of them. */
  readonly chrome: string
  /** Texts of lines or segments, each once, those without one too. */
  readonly texts: readonly string[]
  /** What the field with the caret holds; null where none has it. */
  readonly field: string | null
  /** A field looks focused without the caret. */
  readonly isFalse: boolean
}

/** Acts after which somebody types. True when what is typed then is text; false where the act could not be done. */
type Act = (page: Page, chance: Chance) => Promise<boolean>

/** A page on which somebody types. */
export interface TypedPage {
  readonly name: string
  readonly acts: Readonly<Record<string, Act>>
}

const press =
  (...keys: readonly string[]): Act =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key)
    return true
  }

const countRows = (page: Page) => page.locator("[data-sound-row], section[aria-label=Regions] li").count()

/** An act that must bring rows; where there was no room, nothing was begun that wants a text. */
const adds =
  (act: Act): Act =>
  async (page, chance) => {
    const before = await countRows(page)
    await act(page, chance)
    return (await countRows(page)) > before
  }

/** An act that needs the caret in a text. */
const inField =
  (act: Act): Act =>
  async (page, chance) => {
    if ((await sight(page)).field === null) return false
    return act(page, chance)
  }

const proposes = (page: Page) => page.locator("main [role=status]").filter({ hasText: "proposed" }).first()

const propose: Act = async (page) => {
  await page.keyboard.press("Escape")
  await page.keyboard.press("Shift+T")
  const told = page.locator("[role=status]").filter({ hasText: /proposed|No more|Nothing|All the lines|No lines/ })
  const isTold = await told
    .first()
    .waitFor({ timeout: 8_000 })
    .then(() => true)
    .catch(() => false)
  return isTold && (await proposes(page).count()) > 0
}

/** Proposals, and the key that takes one of them or all. */
const taken =
  (key: string): Act =>
  async (page, chance) => {
    if (!(await propose(page, chance))) return false
    await page.keyboard.press(key)
    return true
  }

const WRITING: Readonly<Record<string, Act>> = {
  enter: inField(press("Enter")),
  back: inField(press("Shift+Enter")),
  split: inField(press("Home", "ArrowRight", "Control+e")),
  join: inField(press("Control+m")),
  undo: inField(press("Control+z")),
  away: inField(async (page) => {
    await page.mouse.click(700, 12)
    return true
  }),
}

/** The pages that expect texts, of the sample projects. */
export const TYPED_PAGES: Readonly<Record<"receipts" | "recording", TypedPage>> = {
  receipts: {
    name: "receipts",
    acts: {
      ...WRITING,
      propose,
      take: taken("y"),
      takeAll: taken("Shift+Y"),
      draw: adds(async (page, chance) => {
        await page.keyboard.press("Escape")
        await page.keyboard.press("b")
        const y = 0.15 + chance(0.5)
        await drag(page, [0.3 + chance(0.1), y], [0.6 + chance(0.1), y + 0.03])
        return true
      }),
      drawByKeys: adds(async (page) => {
        await page.keyboard.press("Escape")
        await page.keyboard.press("b")
        await page.mouse.move(10, 400)
        for (const key of ["ArrowRight", "Space", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Space"])
          await page.keyboard.press(key)
        return true
      }),
      row: inField(async (page, chance) => {
        const rows = page.locator("section[aria-label=Regions] li")
        await rows.nth(Math.floor(chance(Math.min(6, await rows.count())))).click({ position: { x: 60, y: 10 } })
        return true
      }),
    },
  },
  recording: {
    name: "recording",
    acts: {
      ...WRITING,
      propose,
      take: taken("y"),
      takeAll: taken("Shift+Y"),
      draw: adds(async (page, chance) => {
        const box = await page.locator("[data-sound-wave]").boundingBox()
        if (!box) return false
        const x = box.x + 20 + chance(box.width - 200)
        await page.mouse.move(x, box.y + 60)
        await page.mouse.down()
        await page.mouse.move(x + 30 + chance(60), box.y + 60, { steps: 3 })
        await page.mouse.up()
        return true
      }),
      drawByKeys: adds(async (page) => {
        await page.keyboard.press("Escape")
        await page.keyboard.press("b")
        await wait(300)
        await page.keyboard.press("b")
        return true
      }),
      row: async (page, chance) => {
        const rows = page.locator("[data-sound-row]")
        const count = await rows.count()
        if (count === 0) return false
        await rows.nth(Math.floor(chance(Math.min(5, count)))).click({ position: { x: 300, y: 18 } })
        return true
      },
    },
  },
}

/** Waits until the page of the task is there. */
export async function opened(page: Page, { name }: TypedPage): Promise<void> {
  if (name === "recording") await page.locator("[data-sound-wave]").waitFor()
  else await picture(page).waitFor()
  await page.locator("button[aria-label]").first().waitFor()
}

function sight(page: Page): Promise<Sight> {
  return page.evaluate(() => {
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
    const active = document.activeElement
    const isField = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement
    const state = (one: HTMLElement) =>
      `${one.getAttribute("aria-label") ?? one.textContent} ${one.ariaPressed}${one.ariaExpanded}`
    // What is saved and counted goes on by itself.
    const isLive = (one: HTMLElement) => /Sav(ed|ing)|counted/.test(one.ariaLabel ?? one.textContent ?? "")
    const buttons = all("nav button[aria-pressed], footer button, [aria-expanded], aside button[aria-pressed]")
    const rows = all("[data-sound-row]")
    // What is proposed comes when it is found, and is nobody's until it is accepted.
    const lines = all("section[aria-label=Regions] li").filter((line) => !line.ariaLabel?.includes(", proposed, "))
    const textOf = (row: HTMLElement) =>
      row.querySelector("textarea")?.value ??
      row.querySelector<HTMLElement>("[dir=auto] , button[dir=auto]")?.innerText ??
      ""
    const field = document.getElementById("task-field")
    const framed = field && getComputedStyle(field.closest("span, div[class]") ?? field).borderTopWidth === "2px"
    return {
      chrome: [
        location.pathname,
        all("dialog[open]").length,
        all("[role=combobox]").length,
        ...buttons.filter((one) => !isLive(one)).map(state),
      ].join("\n"),
      texts: (rows.length > 0 ? rows : lines).map(textOf),
      field: isField ? active.value : null,
      isFalse: Boolean(framed && active !== field),
    }
  })
}

/** What the page shows when nothing moves any more: long lists follow their lines a moment later. */
async function sightAtRest(page: Page): Promise<Sight> {
  let seen = await sight(page)
  for (let tries = 0; tries < 40; tries++) {
    await wait(60)
    const next = await sight(page)
    if (JSON.stringify(next) === JSON.stringify(seen)) return next
    seen = next
  }
  return seen
}

const SIGNS = "abcdefghijklmopqrstuvwxzABCDEFGHIJKLMNOPQRSTUVWXZyn 0123456789"
/** The first sign is none of the keys that answer a proposal, which its bar shows lit. */
const FIRST = "abcdefghijklmopqrstuvwxzABCDEFGHIJKLMOPQRSTUVWXZ"

function randomText(chance: Chance): string {
  const sign = (of: string) => of[Math.floor(chance(of.length))] ?? "a"
  return (
    sign(FIRST) +
    Array.from({ length: 3 + Math.floor(chance(8)) }, () => sign(SIGNS))
      .join("")
      .replace(/ +/g, " ")
      .trimEnd()
  )
}

/** What a typist did, and what came of it. */
export interface Typed {
  readonly strings: number
  readonly letters: number
  readonly faults: readonly string[]
}

/**
 * Does random acts on a page and types a string after each, letters mostly 0–100 ms apart and now and then up to 900. Each letter must
 * be in a field or nowhere: nothing else on the page changes, and no text that was there goes.
 */
export async function typeOn(
  page: Page,
  typed: TypedPage,
  { strings, chance, slow = 0.02 }: { readonly strings: number; readonly chance: Chance; readonly slow?: number },
): Promise<Typed> {
  const names = Object.keys(typed.acts)
  const faults: string[] = []
  let done = 0
  let letters = 0
  for (let tries = 0; done < strings && tries < strings * 8; tries++) {
    const name = names[Math.floor(chance(names.length))] ?? ""
    // What is proposed takes seconds to be found.
    if (/propose|take/.test(name) && chance() < 0.6) continue
    if (!(await typed.acts[name]?.(page, chance))) continue
    // Half of them type at once; rows can be compared where the act itself has come to rest.
    const isRested = chance() < 0.5
    const before = isRested ? await sightAtRest(page) : await sight(page)
    const text = randomText(chance)
    for (const sign of text) {
      await page.keyboard.press(sign === " " ? "Space" : sign)
      letters++
      await wait(chance() < slow ? chance(900) : chance() < 0.5 ? 0 : chance(40))
    }
    done++
    const after = await sightAtRest(page)
    const where = `${typed.name}, after ${name}, “${text}”`
    if (after.chrome !== before.chrome) faults.push(`${where}: a command ran\n${before.chrome}\n→\n${after.chrome}`)
    if (after.isFalse) faults.push(`${where}: a field looks focused and is not`)
    const isIn = after.field?.includes(text) === true
    if (!isIn && after.field !== null) faults.push(`${where}: the field holds ${JSON.stringify(after.field)}`)
    if (!isRested) continue
    if (after.texts.length !== before.texts.length)
      faults.push(`${where}: ${before.texts.length} rows became ${after.texts.length}`)
    const same = before.texts.filter((one, i) => after.texts[i] === one).length
    if (!isIn && same !== before.texts.length) faults.push(`${where}: a text changed that has no caret`)
    if (isIn && same < before.texts.length - 1) faults.push(`${where}: a text of another row changed`)
  }
  if (done < strings) faults.push(`${typed.name}: only ${done} of ${strings} strings were typed`)
  return { strings: done, letters, faults }
}
