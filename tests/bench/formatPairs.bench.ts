import fc from "fast-check"
import { PAIRED, pairDataset, throughPair } from "../../packages/formats/src/testing/pairs.ts"

/**
 * Every form of pictures and every other after it: `npm run bench -- formatPairs [DRAWS] [FIRST|all] [SECOND|all] [SEED]`. A
 * drawn dataset goes out with its pictures, in, out and in again; what differs afterwards must be told by a report. One JSON
 * line a first form; a difference names its pair and draw, which `1` and that seed draw again. Ends with 1 on a difference.
 */
const DRAWS = 200
const SHOWN = 5

const [draws = String(DRAWS), first = "all", second = "all", seed = String(Date.now() % 1_000_000_007)] =
  process.argv.slice(2)
const named = (wanted: string) => PAIRED.filter(({ name }) => wanted === "all" || wanted === name)

for (const one of named(first)) {
  const started = process.cpuUsage()
  const wrong: { second: string; seed: number; said: string[] }[] = []
  let done = 0
  for (const [place, other] of named(second).entries())
    for (let n = 0; n < Number(draws); n++) {
      const own = Number(seed) + 1_000 * place + n
      const [drawn = []] = fc.sample(pairDataset, { numRuns: 1, seed: own })
      const said = await throughPair(one, other, drawn)
      if (said.length > 0) wrong.push({ second: other.name, seed: own, said })
      done++
    }
  const used = process.cpuUsage(started)
  const line = {
    ...{ bench: "formatPairs", first: one.name, seconds: named(second).length, draws: done, differences: wrong.length },
    ...{ cpuS: Math.round((used.user + used.system) / 1e4) / 100, seed: Number(seed), examples: wrong.slice(0, SHOWN) },
  }
  console.log(JSON.stringify(line))
  if (wrong.length > 0) process.exitCode = 1
}
