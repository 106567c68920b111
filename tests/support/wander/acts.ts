import type { Dice } from "@justesse/fixtures/random"
import type { Page } from "playwright-core"

/** What a step does, by how often it is drawn. */
export const ACTS = ["link", "button", "field", "key", "canvas", "back", "forward", "reload", "address"] as const
export type Act = (typeof ACTS)[number]
const WEIGHTS: Readonly<Record<Act, number>> = {
  ...{ link: 30, button: 28, field: 9, key: 14, canvas: 8 },
  ...{ back: 5, forward: 2, reload: 2, address: 8 },
}

/** Draws the next act. */
export function drawAct(dice: Dice): Act {
  let left = dice.next() * ACTS.reduce((sum, act) => sum + WEIGHTS[act], 0)
  return ACTS.find((act) => (left -= WEIGHTS[act]) < 0) ?? "link"
}

/** Ends the walk or the studio of all walkers: sessions, accounts, projects, and the address that the studio is reached by. */
const ENDS_WALK =
  /sign.?out|log ?out|sign out|déconnect|delete|remove|supprimer|retirer|archive|deactivate|désactiver|reset|réinitialiser|leave|quitter|operator|opérateur|restore|restaurer|change( the)? password|mot de passe|who can reach|^change$|^modifier$/i

/** Keys that pages take, and some that no page does; none that the browser takes for itself. */
const KEYS = [
  ..."abcdefghijklmnopqrstuvwxyz0123456789?/",
  ...["Enter", "Escape", "Tab", "Shift+Tab", "Space", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft"],
  ...["ArrowRight", "Control+k", "Control+z", "Control+y", "Control+a", "Control+c", "Control+v", "Shift+T", "Shift+Y"],
  ...["Shift+N", "Shift+Digit1", "Shift+Digit2", "Control+Enter", "PageDown", "Home", "F1"],
]

const WORDS = [
  "",
  "7",
  "-1",
  "0",
  "été 12,50 €",
  "Sac 4 kg",
  "a".repeat(300),
  "<b>bold</b>",
  "2026-12-03",
  "=1+1",
  "🦎",
]

/** Something on the page that can be pressed or filled: its number among all of its kind, and how it is called. */
interface Target {
  readonly at: number
  readonly name: string
}

/** What of a kind can be seen and used now, within the topmost dialog where one is open. */
function targetsOn(page: Page, selector: string): Promise<Target[]> {
  return page.evaluate((wanted) => {
    const all = [...document.querySelectorAll<HTMLElement>(wanted)]
    const dialog = [...document.querySelectorAll("[role=dialog]")].at(-1)
    return all.flatMap((element, at) => {
      const { width, height } = element.getBoundingClientRect()
      const isOff = element.matches(":disabled, [aria-disabled=true], [aria-hidden=true] *")
      if (width === 0 || height === 0 || isOff || (dialog && !dialog.contains(element))) return []
      if (element instanceof HTMLAnchorElement) {
        const { origin, pathname } = new URL(element.href, location.href)
        const isPage =
          origin === location.origin && !/^\/(api|media|trpc|export|blob|openapi|sdk|upload)/.test(pathname)
        if (!isPage || element.hasAttribute("download") || element.target === "_blank") return []
      }
      return [{ at, name: (element.getAttribute("aria-label") ?? element.innerText ?? "").trim().slice(0, 60) }]
    })
  }, selector)
}

const SELECTORS = {
  link: "a[href]",
  button:
    "button, [role=radio], [role=checkbox], [role=tab], [role=switch], summary, input[type=checkbox], input[type=radio]",
  field: "input:not([type=checkbox]):not([type=radio]):not([type=file]):not([type=password]), textarea, select",
} as const

const PATIENCE_MS = 1_500

/** Presses or fills something of a kind; answers what, or null where there is nothing. */
async function pressOrFill(page: Page, dice: Dice, kind: keyof typeof SELECTORS): Promise<string | null> {
  const selector = SELECTORS[kind]
  const targets = (await targetsOn(page, selector)).filter(({ name }) => !ENDS_WALK.test(name))
  if (targets.length === 0) return null
  const { at, name } = dice.pick(targets)
  const element = page.locator(selector).nth(at)
  if (kind !== "field") {
    await element.click({ timeout: PATIENCE_MS, noWaitAfter: true })
    return name
  }
  if ((await element.evaluate((one) => one.tagName, undefined, { timeout: PATIENCE_MS })) === "SELECT") {
    const count = await element.locator("option").count()
    await element.selectOption({ index: dice.whole(0, Math.max(0, count - 1)) }, { timeout: PATIENCE_MS })
    return name
  }
  const words = dice.pick(WORDS)
  const isSent = dice.chance(0.4)
  await element.fill(words, { timeout: PATIENCE_MS })
  if (isSent) await element.press("Enter", { timeout: PATIENCE_MS })
  return `${name} ← ${words.slice(0, 20)}${isSent ? " ⏎" : ""}`
}

/** Presses the mouse somewhere on the canvas, and lets go there or elsewhere. */
async function dragOnCanvas(page: Page, dice: Dice): Promise<string | null> {
  const box = await page
    .locator("canvas")
    .first()
    .boundingBox({ timeout: 300 })
    .catch(() => null)
  if (!box) return null
  const place = () => [box.x + box.width * dice.next(), box.y + box.height * dice.next()] as const
  const [from, to] = [place(), place()]
  await page.mouse.move(...from)
  await page.mouse.down()
  if (dice.chance(0.7)) await page.mouse.move(...to, { steps: 3 })
  await page.mouse.up()
  return [...from, ...to].map(Math.round).join(" ")
}

/** Does one act on the page; answers what it was done to, or null where the page offers nothing of the kind. */
export async function doAct(page: Page, dice: Dice, act: Act, addresses: readonly string[]): Promise<string | null> {
  const going = { waitUntil: "commit", timeout: 20_000 } as const
  switch (act) {
    case "link":
    case "button":
    case "field":
      return pressOrFill(page, dice, act)
    case "canvas":
      return dragOnCanvas(page, dice)
    case "key": {
      const keys = Array.from({ length: dice.whole(1, 4) }, () => dice.pick(KEYS))
      for (const key of keys) await page.keyboard.press(key)
      return keys.join(" ")
    }
    case "back":
      return (await page.goBack(going)) ? "" : null
    case "forward":
      return (await page.goForward(going)) ? "" : null
    case "reload":
      return (await page.reload(going)) ? "" : null
    case "address": {
      const path = dice.pick(addresses)
      await page.goto(new URL(path, page.url()).href, going)
      return path
    }
  }
}
