import { type LaborLabel, LEAST_PEOPLE } from "@justesse/types/pay/labor"
import { LABOR_WORDS, type LaborWords } from "./words.ts"

/** The label of how people worked, for people: in every export. */
export const LABOR_FILE = "LABOR.md"
/** {@link LABOR_FILE} for programs: the figures that its sentences tell, in a form that says its own version. */
export const LABOR_JSON_FILE = "labor.json"

/** A heading of LABOR.md with what stands under it: figures by name, or sentences. */
interface LaborSection {
  readonly heading: string
  readonly rows: readonly (readonly [name: string, value: string])[]
  readonly text: readonly string[]
}

/** LABOR.md before it is written as Markdown: what the page of the label shows is this too. */
interface LaborText {
  readonly title: string
  readonly lead: string
  readonly inEvery: string
  readonly sections: readonly LaborSection[]
  readonly foot: string
}

/** A label in words of its own language. */
export function laborText(label: LaborLabel): LaborText {
  const words = LABOR_WORDS[label.language]
  const write = writer(label)
  return {
    title: words.title,
    lead: words.lead(label.title, label.version, write.day(label.frozenAtMs)),
    inEvery: words.inEvery,
    sections: [
      payOf(label, words, write),
      peopleOf(label, words, write),
      decisionsOf(label, words, write),
      instructionsOf(label, words, write),
      { heading: words.headings.credits, rows: [], text: [creditsOf(label, words, write)] },
      { heading: words.headings.checks, rows: [], text: words.checks },
      { heading: words.headings.sheets, rows: words.sheets, text: [] },
    ],
    foot: words.foot(label.software, label.policy, write.day(label.upToMs)),
  }
}

/** LABOR.md: the same label gives the same bytes. */
export function laborMarkdown(label: LaborLabel): string {
  const { title, lead, inEvery, sections, foot } = laborText(label)
  const parts = sections.map(({ heading, rows, text }) => {
    const table = rows.map(([name, value]) => `| ${inline(name)} | ${inline(value)} |`)
    const lines = [...(table.length > 0 ? ["| | |", "|---|---|", ...table] : []), ...text.map((one) => `- ${one}`)]
    return [`## ${heading}`, "", ...lines].join("\n")
  })
  return `${[`# ${title}`, inline(lead), inEvery, ...parts, foot].join("\n\n")}\n`
}

/** labor.json: keys in the order of the schema. */
export function laborJson(label: LaborLabel): string {
  return `${JSON.stringify(label, null, 2)}\n`
}

function inline(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|#]/g, "\\$&")
}

type Write = ReturnType<typeof writer>

/** Figures as the label's language spells them. */
function writer({ language, pay }: LaborLabel) {
  const locale = language === "fr" ? "fr-FR" : "en-GB"
  const { money } = pay
  const number = (value: number) => value.toLocaleString(locale)
  const share = (ratio: number) => ratio.toLocaleString(locale, { style: "percent", maximumFractionDigits: 0 })
  const amount = (micros: number) =>
    (micros / 1e6).toLocaleString(locale, { style: "currency", currency: money?.currency ?? "EUR" })
  const ratio = (value: number) => value.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const hours = (value: number) => `${value.toLocaleString(locale, { maximumFractionDigits: 1 })} h`
  const day = (ms: number) =>
    new Date(ms).toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
  const duration = (ms: number) => {
    const minutes = Math.floor(ms / 60_000)
    return `${number(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")}`
  }
  return { number, share, amount, ratio, hours, day, duration }
}

/** Rows of what is there: a row that says nothing is left out. */
function rowsOf(rows: readonly (readonly [string, string | null])[]): (readonly [string, string])[] {
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}

function payOf({ pay: { mode, money } }: LaborLabel, words: LaborWords, write: Write): LaborSection {
  const paidBy = money?.byTime ? words.byTime : words.modes[mode]
  const rows: (readonly [string, string | null])[] = [[words.rows.mode, paidBy]]
  if (money !== null) {
    const { floorMicrosPerHour, totalPaidMicros, hourlyMicros, sessions, medianHoursToPay } = money
    const { fromLearningFundMicros } = money
    const told = <T>(value: T | null, say: (value: T) => string) =>
      value === null ? words.withheld(LEAST_PEOPLE) : say(value)
    rows.push(
      [words.rows.floor, floorMicrosPerHour === null ? null : words.anHour(write.amount(floorMicrosPerHour))],
      [words.rows.paid, told(totalPaidMicros, write.amount)],
      [words.rows.learning, fromLearningFundMicros === undefined ? null : told(fromLearningFundMicros, write.amount)],
      [
        words.rows.hourly,
        told(hourlyMicros, ({ p10, p50, p90 }) =>
          words.hourly(write.amount(p10), write.amount(p50), write.amount(p90)),
        ),
      ],
      [
        words.rows.raised,
        told(sessions, ({ closed, raisedToFloor }) =>
          words.of(
            write.number(raisedToFloor),
            write.number(closed),
            write.share(closed === 0 ? 0 : raisedToFloor / closed),
          ),
        ),
      ],
      [words.rows.toPay, medianHoursToPay === null ? null : write.hours(medianHoursToPay)],
    )
  }
  return { heading: words.headings.pay, rows: rowsOf(rows), text: [] }
}

