import { readFileSync } from "node:fs"
import type { Browser, Page } from "playwright-core"

/** Where bars of the wave are high, in pixels from its left: the beginning of each tone. */
export function seenOnsets(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("[data-sound-wave] canvas")
    const context = canvas?.getContext("2d")
    if (!canvas || !context) return []
    const scale = canvas.width / canvas.clientWidth
    // The ruler is 18 pixels high and the wave 132: a fifth above its middle silence has nothing.
    const y = Math.round((18 + 66 - 24) * scale)
    const { data } = context.getImageData(0, y, canvas.width, 1)
    const isHigh = (x: number) => (data[x * 4 + 3] ?? 0) > 200
    const found: number[] = []
    let [from, last] = [-1, -100]
    // A border of a segment is a line of four pixels; a tone is many bars with a pixel between each two.
    const end = () => from >= 0 && last - from >= 6 * scale && found.push((from + 0.5) / scale)
    for (let x = 0; x < canvas.width; x++) {
      if (!isHigh(x)) continue
      if (x - last > 6 * scale) {
        end()
        from = x
      }
      last = x
    }
    end()
    return found
  })
}

/** Memory of the page's own process, in MB: its share of what is in memory (shared pages divided), and all of it. */
export async function pageMemory(browser: Browser): Promise<{ shareMb: number; allMb: number }> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send("SystemInfo.getProcessInfo")
  await session.detach()
  const sums = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))
    .map((text) => ({ share: kb(text, "Pss"), all: kb(text, "Rss") }))
  const largest = sums.sort((a, b) => b.share - a.share)[0] ?? { share: Number.NaN, all: Number.NaN }
  return { shareMb: Math.round(largest.share / 1_024), allMb: Math.round(largest.all / 1_024) }
}

function kb(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN)
}
