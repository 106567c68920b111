import { CROWDS } from "@justesse/quality/adaptive/calibrate"
import { krippendorffAlpha, type MeasurementLevel, unitTable } from "@justesse/quality/agreement/figures"
import { CROWD_WORTH } from "@justesse/quality/skill/beta"
import { goldSet } from "../crowd/classification.ts"
import { crowdsPrior, overlapFigures } from "../crowd/overlapFigures.ts"
import { HAVE_CROWD, votesOf } from "../crowd/sets.ts"
import { chooseWorth, coverage, coverageElsewhere, intervalOfShare } from "../crowd/skillFigures.ts"

/**
 * Agreement, skill and adaptive overlap on real crowds beside their references: `npm run bench -- adaptive [orders]`. Each
 * line has the figure, its reference or bound, and their ratio; CPU seconds are those of the calls on data in memory.
 */
const round = (x: number) => Math.round(x * 1e4) / 1e4

function say(name: string, unit: string, value: number, reference: number, more: Record<string, unknown> = {}): void {
  const ratio = reference === 0 ? null : round(value / reference)
  console.log(JSON.stringify({ bench: "adaptive", name, unit, value: round(value), reference, ratio, ...more }))
}

function cpuSeconds(work: () => void): number {
  const began = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1e6
}

function alphas(): void {
  const references: readonly (readonly [string, MeasurementLevel, number])[] = [
    ["classification/bluebirds", "nominal", 0.1255],
    ["classification/rte", "nominal", 0.2415],
    ["classification/dog", "nominal", 0.5194],
    ["ratings/emotion", "nominal", 0.1454],
    ["ratings/emotion", "ordinal", 0.3895],
    ["ratings/emotion", "interval", 0.389],
  ]
  for (const [set, level, reference] of references) {
    const table = unitTable(votesOf(set), level)
    let alpha = krippendorffAlpha(table, { resamples: 0 })
    const seconds = cpuSeconds(() => {
      alpha = krippendorffAlpha(table)
    })
    const interval = alpha.interval?.map(round)
    say(`alpha ${set} ${level}`, "alpha", alpha.value ?? Number.NaN, reference, {
      interval,
      cpuSeconds: round(seconds),
    })
  }
}

function skills(): void {
  const sets = ["bluebirds", "rte", "dog", "product"].map(goldSet)
  for (const set of sets) {
    const others = chooseWorth(sets.filter((one) => one !== set))
    const [found, chosen] = [coverage(set, CROWD_WORTH), coverage(set, others)]
    const more = {
      people: found.people,
      interval: intervalOfShare(found).map(round),
      worthFromOthers: others,
      coverageWithIt: round(chosen.held / chosen.people),
    }
    say(`skill interval covers gold accuracy, ${set.name}`, "share of people", found.held / found.people, 0.9, more)
    const { share, people, interval } = coverageElsewhere(set, CROWD_WORTH)
    const withOthers = round(coverageElsewhere(set, others).share)
    say(`skill foretells gold accuracy on other tasks, ${set.name}`, "share of people", share, 0.9, {
      people,
      interval: interval.map(round),
      coverageWithIt: withOthers,
    })
  }
  say("skill: worth of crowd evidence chosen on all sets", "gold answers", chooseWorth(sets), CROWD_WORTH)
}

function overlap(orders: number): void {
  const targets = { rte: [0.6, 0.04], dog: [0.9, 0.08], bluebirds: [0.7, 0.08] } as const
  const sets = Object.keys(targets).map(goldSet)
  for (const set of sets) {
    const prior = crowdsPrior(sets.filter((one) => one !== set))
    const seeds = Array.from({ length: orders }, (_, i) => i + 1)
    let figures = { all: 0, adaptive: 0, fixed: 0, worst: 0, used: 0, ece: 0, eceAll: 0 }
    const seconds = cpuSeconds(() => {
      figures = overlapFigures(set, 0.6, seeds, prior)
    })
    // The names are the keys of the targets.
    const [loss, ece] = targets[set.name as keyof typeof targets]
    const { all, fixed, worst, used } = figures
    const more = {
      target: loss,
      all: round(all),
      worst: round(worst),
      used: round(used),
      orders,
      cpuSeconds: round(seconds),
    }
    say(
      `points lost at 60 % of the labels, ${set.name}, against fixed overlap`,
      "points",
      figures.adaptive,
      round(fixed),
      more,
    )
    say(`calibration error with a tenth of the gold, ${set.name}, 60 % of the labels`, "ece", figures.ece, ece, {
      priorTemperature: round(prior.centre),
    })
    say(`calibration error with a tenth of the gold, ${set.name}, all labels`, "ece", figures.eceAll, ece)
  }
  say("temperature of crowds (prior), from all three sets", "temperature", crowdsPrior(sets).centre, CROWDS.centre)
}

if (!HAVE_CROWD) {
  console.error("The crowd data is not here: set JUSTESSE_SHARED to the folder that holds data/crowd.")
  process.exit(2)
}
alphas()
skills()
overlap(Number(process.argv[2] ?? 20))
