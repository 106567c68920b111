import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import type axe from "axe-core"
import type { RunOptions } from "axe-core"
import type { Page } from "playwright-core"
import { ROOT } from "./places.ts"

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/**
 * What a program can find wrong by WCAG 2.2 A and AA, one line each; `only` one rule where the rest was looked at already. The
 * program is read once a page and its names of elements are not made: half of what each look costs.
 */
export async function barriers(page: Page, only: string | null = null): Promise<string[]> {
  await comeToRest(page)
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(AXE)
  const runOnly: RunOptions["runOnly"] =
    only === null ? { type: "tag", values: TAGS } : { type: "rule", values: [only] }
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, options),
    { runOnly, resultTypes: ["violations"], selectors: false } satisfies RunOptions,
  )
  const lines = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${plain(node.html)} ${reasonOf(node)}`),
  )
  return [...new Set(lines)]
}

/** What fades in or slides is over: half of the way a message is too faint to read. What never ends is not waited for. */
function comeToRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const isBrief = ({ effect }: Animation) => Number(effect?.getComputedTiming().endTime) < 5_000
    const moving = () => document.getAnimations().filter((one) => one.playState === "running" && isBrief(one))
    for (let going = moving(), round = 0; going.length > 0 && round < 10; going = moving(), round++)
      await Promise.allSettled(going.map(({ finished }) => finished))
  })
}

/** The element without what differs from visit to visit. */
function plain(html: string): string {
  return html.replaceAll(/ (?:id|style)="[^"]*"/g, "").slice(0, 110)
}

function reasonOf(node: { any: readonly { message: string }[] }): string {
  return (node.any[0]?.message ?? "").slice(0, 120)
}

/** Everything on the page that is read: text, names, titles and hints. */
export function wordsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const { lang } = document.documentElement
    // A text that says of itself in which other language it is, is no sentence of the page.
    const isForeign = (node: Node) => (node.parentElement?.closest<HTMLElement>("[lang]")?.lang ?? lang) !== lang
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement?.closest("style, script, code, pre, textarea") && !isForeign(node))
        words.push(node.textContent ?? "")
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
      for (const name of ["aria-label", "title", "placeholder"]) words.push(element.getAttribute(name) ?? "")
    return words.map((word) => word.trim()).filter((word) => word !== "")
  })
}

interface Catalogue {
  readonly [key: string]: string | Catalogue
}

function* entriesOf(catalogue: Catalogue, before = ""): Iterable<[key: string, sentence: string]> {
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === "string") yield [before + key, value]
    else yield* entriesOf(value, `${before}${key}.`)
  }
}

function sentencesOf(language: "en" | "fr"): Map<string, string> {
  const folder = join(ROOT, "apps/studio/src/i18n", language)
  return new Map(
    readdirSync(folder).flatMap((file) => {
      const catalogue: Catalogue = JSON.parse(readFileSync(join(folder, file), "utf8"))
      return [...entriesOf(catalogue)].map(([key, sentence]) => [`${file.slice(0, -5)}:${key}`, sentence] as const)
    }),
  )
}

const english = sentencesOf("en")
const french = sentencesOf("fr")
const keys = new Set([...english.keys()].flatMap((key) => [key, key.slice(key.indexOf(":") + 1)]))
const frenchSentences = new Set(french.values())
const onlyEnglish = new Set(
  [...english.values()].filter((sentence) => sentence.split(" ").length > 2 && !frenchSentences.has(sentence)),
)

/** Words that no catalogue has (the key stands there instead), and English sentences on a French page. */
export function untranslated(words: readonly string[], language: "en" | "fr"): string[] {
  const looksLikeKey = (word: string) => (keys.has(word) && /[.:]/.test(word)) || /^[a-z]\w*:\w+(\.\w+)*$/.test(word)
  return words.filter((word) => looksLikeKey(word) || (language === "fr" && onlyEnglish.has(word)))
}

/**
 * Whether a page, once it has come to rest, must be scrolled sideways. A grid follows a new window width in the frame after
 * it, so a page gets two seconds to fit.
 */
export function scrollsSideways(page: Page): Promise<boolean> {
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth
  return page.waitForFunction(fits, undefined, { timeout: 2_000 }).then(
    () => false,
    () => true,
  )
}

/** The page has everything that it asked for. */
export async function arrived(page: Page): Promise<void> {
  await page.locator("h1, .lead, [role=img]").first().waitFor()
  await page.waitForFunction(() => document.querySelector("[aria-busy=true], .sk-in") === null)
}
