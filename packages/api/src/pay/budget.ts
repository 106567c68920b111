import { findGuideline, type ProjectAccess } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { countAnswersLeft, listDecidedCounts, sumProjectMoney } from "@justesse/db/pay/budget"
import { listDeposits } from "@justesse/db/pay/deposits"
import { listFloors } from "@justesse/db/pay/floors"
import { findLearningMoney } from "@justesse/db/pay/learning"
import { countOpenLeases } from "@justesse/db/pay/modes"
import { listMeasuredSeconds, listPrices } from "@justesse/db/pay/prices"
import { findUnfunded } from "@justesse/db/pay/status"
import { listHolders } from "@justesse/db/questions/notices"
import { payOf } from "@justesse/types"
import type { Budget } from "@justesse/types/wire/pay"
import { forecastBudget, readingSeconds } from "@justesse/work/pay/budget"
import { exposureLimit } from "@justesse/work/pay/exposure"
import { grossMicros } from "@justesse/work/pay/learning"
import { termsOf } from "@justesse/work/pay/offer"
import { priceAt } from "@justesse/work/pay/prices"
import { sessionMicros } from "@justesse/work/pay/reserve"
import { timeMicros } from "@justesse/work/pay/terms"
import type { Deps } from "../core/deps.ts"
import { comingShown, floorAt } from "./offer.ts"
import { quoteFor } from "./prices.ts"

const WEEK_MS = 7 * 86_400_000
/** Deposits that the page lists. */
const MOST_DEPOSITS = 50

/** `pay.budget`: what an owner reads of a project's money, before it opens and while people work. Nothing about any one person. */
export async function showBudget(
  deps: Pick<Deps, "storage" | "nowMs" | "hmac">,
  project: Pick<ProjectAccess, "id" | "settings" | "guidelineVersion">,
): Promise<Budget> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const pay = payOf(project.settings)
  const fixed = (await countOpenLeases(db, project.id)) > 0
  if (pay.mode !== "paid") return { mode: pay.mode, fixed, money: null }
  const { currency } = pay
  const [
    floors,
    measured,
    prices,
    sums,
    freeMicros,
    answers,
    counts,
    unfunded,
    deposits,
    learning,
    holders,
    guideline,
  ] = await Promise.all([
    listFloors(db, currency),
    listMeasuredSeconds(db, project.id),
    listPrices(db, project.id),
    sumProjectMoney(db, project.id, currency),
    findBalance(db, "project_free", project.id, currency),
    countAnswersLeft(db, project.id, nowMs - WEEK_MS),
    listDecidedCounts(db, project.id),
    findUnfunded(db, project.id),
    listDeposits(db, project.id, MOST_DEPOSITS),
    findLearningMoney(db, project.id, currency),
    listHolders(db, project.id, "annotator", 0),
    findGuideline(db, project.id, project.guidelineVersion),
  ])
  const floorMicrosPerHour = floorAt({ pay, floors, place: null }, nowMs)
  const quoted = quoteFor(deps, project.id, { pay, measured, floorMicrosPerHour })
  const price = priceAt(prices, nowMs)
  const people = Math.max(1, holders.length)
  const offer = quoted && { ...quoted, currency, floorMicrosPerHour, reviewMicros: 0 }
  const forecast =
    offer &&
    forecastBudget(
      {
        ...{ freeMicros, reservedMicros: sums.reservedMicros - sums.keptMicros, answersLeft: answers.left, people },
        ...{ besideMicros: offer.bonusMicros, answersPerDay: answers.sent / 7 },
        sessionMicros: sessionMicros(termsOf(offer, { isJudged: true, capSeconds: offer.capSeconds })),
        readingMicros: timeMicros(floorMicrosPerHour, readingSeconds(guideline?.markdown ?? "")),
      },
      offer,
      floorMicrosPerHour,
    )
  return {
    mode: pay.mode,
    fixed,
    money: {
      ...{ currency, floorMicrosPerHour, freeMicros, reservedMicros: sums.reservedMicros, paidMicros: sums.paidMicros },
      learning: { percent: pay.learningPercent ?? null, ...learning },
      ownSeconds: measured.own,
      quote: quoted && {
        ...{ basis: quoted.basis, medianSeconds: quoted.medianSeconds, meanSeconds: quoted.meanSeconds },
        ...{ upperSeconds: quoted.upperSeconds, priceMicros: quoted.priceMicros, bonusMicros: quoted.bonusMicros },
        quotedMicros: quoted.quotedMicros,
      },
      price: price && {
        ...{ priceMicros: price.priceMicros, bonusMicros: price.bonusMicros },
        ...{ fromMs: price.fromMs, capSeconds: price.capSeconds },
      },
      coming: comingShown(prices, nowMs),
      answersLeft: answers.left,
      expectedMicros: forecast?.expectedMicros ?? null,
      quotedMicros: forecast?.quotedMicros ?? null,
      missingMicros: forecast && grossMicros(forecast.missingMicros, pay.learningPercent ?? 0),
      lastsDays: forecast?.lastsDays ?? null,
      people,
      atOnceMicros: forecast?.atOnceMicros ?? null,
      isRunningOut: forecast?.isRunningOut ?? false,
      // A stop is over once there is enough for a task, also before somebody asks.
      unfunded: freeMicros < leastFree(price) ? unfunded : null,
      undecidedMicros: sums.undecidedMicros,
      deposits,
      exposure: exposureOf(counts),
    },
  }
}

/** What must be free for another task. */
export const leastFree = (price: { readonly quotedMicros: number; readonly bonusMicros: number } | null): number =>
  price ? price.quotedMicros + price.bonusMicros : 1

/** How many people are at each step of what may be undecided. */
function exposureOf(counts: readonly number[]): { mostSeconds: number | null; people: number }[] {
  const steps = new Map<number, number>()
  for (const decided of counts) {
    const most = exposureLimit(decided)
    steps.set(most, (steps.get(most) ?? 0) + 1)
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([most, people]) => ({ mostSeconds: Number.isFinite(most) ? most : null, people }))
}