function peopleOf({ people, timeMs }: LaborLabel, words: LaborWords, write: Write): LaborSection {
  const time = (ms: number | null) => (ms === null ? words.withheld(LEAST_PEOPLE) : write.duration(ms))
  const part = (name: "production" | "review" | "training" | "breaks") =>
    [words.rows[name], timeMs[name] === 0 ? null : time(timeMs[name])] as const
  const rows = [
    [words.rows.people, people === null ? words.fewer(LEAST_PEOPLE) : write.number(people)] as const,
    ...(["production", "review", "training", "breaks"] as const).map(part),
    [words.rows.total, time(timeMs.total)] as const,
    [words.rows.where, words.notRecorded] as const,
  ]
  return { heading: words.headings.people, rows: rowsOf(rows), text: [] }
}

function decisionsOf({ decisions }: LaborLabel, words: LaborWords, write: Write): LaborSection {
  const { answers, acceptedBySilence, sentBack, repaired, rejected, appealed, appealsDecided, overturned } = decisions
  const { medianHoursToDecide } = decisions
  const count = write.number
  return {
    heading: words.headings.decisions,
    rows: rowsOf([
      [
        words.rows.answers,
        acceptedBySilence === null || acceptedBySilence === 0
          ? count(answers)
          : words.silence(count(answers), count(acceptedBySilence)),
      ],
      [words.rows.sentBack, sentBack === 0 ? words.none : words.sentBack(count(sentBack), count(repaired))],
      [
        words.rows.rejected,
        rejected === 0 && appealed === 0
          ? words.none
          : words.rejected(count(rejected), count(appealed), count(overturned), count(appealsDecided)),
      ],
      [words.rows.toDecide, medianHoursToDecide === null ? null : words.toDecide(write.hours(medianHoursToDecide))],
    ]),
    text: [],
  }
}

function instructionsOf(label: LaborLabel, words: LaborWords, write: Write): LaborSection {
  const { guideline, agreement, proposals, content } = label
  const { overlap, measured, answeredTwice } = agreement
  const more = overlap.moreRatio === 0 ? "" : write.share(overlap.moreRatio)
  return {
    heading: words.headings.instructions,
    rows: rowsOf([
      [words.rows.guideline, words.guideline(guideline.versions, guideline.last)],
      [words.rows.overlap, words.overlap(overlap.base, overlap.more, more)],
      [
        words.rows.agreement,
        measured === null || answeredTwice === null
          ? null
          : words.twice(
              write.number(answeredTwice),
              ...([write.ratio(measured.mean), write.ratio(measured.low), write.ratio(measured.high)] as const),
            ),
      ],
      [
        words.rows.proposals,
        proposals.answers === 0
          ? words.none
          : words.proposals(
              ...([proposals.answers, proposals.taken, proposals.changed, proposals.refused].map(write.number) as [
                string,
                string,
                string,
                string,
              ]),
            ),
      ],
      [words.rows.content, content.note === "" ? words.none : content.note],
      ...(content.classes
        ? ([
            [words.rows.classes, content.classes.map((one) => words.classes[one]).join(", ")],
            [words.rows.protections, (content.protections ?? []).map((one) => words.protections[one]).join("; ")],
          ] as const)
        : []),
    ]),
    text: [],
  }
}

function creditsOf({ credits, uncredited, language }: LaborLabel, words: LaborWords, write: Write): string {
  if (credits.length === 0) return words.nobody
  const named = credits.map(({ name, shareOfTime }) =>
    shareOfTime === null ? inline(name) : words.share(inline(name), write.share(shareOfTime)),
  )
  const others = uncredited === null || uncredited === 0 ? [] : [words.others(uncredited)]
  return new Intl.ListFormat(language, { type: "conjunction" }).format([...named, ...others])
}
