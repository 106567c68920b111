import { editDistance } from "@justesse/quality/agreement/text"
import { type TextAnswer, transcribe } from "@justesse/quality/text/index"
import { describe, expect, test } from "vitest"
import { benchmarkWords, HAVE_SPEECH, SPEECH_SETS, speechAnswers, speechGold } from "./speech.ts"

/** Mean word error of a consensus by the benchmark's rule, in per cent. */
function meanWer(answers: readonly TextAnswer[], gold: ReadonlyMap<string, string>): number {
  const { tasks } = transcribe(answers)
  const ratios = tasks.map(({ task, compared }) => {
    const reference = benchmarkWords(gold.get(task) ?? "")
    return editDistance(reference, benchmarkWords(compared)) / reference.length
  })
  return (100 * ratios.reduce((sum, ratio) => sum + ratio, 0)) / ratios.length
}

const MOST = { "dev-clean": 5.9, "dev-other": 11.6 }

describe.runIf(HAVE_SPEECH)("what seven people heard (CrowdSpeech, ../shared/data/crowd)", () => {
  test.each(SPEECH_SETS)("%s: mean word error within the bar, whatever the order of rows and the names", (set) => {
    const answers = speechAnswers(set)
    const gold = speechGold(set)
    const wer = meanWer(answers, gold)
    console.log(`${set}: mean WER ${wer.toFixed(3)} % of at most ${MOST[set]}`)
    expect(wer).toBeLessThanOrEqual(MOST[set])

    const shifted = (name: string) => [...name].reverse().join("")
    const renamed = [...answers].reverse().map((row) => ({ ...row, person: shifted(row.person) }))
    expect(meanWer(renamed, gold)).toBe(wer)
    const there = transcribe(answers)
    const back = transcribe([...answers].reverse())
    expect(back).toEqual(there)
  })
})
